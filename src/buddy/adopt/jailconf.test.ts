/** What describes a new jail: the texts for jail.conf, AppJail's template and the jail's rc.conf. */
import { expect, test } from "bun:test";
import { parseBlocks } from "../../config/jailconf/parse.ts";
import { templateBlock } from "../../config/jailconf/template.ts";
import { wantedIn } from "../configuration.ts";
import type { FoundJails } from "./find.ts";
import { type JailWish, planJailConf } from "./jailconf.ts";

const wanted = wantedIn([
  {
    path: "/etc/rc.conf",
    text: 'ngbuddy_public_if="em0"\nngbuddy_private_if="nghost0"\nngbuddy_private_address="10.60.0.1/24"\n',
  },
]);
const found: FoundJails = {
  jails: [],
  described: [],
  kept: new Map(),
  interfaces: [],
  gateway: "10.2.70.1",
};
const WISH: JailWish = {
  name: "web-1",
  bridge: "public",
  address: undefined,
  path: undefined,
  write: false,
};
const planFor = (wish: Partial<JailWish>) =>
  planJailConf(wanted, found, { ...WISH, ...wish }, undefined);

test("its block is one that jail(8) reads, in a file that is written only when that is asked for", () => {
  const { steps } = planFor({ write: true });
  expect(steps.map(({ do: action }) => action)).toMatchObject([
    { op: "file", path: "/etc/jail.conf.d/web-1.conf", before: null },
  ]);
  const action = steps[0]!.do;
  const text = action.op === "file" ? action.text! : "";
  const [block] = parseBlocks(text, "web-1.conf", () => []);
  expect(block!.settings.map(({ name }) => name)).toContain("vnet.interface");
  expect(planFor({}).steps).toEqual([]);
});

test("a template of AppJail's says the same of the network", () => {
  const { done } = planFor({ appjail: true });
  expect(done[0]).toBe("# /usr/local/appjail/jails/web-1/conf/template.conf");
  const text = done.slice(1, done.indexOf("")).join("\n");
  const block = templateBlock(text, "t", { name: "web-1", path: "/x" });
  const said = new Map(block.settings.map(({ name, values }) => [name, values]));
  expect(said.get("exec.prestart")).toEqual([[{ text: "service ngbuddy jail web-1 public" }]]);
  expect(said.get("vnet.interface")).toEqual([[{ text: "web-1" }]]);
  expect(done).toContain("# /usr/local/appjail/jails/web-1/jail/etc/rc.conf");
});

test.each<[Partial<JailWish>, string[]]>([
  [{}, ['ifconfig_web_1_name="vnet0"', 'ifconfig_vnet0="SYNCDHCP"']],
  [
    { address: "10.2.70.5/24" },
    ['ifconfig_vnet0="inet 10.2.70.5/24"', 'defaultrouter="10.2.70.1"'],
  ],
  [
    { address: "10.60.0.5/24", bridge: "private" },
    ['ifconfig_vnet0="inet 10.60.0.5/24"', 'defaultrouter="10.60.0.1"'],
  ],
  [{ address: "2001:db8::5/64" }, ['ifconfig_vnet0_ipv6="inet6 2001:db8::5/64"']],
])("%j has these lines in its rc.conf", (wish, lines) => {
  const { done } = planFor(wish);
  for (const line of lines) expect(done).toContain(line);
});

test.each<[Partial<JailWish>, string]>([
  [{ bridge: "publik" }, 'no bridge "publik"; did you mean public?'],
  [{ name: "a;b" }, 'jailconf: a jail is called as its interface is here: "a;b" is no name'],
  [{ path: "jails/web" }, '--path "jails/web" is no absolute path of a directory'],
  [{ address: "10.2.70.5" }, "--address: "],
])("%j is refused", (wish, says) => {
  expect(() => planFor(wish)).toThrow(says);
});

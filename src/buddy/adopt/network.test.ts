// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
import { expect, test } from "bun:test";
import { parseBlocks } from "../../config/jailconf/parse.ts";
import { networkOf } from "./network.ts";
import { setupsIn } from "./setup.ts";

/** The network of a jail `web` whose block says this. */
function networkBy(...settings: readonly string[]) {
  const text = `web {\n${settings.map((one) => `  ${one};\n`).join("")}}\n`;
  const blocks = parseBlocks(text, "jail.conf", () => []);
  const [setup] = setupsIn("jail.conf", { blocks, texts: new Map([["jail.conf", text]]) });
  return networkOf(setup!);
}

const sharesIn = (hook: string) =>
  networkBy("vnet.interface = epair0b", `exec.prestart = ${hook}`)
    .hooks.get("exec.prestart")!
    .map(({ share }) => share);

test.each([
  ['"ifconfig epair0 create up"', "all"],
  ['"/sbin/ifconfig bridge0 addm epair0a up 2>/dev/null || true"', "all"],
  ['"ifconfig bridge0 addm epair0a addm epair1a"', "none"],
  ['"ifconfig bridge0 inet 10.0.0.1/24"', "none"],
  ['"ifconfig epair0a inet 10.0.0.1/30"', "none"],
  ['"ifconfig epair0 create; echo made"', "some"],
  ['"ifconfig epair1 create"', "none"],
  ['"echo epair0a"', "none"],
])("of exec.prestart = %s, %s is about the interface", (hook, share) => {
  expect(sharesIn(hook)).toEqual([share as "all"]);
});

test("an epair of a variable, renamed to names of one's own, leads to its bridge", () => {
  const { attached, tools } = networkBy(
    "vnet.interface = web_jail",
    "exec.prestart = 'p=$(ifconfig epair create); ifconfig $p name web_host; ifconfig ${p%a}b name web_jail'",
    "exec.prestart += 'ifconfig bridge7 addm web_host'",
  );
  expect(attached).toEqual([{ interface: "web_jail", to: { bridge: "bridge7" } }]);
  expect(tools).toEqual(["epair and ifconfig"]);
});

test("a variable of the same name in another hook's shell is another epair", () => {
  const { attached } = networkBy(
    "vnet.interface = one_b, two_b",
    "exec.prestart = 'p=$(ifconfig epair create); ifconfig $p name one_a; ifconfig ${p%a}b name one_b'",
    "exec.prestart += 'p=$(ifconfig epair create); ifconfig $p name two_a; ifconfig ${p%a}b name two_b'",
    "exec.prestart += 'ifconfig bridge1 addm one_a', 'ifconfig bridge2 addm two_a'",
  );
  expect(attached).toEqual([
    { interface: "one_b", to: { bridge: "bridge1" } },
    { interface: "two_b", to: { bridge: "bridge2" } },
  ]);
});

test("an interface that a hook gives the jail is the jail's; one that another jail gets is not", () => {
  const { interfaces, kind } = networkBy(
    'exec.created = "ifconfig epair4b vnet $name"',
    "exec.poststart = 'ifconfig epair5b vnet other'",
  );
  expect({ interfaces, kind }).toEqual({ interfaces: ["epair4b"], kind: "vnet" });
});

test("a second call of jib or jng for a second NIC, as Bastille writes it, makes the second interface", () => {
  for (const [tool, word, end] of [
    ["jib", "addm", "e#b_web"],
    ["jng", "bridge", "ng#_web"],
  ] as const) {
    const name = (at: number) => end.replace("#", String(at));
    const { attached, movable } = networkBy(
      `vnet.interface = ${name(0)}`,
      `exec.prestart += "${tool} ${word} web em0"`,
      `vnet.interface += ${name(1)}`,
      `exec.prestart += "${tool} ${word} web em1"`,
      // The same again makes nothing.
      `exec.prestart += "${tool} ${word} web em0"`,
    );
    expect(movable).toEqual([name(0), name(1)]);
    expect(attached).toEqual([
      { interface: name(0), to: { nic: "em0" } },
      { interface: name(1), to: { nic: "em1" } },
      { interface: name(0), to: { nic: "em0" } },
    ]);
  }
});

test("jng's interface of a long name is the one that jng has cut off", () => {
  const { movable } = networkBy(
    "vnet.interface = ng0_verylongnam",
    'exec.prestart = "jng bridge verylongname012345 em0"',
  );
  expect(movable).toEqual(["ng0_verylongnam"]);
});

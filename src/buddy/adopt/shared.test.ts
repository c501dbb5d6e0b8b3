/** Addresses of the host's stack, as a jail has them on its own. */
import { describe, expect, test } from "bun:test";
import { isIn } from "../../config/innetwork.ts";
import { parseBlocks } from "../../config/jailconf/parse.ts";
import type { HostInterface } from "../../host/ifconfig.ts";
import { networkOf } from "./network.ts";
import { setupsIn } from "./setup.ts";
import { sharedAddresses } from "./shared.ts";

const em0 = {
  name: "em0",
  inet: ["10.0.0.1/24", "10.0.0.5/32"],
  inet6: ["fe80::1%em0/64", "2001:db8::1/64"],
} as unknown as HostInterface;

function sharedBy(settings: string) {
  const text = `web { ${settings} }\n`;
  const blocks = parseBlocks(text, "jail.conf", () => []);
  const [setup] = setupsIn("jail.conf", { blocks, texts: new Map([["jail.conf", text]]) });
  const found = {
    setup: setup!,
    network: networkOf(setup!),
    root: "/jails/web",
    rc: "",
    ethers: new Map(),
    computed: new Set<string>(),
    assigned: [],
  };
  return sharedAddresses(found, [em0], "10.0.0.254");
}

test.each<[string, string, string | undefined]>([
  ["ip4.addr = 10.0.0.5;", 'ifconfig_web="inet 10.0.0.5/24"\ndefaultrouter="10.0.0.254"\n', "em0"],
  ['ip4.addr = "em1|192.0.2.5/26";', 'ifconfig_web="inet 192.0.2.5/26"\n', "em1"],
  ["ip4.addr = 192.0.2.5;", 'ifconfig_web="inet 192.0.2.5/24"\n', undefined],
  [
    "interface = em3; ip4.addr = 10.0.0.5, 10.0.0.6; ip6.addr = 2001:db8::5;",
    'ifconfig_web="inet 10.0.0.5/24"\nifconfig_web_alias0="inet 10.0.0.6/24"\nifconfig_web_ipv6="inet6 2001:db8::5/64"\ndefaultrouter="10.0.0.254"\n',
    "em3",
  ],
])("%s", (settings, rc, nic) => {
  const shared = sharedBy(settings);
  expect([shared.editRc("", "web", "rc.conf"), shared.nic]).toEqual([rc, nic]);
});

test("a default router that the jail has already stays", () => {
  const text = 'defaultrouter="10.0.0.9"\n';
  expect(sharedBy("ip4.addr = 10.0.0.5;").editRc(text, "web", "rc.conf")).toStartWith(text);
});

test("a jail that inherits all of the host's has nothing to take along", () => {
  expect(() => sharedBy("ip4 = inherit;")).toThrow(
    "jail web has no address of its own in jail.conf; give it one (ip4.addr), which it can take along",
  );
});

describe("an address is in a network", () => {
  test.each<[string, string, boolean]>([
    ["10.0.0.9", "10.0.0.1/24", true],
    ["10.0.1.9", "10.0.0.1/24", false],
    ["2001:db8::9", "2001:db8::1/64", true],
    ["fe80::2", "fe80::1%em0/64", true],
    ["10.0.0.9", "2001:db8::1/64", false],
    ["no address", "10.0.0.1/24", false],
  ])("%s in %s: %p", (address, network, is) => {
    expect(isIn(address, network)).toBe(is);
  });
});

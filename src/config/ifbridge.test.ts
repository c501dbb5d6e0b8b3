/** What rc.conf says of an if_bridge(4), with and without it. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { bridgeGone, bridgeWords, writtenBridge } from "./ifbridge.ts";

const written = (variables: { [name: string]: string }) => ({
  value: (name: string) => variables[name],
});

test.each<[string, string[], string[]]>([
  ["addm em0 addm tap0 up", ["em0", "tap0"], ["up"]],
  ["inet 10.0.0.1/24 addm em0 stp em0 -learn em0", ["em0"], ["inet", "10.0.0.1/24"]],
  [
    "ether 02:00:00:00:00:01 maxaddr 10 ifpathcost em0 20 DHCP",
    [],
    ["ether", "02:00:00:00:00:01", "DHCP"],
  ],
  ["mtu 9000 addm", [], ["mtu", "9000"]],
  ["", [], []],
])("%j is taken apart", (text, members, rest) => {
  expect(bridgeWords(text)).toEqual({ members, rest, filter: undefined });
});

test("no word that any interface may have is lost", () => {
  const own = fc.constantFrom(
    "inet",
    "10.0.0.1/24",
    "up",
    "mtu",
    "9000",
    "DHCP",
    "description",
    "x",
  );
  const ofBridge = fc.constantFrom(
    "addm em0",
    "stp em0",
    "maxaddr 5",
    "ifpriority em0 16",
    "flush",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(own, ofBridge)), (words) => {
      const rest = words.filter((word) => !/^(?:addm|stp|maxaddr|ifpriority|flush)/.test(word));
      expect([...bridgeWords(words.join(" ")).rest]).toEqual(rest);
    }),
  );
});

test("one that is made under another name is found, and goes with that", () => {
  const texts = {
    cloned_interfaces: "lo1 bridge3:sticky",
    ifconfig_bridge3_name: "lan",
    create_args_bridge3: "x",
    ifconfig_lan: "addm em0 SYNCDHCP",
  };
  expect(writtenBridge(written(texts), "lan")).toMatchObject({
    madeAs: "bridge3",
    isMade: true,
    isDhcp: true,
    members: ["em0"],
  });
  expect(bridgeGone(written(texts), "lan", true)).toEqual([
    { variable: "cloned_interfaces", set: "lo1" },
    { variable: "create_args_bridge3", unset: true },
    { variable: "ifconfig_bridge3_name", unset: true },
    { variable: "ifconfig_lan", set: "SYNCDHCP" },
  ]);
});

test("without an eiface in its place nothing of it stays", () => {
  const texts = {
    cloned_interfaces: "bridge0",
    autobridge_interfaces: "bridge0 bridge1",
    autobridge_bridge0: "em0 tap*",
    ifconfig_bridge0: "up",
    ifconfig_bridge0_descr: "jails",
  };
  expect(writtenBridge(written(texts), "bridge0")).toMatchObject({
    hasAddress: false,
    members: ["em0"],
  });
  expect(bridgeGone(written(texts), "bridge0", false)).toEqual([
    { variable: "cloned_interfaces", unset: true },
    { variable: "autobridge_interfaces", set: "bridge1" },
    { variable: "autobridge_bridge0", unset: true },
    { variable: "ifconfig_bridge0", unset: true },
    { variable: "ifconfig_bridge0_descr", unset: true },
  ]);
});

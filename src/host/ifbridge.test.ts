/** An if_bridge(4), as ifconfig(8) prints it. */
import { expect, test } from "bun:test";
import { parseIfBridge } from "./ifbridge.ts";

const TEXT = `lan: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500
\tdescription: jails
\toptions=10<VLAN_HWTAGGING>
\tether 58:9c:fc:10:8b:3e
\tinet 10.0.0.1 netmask 0xffffff00 broadcast 10.0.0.255
\tinet6 2001:db8::5a9c prefixlen 64 autoconf pltime 604800 vltime 2592000
\tinet6 2001:db8::1 prefixlen 64
\tid 00:00:00:00:00:00 priority 32768 hellotime 2 fwddelay 15
\tbridge flags=0<>
\tmember: epair0a flags=943<LEARNING,DISCOVER,PRIVATE,AUTOEDGE,AUTOPTP>
\t        port 5 priority 128 path cost 2000 vlan protocol 802.1q
\tmember: em0 flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>
\t        port 1 priority 128 path cost 2000 vlan protocol 802.1q
\tgroups: bridge
`;

test("its members are in the order in which they came, with their flags", () => {
  expect(parseIfBridge(TEXT)).toMatchObject({
    name: "lan",
    ports: [
      { name: "em0", flags: ["LEARNING", "DISCOVER", "AUTOEDGE", "AUTOPTP"] },
      { name: "epair0a", flags: ["LEARNING", "DISCOVER", "PRIVATE", "AUTOEDGE", "AUTOPTP"] },
    ],
    description: "jails",
    autoconf: ["2001:db8::5a9c"],
    beyond: [],
  });
});

test("what none of ours can have is told", () => {
  const text = TEXT.replace("flags=0<>", "flags=1<VLANFILTER>").replace(
    "\tgroups",
    "\tcarp: MASTER vhid 1 advbase 1 advskew 0\n\tgroups",
  );
  expect(parseIfBridge(text)?.beyond).toEqual(["vlanfilter", "carp"]);
});

test("an interface of another kind that is called so is none", () => {
  expect(parseIfBridge(TEXT.replace("groups: bridge", "groups: epair"))).toBeUndefined();
  expect(parseIfBridge("")).toBeUndefined();
});

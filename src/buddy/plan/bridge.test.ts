/** One bridge, from whatever is there to what rc.conf says. */
import { both, itPlans, itRefuses, running } from "../../../test/support/plans.ts";
import { planStart } from "./start.ts";

itPlans([
  [
    "start connects what has come loose",
    [...both, "public_list=a"],
    {
      nodes: [...running.nodes, "a eiface"],
      links: running.links.slice(0, 2),
      interfaces: ["nghost0", "a"],
    },
    planStart,
    [
      "ifconfig vtnet0 -lro -tso4",
      "make vtnet0 promiscuous",
      "make vtnet0 leave source addresses as they are",
      "connect vtnet0's upper hook to public (link2)",
      "connect eiface a to public (link3)",
      "put the address of a into the table of public",
    ],
  ],
  [
    "an eiface on two lists stays on the first",
    ["a_if=ng0", "a_list=x", "b_if=ng1", "b_list=x"],
    {
      nodes: ["ng0 eiface", "a bridge", "x eiface", "ng1 eiface", "b bridge"],
      links: ["a link0 ng0 ether", "a link1 x ether", "b link2 ng1 ether"],
      interfaces: ["ng0", "ng1"],
    },
    planStart,
    [],
  ],
]);

itRefuses([
  [
    "two bridges on one VLAN, written in two ways, are refused",
    ["a_if=vlan.7", "b_if=vlan_7"],
    { interfaces: ["vlan.7"] },
    planStart,
    "config",
    /vlan_7 is wanted by the bridges a and b/,
  ],
  [
    "two bridges on one NIC are refused",
    ["lan_if=vtnet0", "wan_if=vtnet0"],
    {},
    planStart,
    "config",
    /vtnet0 is wanted by the bridges lan and wan/,
  ],
  [
    "a bridge called as its interface is refused",
    ["ng0_if=ng0"],
    {},
    planStart,
    "config",
    /bridge ng0 has ng0, which is a bridge's name/,
  ],
  [
    "a list with a bridge's name in it is refused",
    ["a_if=vtnet0", "a_list='c b'", "b_if=ng1"],
    {},
    planStart,
    "config",
    /bridge a has b, which is a bridge's name/,
  ],
  [
    "an interface that another bridge's list has is refused",
    ["a_if=vtnet0", "a_list=ng1", "b_if=ng1"],
    {},
    planStart,
    "config",
    /ng1 is wanted by the bridges a and b/,
  ],
  [
    "a node of another type in the bridge's way is refused",
    ["lan_if=vtnet0"],
    { nodes: ["lan hub"] },
    planStart,
    "config",
    /a netgraph node "lan" of type hub is in the bridge's way/,
  ],
]);

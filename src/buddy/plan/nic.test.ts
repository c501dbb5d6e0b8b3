/** A bridge on a NIC: how the NIC is set, and which of its hooks are connected. */
import { both, itPlans, itRefuses, running } from "../../../test/support/plans.ts";
import { planBridging } from "./bridges.ts";
import { planStart } from "./start.ts";

itPlans([
  [
    "a NIC that is down is brought up; uplink, MTU and persistence are as rc.conf says",
    ["lan_if=vtnet1", "lan_uplink=YES", "lan_mtu=9000", "lan_persistent=YES", "lan_list=a"],
    {},
    planStart,
    [
      "ifconfig vtnet1 up",
      "make vtnet1 promiscuous",
      "make vtnet1 leave source addresses as they are",
      "make bridge lan at vtnet1:lower (uplink1)",
      "connect vtnet1's upper hook to lan (uplink2)",
      "name the bridge lan",
      "keep lan when it has no links",
      "make eiface a on lan (link0)",
      "name its interface a, mtu 9000",
      "put the address of a into the table of lan",
    ],
  ],
  [
    "a NIC whose upper hook rc.conf does not want on the bridge gets the lower one only",
    ["lan_if=vtnet1", "lan_upper=NO"],
    {},
    planStart,
    [
      "ifconfig vtnet1 up",
      "make vtnet1 promiscuous",
      "make vtnet1 leave source addresses as they are",
      "make bridge lan at vtnet1:lower (uplink1)",
      "name the bridge lan",
    ],
    ["Created 1 links."],
  ],
  [
    "a bridge on a VLAN: its node has an underscore for the dot",
    ["lan_if=vtnet0.7"],
    { interfaces: ["vtnet0.7"] },
    planStart,
    [
      "make vtnet0.7 promiscuous",
      "make vtnet0.7 leave source addresses as they are",
      "make bridge lan at vtnet0_7:lower (uplink1)",
      "connect vtnet0.7's upper hook to lan (uplink2)",
      "name the bridge lan",
    ],
  ],
  [
    "an interface may be written as its node is called",
    ["lan_if=vtnet0_7"],
    { interfaces: ["vtnet0.7"] },
    planStart,
    [
      "make vtnet0.7 promiscuous",
      "make vtnet0.7 leave source addresses as they are",
      "make bridge lan at vtnet0_7:lower (uplink1)",
      "connect vtnet0.7's upper hook to lan (uplink2)",
      "name the bridge lan",
    ],
  ],
]);

itRefuses([
  [
    "a bridge on a loopback is refused: it is no Ethernet interface",
    both,
    running,
    (wanted, seen) => planBridging(wanted, seen, { name: "lan", interface: "lo0" }),
    "config",
    /lo0 is no Ethernet interface/,
  ],
  [
    "a NIC that is connected to a bridge of another name is refused",
    ["lan_if=vtnet0"],
    { nodes: ["x bridge"], links: ["x link0 vtnet0 lower"] },
    planStart,
    "unavailable",
    /the lower hook of vtnet0 is connected to x already/,
  ],
]);

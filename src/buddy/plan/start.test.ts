/** `start`: what of rc.conf is made, and in which order. */
import { both, itPlans, running } from "../../../test/support/plans.ts";
import { planStart } from "./start.ts";

itPlans([
  [
    "start makes each bridge with its list, in the order of the variables, links counted over all",
    [...both, "private_list='a b'"],
    {},
    planStart,
    [
      "make eiface nghost0",
      "name its interface nghost0, up",
      "make bridge private at nghost0:ether (link0)",
      "name the bridge private",
      "make eiface a on private (link1)",
      "name its interface a",
      "make eiface b on private (link2)",
      "name its interface b",
      "ifconfig vtnet0 -lro -tso4",
      "make vtnet0 promiscuous",
      "make vtnet0 leave source addresses as they are",
      "make bridge public at vtnet0:lower (link3)",
      "connect vtnet0's upper hook to public (link4)",
      "name the bridge public",
    ],
    ["Created 5 links."],
  ],
  [
    "start of what is there does nothing, and says how much there is",
    both,
    running,
    planStart,
    [],
    ["Netgraph already initialized with 3 links."],
  ],
  [
    "start goes on where another one stopped, and numbers on from what there is",
    [...both, "public_list=a"],
    {
      nodes: ["nghost0 eiface", "private bridge", "other bridge"],
      links: ["private link0 nghost0 ether"],
      interfaces: ["nghost0"],
    },
    planStart,
    [
      "ifconfig vtnet0 -lro -tso4",
      "make vtnet0 promiscuous",
      "make vtnet0 leave source addresses as they are",
      "make bridge public at vtnet0:lower (link1)",
      "connect vtnet0's upper hook to public (link2)",
      "name the bridge public",
      "make eiface a on public (link3)",
      "name its interface a",
    ],
    ["Created 3 links."],
  ],
]);

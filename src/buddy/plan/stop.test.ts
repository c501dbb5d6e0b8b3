/** `stop` and `restart`: what goes, what stays, and what comes again. */
import { both, itPlans, withMore } from "../../../test/support/plans.ts";
import { planRestart } from "./restart.ts";
import { planStop } from "./stop.ts";

itPlans([
  [
    "stop takes the bridges of rc.conf and all that is attached, and nobody else's",
    both,
    withMore(
      ["jail01 eiface", "other bridge", "o1 eiface"],
      ["public link3 jail01 ether", "other link4 o1 ether"],
    ),
    (wanted, seen) => planStop(wanted, seen, false),
    [
      "shut down bridge private",
      "shut down bridge public",
      "make vtnet0 no longer promiscuous",
      "shut down eiface nghost0",
      "shut down eiface jail01",
    ],
    ["Shut down 4 nodes."],
  ],
  [
    "stop --all takes every bridge and eiface",
    both,
    { nodes: ["x bridge", "y eiface"] },
    (wanted, seen) => planStop(wanted, seen, true),
    ["shut down bridge x", "shut down eiface y"],
    ["Shut down 2 nodes."],
  ],
  [
    "restart numbers from nothing again",
    ["private_if=nghost0"],
    {
      nodes: ["nghost0 eiface", "private bridge"],
      links: ["private link7 nghost0 ether"],
      interfaces: ["nghost0"],
    },
    planRestart,
    [
      "shut down bridge private",
      "shut down eiface nghost0",
      "make eiface nghost0",
      "name its interface nghost0, up",
      "make bridge private at nghost0:ether (link0)",
      "name the bridge private",
      "put the address of nghost0 into the table of private",
    ],
  ],
]);

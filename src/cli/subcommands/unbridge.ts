/** `ngbuddy unbridge`. */

import { withNetworks } from "../../buddy/networks.ts";
import { planUnbridge } from "../../buddy/plan/bridges.ts";
import { ownInterface } from "../../buddy/plan/wanted.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "unbridge",
  summary: "remove a bridge and its own interface, from the graph and from rc.conf",
  arguments: [{ name: "BRIDGE", of: "bridges" }],
  options: {
    "if-exists": { type: "boolean", summary: "say nothing when there is no such bridge" },
  },
  confirmable: true,
  onPage: "remove a bridge",
  inService: true,
  request: ({ bridge }, options) =>
    withNetworks(
      {
        serialises: "bridges",
        needs(wanted) {
          const own = ownInterface(wanted, bridge);
          if (wanted.bridges.some(({ vlan }) => vlan !== undefined)) {
            // What is around it on its NIC is connected otherwise then.
            const names = wanted.bridges.map(({ name }) => name);
            return {
              nodes: "all",
              hooks: [bridge, ...names],
              everyBridge: "few",
              nics: own,
              removes: [bridge, ...own],
            };
          }
          return { nodes: [bridge, ...own], hooks: [bridge], removes: [bridge, ...own] };
        },
        plan: (wanted, seen) => planUnbridge(wanted, seen, bridge, options["if-exists"]),
      },
      "gone",
      ({ bridges }) => bridges.filter(({ name }) => name === bridge),
    ),
});

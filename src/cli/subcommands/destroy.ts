/** `ngbuddy destroy`. */

import { withNetworks } from "../../buddy/networks.ts";
import { planDestroy } from "../../buddy/plan/guests.ts";
import { ownInterface } from "../../buddy/plan/wanted.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "destroy",
  summary: "remove an interface, from the graph and from rc.conf's lists",
  arguments: [{ name: "INTERFACE", of: "eifaces" }],
  onPage: "remove an interface",
  inService: true,
  request: (args) =>
    withNetworks(
      {
        needs: (wanted) => ({
          nodes: [args.interface],
          hooks: [args.interface],
          removes: [args.interface, ...ownInterface(wanted, args.interface)],
        }),
        plan: (wanted, seen) => planDestroy(wanted, seen, args.interface),
      },
      "kept",
      ({ bridges }) =>
        bridges
          .filter(({ list }) => list.includes(args.interface))
          .map((bridge) => ({
            ...bridge,
            list: bridge.list.filter((name) => name !== args.interface),
          })),
    ),
});

/** `ngbuddy stop`. */

import { withNetworks } from "../../buddy/networks.ts";
import { planStop } from "../../buddy/plan/stop.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "stop",
  summary: "shut down the bridges of rc.conf and everything that is attached to them",
  arguments: [],
  options: {
    all: {
      type: "boolean",
      summary: "shut down every bridge and eiface of the host, whoever made it",
    },
  },
  confirmable: true,
  inService: true,
  request: (_, { all = false }) =>
    withNetworks(
      {
        serialises: "bridges",
        needs: (wanted) => ({
          nodes: "all",
          hooks: wanted.bridges.map(({ name }) => name),
          ...(all && { everyBridge: "always" }),
          removes: all
            ? "all"
            : wanted.bridges.flatMap((bridge) => [bridge.interface, ...bridge.list]),
        }),
        plan: (wanted, seen) => planStop(wanted, seen, all),
      },
      "gone",
    ),
});

/** `ngbuddy restart`. */

import { withNetworks } from "../../buddy/networks.ts";
import { planRestart } from "../../buddy/plan/restart.ts";
import { needsOfAll } from "../../buddy/request.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "restart",
  summary: "stop, then start",
  arguments: [],
  confirmable: true,
  inService: true,
  request: () =>
    withNetworks(
      {
        serialises: "bridges",
        // It brings back what jails had, and goes back when it fails.
        restores: true,
        makes: () => "all",
        needs(wanted) {
          const needs = needsOfAll(wanted);
          return { ...needs, remakes: true, removes: needs.eifaces ?? [] };
        },
        plan: planRestart,
      },
      "made",
    ),
});

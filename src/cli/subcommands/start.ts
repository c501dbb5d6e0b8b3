/** `ngbuddy start`. */

import { withNetworks } from "../../buddy/networks.ts";
import { planStart } from "../../buddy/plan/start.ts";
import { needsOfAll } from "../../buddy/request.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "start",
  summary: "make every bridge and interface of rc.conf that is not there",
  arguments: [],
  confirmable: true,
  inService: true,
  request: () =>
    withNetworks(
      { serialises: "bridges", makes: () => "all", needs: needsOfAll, plan: planStart },
      "made",
    ),
});

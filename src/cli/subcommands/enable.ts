/** `ngbuddy enable`. */
import { planEnable } from "../../buddy/plan/enable.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "enable",
  summary: "switch the service on in rc.conf; a host without bridges gets public and private",
  arguments: [],
  inService: true,
  request: () => ({
    needs: ({ bridges }) => ({ nodes: ["public"], defaultRoute: bridges.length === 0 }),
    plan: planEnable,
  }),
});

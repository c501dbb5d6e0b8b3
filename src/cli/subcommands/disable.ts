/** `ngbuddy disable`. */
import { planDisable } from "../../buddy/plan/enable.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "disable",
  summary: "switch the service off in rc.conf",
  arguments: [],
  request: () => ({ plan: planDisable }),
});

/** `ngbuddy disable`. */
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "disable",
  summary: "switch the service off in rc.conf",
  arguments: [],
  request: () => ({ word: "disable" }),
});

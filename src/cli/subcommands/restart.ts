/** `ngbuddy restart`. */
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "restart",
  summary: "stop, then start",
  arguments: [],
  confirmable: true,
  inService: true,
  request: () => ({ word: "restart" }),
});

/** `ngbuddy destroy`. */
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "destroy",
  summary: "remove an interface, from the graph and from rc.conf's lists",
  arguments: [{ name: "INTERFACE", of: "eifaces" }],
  onPage: true,
  inService: true,
  request: (args) => ({ word: "destroy", name: args.interface }),
});

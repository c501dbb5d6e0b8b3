/** `ngbuddy unbridge`. */
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "unbridge",
  summary: "remove a bridge and its own interface, from the graph and from rc.conf",
  arguments: [{ name: "BRIDGE", of: "bridges" }],
  confirmable: true,
  onPage: true,
  inService: true,
  request: (args) => ({ word: "unbridge", name: args.bridge }),
});

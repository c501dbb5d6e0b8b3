/** `ngbuddy create`. */
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "create",
  summary: "make an interface on a bridge for good: start makes it again",
  arguments: [{ name: "INTERFACE" }, { name: "BRIDGE", of: "bridges", optional: true }],
  onPage: true,
  inService: true,
  request: (args) => ({
    word: "create",
    name: args.interface,
    ...(args.bridge !== undefined && { bridge: args.bridge }),
  }),
});

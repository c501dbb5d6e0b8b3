/** `ngbuddy jail`. */
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "jail",
  summary:
    "make an interface for a jail on a bridge (the first one of rc.conf), until it is taken away",
  arguments: [{ name: "INTERFACE" }, { name: "BRIDGE", of: "bridges", optional: true }],
  inService: true,
  request: (args) => ({
    word: "jail",
    name: args.interface,
    ...(args.bridge !== undefined && { bridge: args.bridge }),
  }),
});

/** `ngbuddy lab …`: an emulated host. */
import { dispatch } from "../dispatch.ts";
import { labSubcommands } from "../lab/index.ts";
import { makeSubcommand } from "../makesubcommand.ts";

export const subcommand = makeSubcommand({
  name: "lab",
  summary: "an emulated host to try all of this on",
  details: "A lab lives in $NGBUDDY_LAB, else in $XDG_STATE_HOME/ngbuddy/labs/default.",
  arguments: [{ name: "SUBCOMMAND", optional: true, rest: true }],
  options: {},
  group: labSubcommands,
  run: (args, _, context) => dispatch(args.subcommand, labSubcommands, context, "lab"),
});

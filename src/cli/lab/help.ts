/** `ngbuddy lab help`. */
import { makeSubcommand } from "../makesubcommand.ts";
import { subcommand as help } from "../subcommands/help.ts";

export const subcommand = makeSubcommand({
  name: "lab help",
  summary: "show how one of these is used, or list them",
  arguments: [{ name: "SUBCOMMAND", optional: true }],
  options: {},
  run: (args, _, context) =>
    help.run(args.subcommand === undefined ? ["lab"] : ["lab", args.subcommand], context),
});

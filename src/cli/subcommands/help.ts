/** `ngbuddy help`. */
import { dispatch, helpOf, subcommandNamed } from "../dispatch.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";

export const subcommand = makeSubcommand({
  name: "help",
  summary: "show how a subcommand is used, or list all of them",
  arguments: [{ name: "SUBCOMMAND", of: "subcommands", optional: true, rest: true }],
  options: {},
  async run({ subcommand: [name, inner] }, _, context) {
    const { subcommands } = context;
    if (name === undefined) return await dispatch(["--help"], subcommands, context);
    const found = await subcommandNamed(name, subcommands);
    const meant =
      inner === undefined || found.group === undefined
        ? found
        : await subcommandNamed(inner, found.group, name);
    context.out(await helpOf(meant));
    return exitStatus.ok;
  },
});

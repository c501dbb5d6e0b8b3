/** `ngbuddy service-commands`: what a service script asks. */
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { serviceCommands } from "../service.ts";

export const subcommand = makeSubcommand({
  name: "service-commands",
  summary: "list the subcommands that the service has beyond those of every service",
  arguments: [],
  options: {},
  hidden: true,
  async run(_, __, context) {
    context.out(`${(await serviceCommands(context.subcommands)).join(" ")}\n`);
    return exitStatus.ok;
  },
});

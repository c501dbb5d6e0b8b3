/** `ngbuddy version`. */
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { version } from "../version.ts";

export const subcommand = makeSubcommand({
  name: "version",
  summary: "say which Netgraph Buddy this is",
  arguments: [],
  options: {},
  async run(_, __, context) {
    context.out(`ngbuddy ${version}\n`);
    return exitStatus.ok;
  },
});

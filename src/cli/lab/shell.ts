/** `ngbuddy lab shell`: a shell on the lab. */
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";
import { ensureLab } from "./started.ts";

export const subcommand = makeSubcommand({
  name: "lab shell",
  summary: "open a shell on the lab: its commands and its files, nothing of this machine",
  details: `It is sh(1), and \`ngbuddy\` in it the whole program. Without a terminal it runs the commands of its standard input.`,
  ownSignals: true,
  arguments: [],
  options: {
    command: { type: "string", short: "c", value: "COMMANDS", summary: "run these commands" },
    host: {
      type: "boolean",
      summary: "open this machine's own shell, with the lab's commands first on PATH",
    },
  },
  example: "ngbuddy lab shell -c 'ifconfig | grep inet'",
  async run(_, { command, host }, context) {
    const { directory, self } = labOf(context);
    await ensureLab(directory, self, context);
    if (host) {
      const { hostShell } = await import("./shell/hostshell.ts");
      return await hostShell(directory, self, context);
    }
    const { runShell } = await import("./shell/shell.ts");
    return await runShell(directory, self, context, command);
  },
});

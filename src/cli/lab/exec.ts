/** `ngbuddy lab exec`: one command in the lab, with its input, output and exit status. */
import { startCommand } from "../../lab/daemon/client.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";
import { ensureLab } from "./started.ts";

export const subcommand = makeSubcommand({
  name: "lab exec",
  summary: "run one of the lab's commands; the lab is started when needed",
  passesOn: true,
  arguments: [{ name: "COMMAND", rest: true }],
  options: {},
  example: "ngbuddy lab exec ngctl list",
  async run({ command: argv }, _, context) {
    const { directory, self } = labOf(context);
    await ensureLab(directory, self, context);
    const terminal = process.stdin.isTTY === true;
    const command = await startCommand(directory, argv, context, { terminal });
    context.signal.addEventListener("abort", () => command.interrupt());
    process.stdin.setEncoding("utf8");
    process.stdin.on("data", (text: string) => command.input(text));
    process.stdin.on("end", () => command.endInput());
    process.stdin.on("error", () => command.endInput());
    try {
      return await command.status;
    } finally {
      // Whatever is still to be typed is not for us: let the process end.
      process.stdin.destroy();
    }
  },
});

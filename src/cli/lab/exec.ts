/** `ngbuddy lab exec`: one command in the lab, with its input, output and exit status. */
import { startCommand, startLab } from "../../lab/daemon/client.ts";
import { currentLab } from "../../lab/daemon/folder.ts";
import { exitStatus, Failure } from "../io.ts";
import type { LabWord } from "./word.ts";

export const execWord: LabWord = {
  usage: "exec [--] COMMAND [ARGUMENT …]",
  summary: "run one of the lab's commands; the lab is started when needed",
  async run(args, context) {
    const argv = args[0] === "--" ? args.slice(1) : args;
    if (argv.length === 0) {
      throw new Failure(
        exitStatus.usage,
        "lab exec: no command given; for example: ngbuddy lab exec ngctl list",
      );
    }
    const folder = currentLab(context.env);
    await startLab(folder, context.self);
    const terminal = process.stdin.isTTY === true;
    const command = await startCommand(folder, argv, context, terminal);
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
};

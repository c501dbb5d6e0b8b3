/** `ngbuddy lab run`: a session file, command by command, as a transcript. */
import { readFileSync } from "node:fs";
import { jsonText } from "../../buddy/printable.ts";
import { runCommand, startLab } from "../../lab/daemon/client.ts";
import { currentLab } from "../../lab/daemon/folder.ts";
import { parseSession, SessionError } from "../../lab/session.ts";
import { readArguments } from "../arguments.ts";
import { exitStatus, Failure, reasonOf } from "../io.ts";
import type { LabWord } from "./word.ts";

export const runWord: LabWord = {
  usage: "run [--json] FILE|-",
  summary:
    "run a session file: one command a line, `< ` lines are its input, `#` lines are comments",
  async run(args, context) {
    const { values, positionals } = readArguments(
      args,
      `lab ${runWord.usage}`,
      { json: { type: "boolean" } },
      1,
      1,
    );
    const session = readSession(positionals[0]!);
    const folder = currentLab(context.env);
    await startLab(folder, context.self);
    for (const { run, argv, stdin } of session) {
      const { status, stdout, stderr } = await runCommand(folder, argv, stdin);
      if (values.json) {
        const record = {
          run,
          ...(stdin === undefined ? {} : { stdin }),
          exit: status,
          stdout,
          stderr,
        };
        context.out(jsonText(record));
        continue;
      }
      context.out(`# ${run}\n${stdout}${stderr}`);
      if (status !== 0) context.out(`(exit ${status})\n`);
      if (context.signal.aborted) break;
    }
    return exitStatus.ok;
  },
};

function readSession(file: string) {
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new Failure(exitStatus.noInput, `lab run: cannot read ${file}: ${reasonOf(error)}`);
  }
  try {
    return parseSession(text);
  } catch (error) {
    if (error instanceof SessionError)
      throw new Failure(exitStatus.data, `lab run: ${file}: ${error.message}`);
    throw error;
  }
}

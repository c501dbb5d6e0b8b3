/** `ngbuddy lab run`: a session file, command by command, as a transcript. */
import { readFileSync } from "node:fs";
import { jsonText } from "../../buddy/printable.ts";
import type { NamedFrom } from "../../host/namedplace.ts";
import { runCommand } from "../../lab/daemon/client.ts";
import { parseSession, SessionError } from "../../lab/session.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { atNamed, STDIN, toRead } from "../namedfiles.ts";
import { labOf } from "./context.ts";
import { ensureLab } from "./started.ts";

export const subcommand = makeSubcommand({
  name: "lab run",
  summary: "run a session file, one command a line, or a script (FILE.sh)",
  details: `Lines that begin with "< " are the input of the command above them, those with # are comments. FILE is - for
standard input. Exits with 1 when a command failed, with --fail with its status.`,
  passesOn: true,
  arguments: [{ name: "FILE", of: "files" }],
  options: {
    json: { type: "boolean", summary: "a JSON object a command, one a line" },
    fail: { type: "boolean", summary: "end at the first command that fails" },
  },
  async run(args, values, context) {
    const text = readText(context, args.file);
    const { directory, self } = labOf(context);
    if (isScript(args.file, text)) {
      if (values.json || values.fail)
        throw new Failure(
          exitStatus.usage,
          "lab run: --json and --fail are for session files; a script has set -e",
        );
      await ensureLab(directory, self, context);
      const { runText } = await import("./shell/shell.ts");
      return await runText(directory, self, context, { text, path: args.file });
    }
    const session = sessionIn(args.file, text);
    await ensureLab(directory, self, context);
    let failure: number = exitStatus.ok;
    for (const { run, argv, stdin } of session) {
      const { status, stdout, stderr } = await runCommand(directory, argv, stdin);
      if (failure === 0) failure = status;
      if (values.json) {
        const record = {
          version: 1,
          run,
          ...(stdin === undefined ? {} : { stdin }),
          exit: status,
          stdout,
          stderr,
        };
        context.out(jsonText(record));
      } else {
        context.out(`# ${run}\n${stdout}${stderr}`);
        if (status !== 0) context.out(`(exit ${status})\n`);
      }
      if (context.signal.aborted || (failure !== 0 && values.fail)) break;
    }
    return failure === 0 || values.fail ? failure : 1;
  },
});

function readText(from: NamedFrom, file: string): string {
  // Standard input is nobody's file.
  return atNamed(file === STDIN ? {} : from, file, toRead("lab run", file), (place) =>
    readFileSync(file === STDIN ? 0 : place, "utf8"),
  );
}

/** Is a file a script of sh(1)'s? */
function isScript(file: string, text: string): boolean {
  return file.endsWith(".sh") || /^#![ \t]*(?:\/usr)?\/bin\/sh\b/.test(text);
}

function sessionIn(file: string, text: string) {
  try {
    return parseSession(text);
  } catch (error) {
    if (error instanceof SessionError)
      throw new Failure(exitStatus.data, `lab run: ${file}: ${error.message}`);
    throw error;
  }
}

/** `ngbuddy`, and `jng`, in a shell on a lab: the whole program on this lab, with the user's own terminal and the lab's files. */
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { LabDirectory } from "../../../lab/daemon/directory.ts";
import type { OwnCommand } from "../../../lab/daemon/shellprocess.ts";
import type { Input, ShellProcess } from "../../../lab/process/process.ts";
import { AS_JNG, wordsOf } from "../../calledas.ts";
import { NAMES_FROM } from "../../choosehost.ts";
import type { Io } from "../../io.ts";

/** What a shell itself has for input and output. */
export interface ShellEnds extends Pick<ShellProcess, "out" | "err"> {
  readonly stdin: Input;
  /** Does the program get our own standard input? Else it has none. */
  readonly givesInput: boolean;
  /** Runs something that has the terminal for itself. */
  aside<T>(run: () => Promise<T>): Promise<T>;
}

/** Makes the program's commands, one for each of its names. `self` is the command line that starts it. */
export function ngbuddyCommands(
  directory: LabDirectory,
  self: readonly string[],
  env: Io["env"],
  ends: ShellEnds,
): { readonly [name: string]: OwnCommand } {
  const run = (words: readonly string[]) => commandOf(directory, [...self, ...words], env, ends);
  return { ngbuddy: run([]), jng: run(AS_JNG) };
}

function commandOf(
  directory: LabDirectory,
  line: readonly string[],
  env: Io["env"],
  ends: ShellEnds,
): OwnCommand {
  return async (process) => {
    // The plugins that it asks are the lab's own.
    if (isPlugin(process)) return undefined;
    const own = process.stdin === ends.stdin;
    const stdin = own ? (ends.givesInput ? "inherit" : "ignore") : "pipe";
    const stdout = process.out === ends.out ? "inherit" : "pipe";
    const stderr = process.err === ends.err ? "inherit" : "pipe";
    return await ends.aside(async () => {
      const child = spawn(line[0]!, [...line.slice(1), ...process.argv.slice(1)], {
        stdio: [stdin, stdout, stderr],
        env: {
          ...env,
          ...chosen(process.environment),
          NGBUDDY_LAB: directory.path,
          [NAMES_FROM]: process.directory,
        },
      });
      return await ended(child, process);
    });
  };
}

function isPlugin({ argv: [name = "", ...args], environment }: ShellProcess): boolean {
  return wordsOf(name, args, environment)[0] === "cni";
}

/** What somebody has set for the program in the lab's shell: the rest of its environment is the lab's. */
function chosen(environment: ShellProcess["environment"]): ShellProcess["environment"] {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => /^NGBUDDY_|^NO_COLOR$|^COLUMNS$/.test(name)),
  );
}

async function ended(child: ChildProcess, process: ShellProcess): Promise<number> {
  child.stdout?.setEncoding("utf8").on("data", (text: string) => process.out(text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => process.err(text));
  if (child.stdin) void feed(process.stdin, child.stdin);
  // Control-C of a terminal reaches the child itself.
  const forwards = child.stdout !== null || globalThis.process.stdin.isTTY !== true;
  const interrupt = () => {
    if (forwards) child.kill("SIGINT");
  };
  if (process.signal.aborted) interrupt();
  process.signal.addEventListener("abort", interrupt);
  try {
    return await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) =>
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
      );
    });
  } finally {
    process.signal.removeEventListener("abort", interrupt);
  }
}

async function feed(from: Input, to: NonNullable<ChildProcess["stdin"]>): Promise<void> {
  // It may end without having read all of it.
  to.on("error", () => {});
  for (let text = await from.piece(); text !== undefined; text = await from.piece()) {
    to.write(text);
    if (to.destroyed) return;
  }
  to.end();
}

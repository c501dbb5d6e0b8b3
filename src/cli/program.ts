/** A run of the program: finds out what is asked of which host, and answers for people when it cannot be done. */

import { FolderError } from "../lab/daemon/folder.ts";
import { chooseHost } from "./choosehost.ts";
import { explain } from "./failure.ts";
import { exitStatus, type Io, printable } from "./io.ts";
import { labWord } from "./lab/index.ts";
import { runNgbuddy } from "./ngbuddy.ts";
import { selfCommand } from "./self.ts";

/** Runs the words of a command line. Gives the exit status. */
export async function program(argv: readonly string[]): Promise<number> {
  // A reader that went away (`ngbuddy status | head`) is no fault.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exitStatus.ok);
    throw error;
  });
  const interrupt = new AbortController();
  process.on("SIGINT", () => interrupt.abort());
  const io: Io = {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    env: process.env,
    isTerminal: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? 80,
    signal: interrupt.signal,
  };
  try {
    if (argv[0] === "lab") return await labWord(argv.slice(1), { ...io, self: selfCommand() });
    return await runNgbuddy(argv, io, () => chooseHost(io, selfCommand()));
  } catch (error) {
    const { status, message } = asFailure(error);
    io.err(`ngbuddy: ${printable(message)}\n`);
    return status;
  }
}

/** What went wrong, in one line and an exit status; never a stack trace. */
function asFailure(error: unknown): { status: number; message: string } {
  const known = explain(error);
  if (known !== undefined) return known;
  if (error instanceof FolderError) return { status: exitStatus.usage, message: error.message };
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== undefined) return { status: exitStatus.os, message };
  return {
    status: exitStatus.software,
    message: `internal fault: ${String(error).split("\n")[0]}; please report it`,
  };
}

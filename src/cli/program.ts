/** A run of the program: finds out what is asked of which host, and answers for people when it cannot be done. */
import { printable } from "../buddy/printable.ts";
import { chooseHost } from "./choosehost.ts";
import { explain } from "./failure.ts";
import { exitStatus, type Io, reasonOf } from "./io.ts";
import { runNgbuddy } from "./ngbuddy.ts";
import { selfCommand } from "./self.ts";
import { subcommands } from "./subcommands/index.ts";

/** What writing says when the terminal is lost, or nobody reads any more. */
const GONE = new Set<string | undefined>(["EPIPE", "EIO", "ERR_STREAM_DESTROYED"]);

/** Runs what a command line says. Returns the exit status. */
export async function program(argv: readonly string[]): Promise<number> {
  const { changes, ownSignals } = await traitsOf(argv);
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!GONE.has(error.code)) throw error;
      // A reader that went away (`ngbuddy status | head`) is no fault.
      if (!changes) process.exit(exitStatus.ok);
    });
  }
  const interrupt = new AbortController();
  process.on("SIGINT", () => interrupt.abort());
  if (!ownSignals) {
    process.on("SIGTERM", () => interrupt.abort());
    process.on("SIGHUP", () => changes || interrupt.abort());
  }
  const io: Io = {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    env: process.env,
    isTerminal: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? 80,
    signal: interrupt.signal,
  };
  try {
    const self = selfCommand();
    return await runNgbuddy(argv, io, () => chooseHost(io, self), undefined, self);
  } catch (error) {
    const { status, message } = asFailure(error);
    io.err(`ngbuddy: ${printable(message)}\n`);
    return status;
  }
}

/** What of the subcommand that is meant matters before it runs. */
async function traitsOf(argv: readonly string[]) {
  const name = argv.find((word) => Object.hasOwn(subcommands, word));
  const found = name === undefined ? undefined : (await subcommands[name]!()).subcommand;
  return { changes: found?.changes === true, ownSignals: found?.ownSignals === true };
}

/** What went wrong, in one line and an exit status; never a stack trace. */
function asFailure(error: unknown): { status: number; message: string } {
  const known = explain(error);
  if (known !== undefined) return known;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== undefined) {
    const about = path === undefined ? "" : `${path}: `;
    return { status: exitStatus.os, message: `${about}${reasonOf(error)}` };
  }
  return {
    status: exitStatus.software,
    message: `internal fault: ${String(error).split("\n")[0]}; please report it`,
  };
}

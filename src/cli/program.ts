/** A run of the program: finds out what is asked of which host, and answers for people when it cannot be done. */
import { printable } from "../buddy/printable.ts";
import { chooseHost } from "./choosehost.ts";
import { nameFirst } from "./dispatch.ts";
import { asFailure } from "./failure.ts";
import { interruption, kindOf } from "./interruption.ts";
import { exitStatus, type Io } from "./io.ts";
import { runNgbuddy } from "./ngbuddy.ts";
import { selfCommand } from "./self.ts";
import type { Subcommand, SubcommandList } from "./subcommand.ts";
import { subcommands } from "./subcommands/index.ts";

/** What writing says when the terminal is lost, or nobody reads any more. */
const GONE = new Set<string | undefined>(["EPIPE", "EIO", "ERR_STREAM_DESTROYED"]);

/** Runs what a command line says. Returns the exit status. */
export async function program(argv: readonly string[]): Promise<number> {
  const kind = kindOf(await subcommandOf(argv), argv);
  const changes = kind === "changes";
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!GONE.has(error.code)) throw error;
      // A reader that went away (`ngbuddy status | head`) is no fault.
      if (!changes) process.exit(exitStatus.ok);
    });
  }
  const io: Io = {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    env: process.env,
    isTerminal: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? 80,
    signal: interruption(kind),
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

/** The subcommand that is meant, of a group the one in it: what it is matters before it runs. */
async function subcommandOf(
  argv: readonly string[],
  list: SubcommandList = subcommands,
): Promise<Subcommand | undefined> {
  const [name, ...rest] = await nameFirst(argv, list);
  if (name === undefined || !Object.hasOwn(list, name)) return undefined;
  const { subcommand } = await list[name]!();
  const { group } = subcommand;
  return group === undefined ? subcommand : await subcommandOf(rest, group);
}

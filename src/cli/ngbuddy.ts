/** `ngbuddy SUBCOMMAND …`: finds the subcommand, runs it, and says in one line what went wrong. */
import { jsonText, printable } from "../buddy/printable.ts";
import type { Host } from "../host/host.ts";
import { runDetached } from "./detached.ts";
import { dispatch, isAskedForJson } from "./dispatch.ts";
import { explain } from "./failure.ts";
import type { Io } from "./io.ts";
import type { SubcommandContext } from "./subcommand.ts";
import { subcommands } from "./subcommands/index.ts";

/**
 * Runs a subcommand. `host` is opened when it is needed; `self` is the command line that starts this program, absent inside
 * a lab. Returns the exit status; throws only what is a fault of our own.
 */
export async function runNgbuddy(
  argv: readonly string[],
  io: Io,
  host: () => Promise<Host>,
  later: SubcommandContext["later"] = runDetached,
  self?: readonly string[],
): Promise<number> {
  const context = { ...io, subcommands, host, later, ...(self && { self }) };
  try {
    return await dispatch(argv, subcommands, context);
  } catch (error) {
    const failure = explain(error);
    if (failure === undefined) throw error;
    const message = printable(failure.message);
    if (isAskedForJson(argv))
      io.out(jsonText({ version: 1, error: { status: failure.status, message: failure.message } }));
    io.err(`ngbuddy: ${message}\n`);
    return failure.status;
  }
}

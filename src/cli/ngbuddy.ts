/** `ngbuddy SUBCOMMAND …`: finds the subcommand, runs it, and says in one line what went wrong. */
import { jsonText, printable } from "../buddy/printable.ts";
import { runDetached } from "./detached.ts";
import { dispatch, isAskedForJson } from "./dispatch.ts";
import type { RunProgram } from "./subcommand.ts";
import { subcommands } from "./subcommands/index.ts";

/** Runs what a command line says, on any host. */
export const runNgbuddy: RunProgram = async (argv, io, host, later = runDetached, self) => {
  const runProgram = runNgbuddy;
  const context = { ...io, subcommands, runProgram, host, later, ...(self && { self }) };
  try {
    return await dispatch(argv, subcommands, context);
  } catch (error) {
    const { explain } = await import("./failure.ts");
    const failure = explain(error);
    if (failure === undefined) throw error;
    const message = printable(failure.message);
    if (isAskedForJson(argv))
      io.out(jsonText({ version: 1, error: { status: failure.status, message: failure.message } }));
    io.err(`ngbuddy: ${message}\n`);
    return failure.status;
  }
};

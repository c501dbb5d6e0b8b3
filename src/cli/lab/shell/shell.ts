/** A shell on a lab in this process: with a terminal somebody types in it, without one it runs what it is given. */
import type { LabDirectory } from "../../../lab/daemon/directory.ts";
import { shellProcess } from "../../../lab/daemon/shellprocess.ts";
import { runInput, runScript } from "../../../lab/sh/script.ts";
import type { Io } from "../../io.ts";
import type { SubcommandContext } from "../../subcommand.ts";
import { environmentFrom, HOME } from "./environment.ts";
import { ngbuddyCommands, type ShellEnds } from "./ngbuddy.ts";
import { machineInput } from "./stdin.ts";

/** Runs a shell on a lab: `command` when there is one, else what is typed or comes by standard input. Returns its status. */
export async function runShell(
  directory: LabDirectory,
  self: readonly string[],
  io: SubcommandContext,
  command: string | undefined,
): Promise<number> {
  if (command === undefined && process.stdin.isTTY && io.terminal() !== undefined) {
    const { runTerminal } = await import("./interactive.ts");
    return await runTerminal(directory, self, io);
  }
  return await runText(
    directory,
    self,
    io,
    command === undefined ? undefined : { text: command, path: "" },
  );
}

/** Runs a script, or the commands of standard input. Returns the status. */
export async function runText(
  directory: LabDirectory,
  self: readonly string[],
  io: Io,
  script: { readonly text: string; readonly path: string } | undefined,
): Promise<number> {
  const interrupt = new AbortController();
  const ends: ShellEnds = {
    stdin: machineInput(),
    out: (text) => io.out(text),
    err: (text) => io.err(text),
    // What stands behind a command of standard input is the shell's own.
    givesInput: script !== undefined,
    aside: (run) => run(),
  };
  const onInterrupt = () => {
    // Whoever asks twice is not to wait.
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort();
  };
  process.on("SIGINT", onInterrupt);
  try {
    const shell = await shellProcess(directory, {
      stdin: ends.stdin,
      out: ends.out,
      err: ends.err,
      signal: interrupt.signal,
      environment: environmentFrom(io),
      directory: HOME,
      own: ngbuddyCommands(directory, self, io.env, ends),
    });
    const name = script?.path || "sh";
    return script === undefined
      ? await runInput(shell, { name, parameters: [] })
      : await runScript(shell, { ...script, name, parameters: [] });
  } finally {
    process.off("SIGINT", onInterrupt);
    process.stdin.destroy();
  }
}

/** Runs scripts of sh(1)'s: a text, or a file that is run as a program. */

import type { Process } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { newShell } from "./newshell.ts";
import { apart, runText } from "./run.ts";
import { NotEmulated, type Shell } from "./shell.ts";

/** A script with what it is called with. */
export interface Script {
  readonly text: string;
  /** Where it is, for messages; empty for the text of `-c`. */
  readonly path: string;
  /** `$0` */
  readonly name: string;
  readonly parameters: readonly string[];
}

/** Runs a script in a shell of its own. Returns the shell's exit status. */
export async function runScript(process: Process, script: Script): Promise<number> {
  const shell = newShell(process, script.name, script.parameters);
  return await finish(process, shell, () => runText(shell, script.text, script.path));
}

/** Runs something in a shell, and says what ends it early. Returns the shell's status. */
async function finish(process: Process, shell: Shell, run: () => Promise<void>): Promise<number> {
  try {
    await apart(shell, run);
    return shell.status;
  } catch (error) {
    if (!(error instanceof NotEmulated)) throw error;
    process.err(`${shell.name}: ${error.message}\n`);
    return EX_UNAVAILABLE;
  }
}

/** Runs a file of the lab as execve(2) and execvp(3) do: by the interpreter that its first line names, else by sh. */
export async function runScriptFile(process: Process, place: string): Promise<number> {
  const [path = "", ...parameters] = process.argv;
  const text = process.lab.files.read(place);
  const interpreter = /^#![ \t]*(\S+)/.exec(text)?.[1] ?? "/bin/sh";
  if (!/^(?:\/usr)?\/bin\/sh$/.test(interpreter)) {
    process.err(`${path}: ${interpreter}: not emulated in a lab\n`);
    return EX_UNAVAILABLE;
  }
  return await runScript(process, { text, path, name: path, parameters });
}

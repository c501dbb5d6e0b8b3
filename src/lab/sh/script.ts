/** Runs scripts of sh(1)'s: a text, or a file that is run as a program. */

import { isUnfinished } from "../../config/sh/unfinished.ts";
import type { ShellProcess } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { newShell } from "./newshell.ts";
import { apart, runText } from "./run.ts";
import { Leaving, NotEmulated, type Shell, ShellError } from "./shell.ts";

/** A script with what it is called with. */
export interface Script {
  readonly text: string;
  /** Where it is, for messages; empty for the text of `-c`. */
  readonly path: string;
  /** `$0` */
  readonly name: string;
  readonly parameters: readonly string[];
  /** What `set` was told before it begins: `e`, `pipefail`. */
  readonly options?: Iterable<string>;
}

/** Runs a script in a shell of its own. Returns the shell's exit status. */
export async function runScript(process: ShellProcess, script: Script): Promise<number> {
  const shell = newShell(process, script.name, script.parameters);
  for (const option of script.options ?? []) shell.options.add(option);
  return await finish(process, shell, () => runText(shell, script.text, script.path));
}

/** Runs the commands of standard input, each as soon as it is whole: it may read what stands behind it. Returns the shell's exit status. */
export async function runInput(
  process: ShellProcess,
  script: Omit<Script, "text" | "path">,
): Promise<number> {
  if (process.stdin.isTerminal) return await runTerminal(process, script.name);
  const shell = newShell(process, script.name, script.parameters);
  for (const option of script.options ?? []) shell.options.add(option);
  return await finish(process, shell, async () => {
    let line = 1;
    for (let text = ""; ; ) {
      const next = await process.stdin.line();
      if (next === undefined && text === "") return;
      if (next !== undefined) {
        text += `${next}\n`;
        if (isUnfinished(text)) continue;
      }
      await runText(shell, text, "", line);
      line += text.split("\n").length - 1;
      text = "";
    }
  });
}

/** A shell on the terminal of another one, or of `lab exec`: without an editor. */
async function runTerminal(process: ShellProcess, name: string): Promise<number> {
  const typed = typedShell(process, name);
  for (let text = ""; ; ) {
    process.err(text === "" ? "# " : "> ");
    const line = await process.stdin.line();
    if (line === undefined || process.signal.aborted) break;
    text += `${line}\n`;
    if (isUnfinished(text)) continue;
    const whole = text;
    text = "";
    if (!(await typed.run(whole, process.signal))) break;
  }
  return await typed.leave();
}

/** A shell that somebody types in. */
export interface TypedShell {
  readonly shell: Shell;
  /** Runs what was typed, until `signal` is aborted. Returns false when it has left the shell; nothing else ends it. */
  run(text: string, signal: AbortSignal): Promise<boolean>;
  /** Ends it, and all that it has started. Returns its status. */
  leave(): Promise<number>;
}

/** Makes a shell for somebody to type in. */
export function typedShell(process: ShellProcess, name: string): TypedShell {
  const shell = newShell(process, name, []);
  shell.unlimited();
  return {
    shell,
    async run(text, signal) {
      shell.signal = signal;
      const { source } = shell;
      try {
        await runText(shell, text, "");
      } catch (error) {
        shell.source = source;
        shell.tested = 0;
        if (error instanceof Leaving) {
          if (error.kind !== "break" && error.kind !== "continue") shell.status = error.count;
          return error.kind !== "exit";
        }
        if (error instanceof ShellError) {
          shell.err(`${error.voice ?? shell.voice}: ${error.message}\n`);
          shell.status = error.status;
        } else if (error instanceof NotEmulated) {
          shell.err(`${name}: ${error.message}\n`);
          shell.status = EX_UNAVAILABLE;
        } else throw error;
      }
      return true;
    },
    async leave() {
      shell.signal = new AbortController().signal;
      for (const job of shell.allJobs) job.abort.abort();
      return await finish(process, shell, async () => {});
    },
  };
}

/** Runs something in a shell, and says what ends it early. Returns the shell's status. */
async function finish(
  process: ShellProcess,
  shell: Shell,
  run: () => Promise<void>,
): Promise<number> {
  try {
    await apart(shell, run);
    await end(shell);
    return shell.status;
  } catch (error) {
    if (!(error instanceof NotEmulated)) throw error;
    process.err(`${shell.name}: ${error.message}\n`);
    return EX_UNAVAILABLE;
  }
}

/** What a shell has to do before it is gone: what it was told for its end, and all that it has started runs to its end. */
async function end(shell: Shell): Promise<void> {
  const { atExit, status } = shell;
  shell.atExit = undefined;
  if (atExit !== undefined) {
    if (await apart(shell, () => runText(shell, atExit, ""))) shell.status = status;
  }
  while (shell.allJobs.size > 0) {
    await Promise.all([...shell.allJobs].map((job) => job.status));
  }
}

/** Runs a file of the lab as execve(2) and execvp(3) do: by the interpreter that its first line names, else by sh. */
export async function runScriptFile(process: ShellProcess, place: string): Promise<number> {
  const [path = "", ...parameters] = process.argv;
  const text = process.lab.files.read(place);
  const interpreter = /^#![ \t]*(\S+)/.exec(text)?.[1] ?? "/bin/sh";
  if (!/^(?:\/usr)?\/bin\/sh$/.test(interpreter)) {
    process.err(`${path}: ${interpreter}: not emulated in a lab\n`);
    return EX_UNAVAILABLE;
  }
  return await runScript(process, { text, path, name: path, parameters });
}

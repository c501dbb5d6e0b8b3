/** A shell's process outside of the lab's: it has the lab's files, and what it runs runs in the lab. */
import { plainCommands } from "../commands/plaincommands.ts";
import { directoryFiles } from "../files/directoryfiles.ts";
import { command } from "../process/failure.ts";
import { placeOf } from "../process/paths.ts";
import {
  type Input,
  type Program,
  type RunOptions,
  type ShellProcess,
  whyNot,
} from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { findProgram } from "../programs.ts";
import { runScriptFile } from "../sh/script.ts";
import { runSh, scriptAsked } from "../sh/sh.ts";
import { about, startCommand } from "./client.ts";
import type { LabDirectory } from "./directory.ts";
import { LabError } from "./error.ts";
import { SilentLab } from "./signsoflife.ts";

/** A command that runs here. Returns the exit status, and undefined for what the lab is to do itself after all. */
export type OwnCommand = (
  process: ShellProcess,
) => number | undefined | Promise<number | undefined>;

/** Where a shell's process begins. */
export interface ShellProcessOptions
  extends Pick<ShellProcess, "stdin" | "out" | "err" | "signal"> {
  readonly environment: { readonly [name: string]: string };
  readonly directory: string;
  /** Commands that run here, by name. */
  readonly own: { readonly [name: string]: OwnCommand };
}

const NOT_FOUND = 127;

/** Makes a process for a shell on a lab that runs. */
export async function shellProcess(
  directory: LabDirectory,
  options: ShellProcessOptions,
): Promise<ShellProcess> {
  const { own, ...begin } = options;
  const files = directoryFiles(directory.root);
  const { commands } = await about(directory);
  const known = new Set([...commands, ...Object.keys(own)]);
  // What a command does is done elsewhere: here it is only known that there is one.
  const elsewhere = () => EX_UNAVAILABLE;
  const source = {
    files,
    command: (name: string) => (known.has(name) ? elsewhere : undefined),
    port: () => elsewhere,
  };
  const lab: ShellProcess["lab"] = {
    files,
    program: (name, viewer) => findProgram(source, name, viewer),
  };
  let pid = process.pid;
  const make = (start: Omit<ShellProcess, "lab" | "pid" | "run" | "jail">): ShellProcess => {
    const made: ShellProcess = {
      ...start,
      lab,
      jail: undefined,
      pid: ++pid,
      run: (argv, { jail: _, ...given }: RunOptions = {}) =>
        runProgram(directory, own, make({ ...made, ...given, argv })),
    };
    return made;
  };
  return make({ ...begin, argv: ["sh"] });
}

async function runProgram(
  directory: LabDirectory,
  own: ShellProcessOptions["own"],
  process: ShellProcess,
): Promise<number> {
  const [name = ""] = process.argv;
  const program = process.lab.program(name, process);
  if (program.kind !== "command") {
    process.err(`${name}: ${whyNot[program.kind]}\n`);
    return program.kind === "elsewhere" ? EX_UNAVAILABLE : NOT_FOUND;
  }
  if (program.script !== undefined) return await runScriptFile(process, program.script);
  const run = commandHere(process, program, own);
  return (await run?.(process)) ?? (await runInLab(directory, process));
}

/** The command that runs in this process; undefined for one of the lab's. */
function commandHere(
  process: ShellProcess,
  { path }: Program & { readonly kind: "command" },
  own: ShellProcessOptions["own"],
): OwnCommand | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (Object.hasOwn(own, name)) return own[name];
  if (Object.hasOwn(plainCommands, name)) return plainCommands[name];
  if (name !== "sh") return undefined;
  const script = scriptOf(process);
  // The scripts that a lab does itself.
  const isThere = script === undefined || process.lab.files.exists(placeOf(process, script));
  return isThere ? command(runSh) : undefined;
}

function scriptOf(process: ShellProcess): string | undefined {
  try {
    return scriptAsked(process.argv)[0];
  } catch {
    return undefined;
  }
}

/** Runs a command in the lab. It is sent the input that it asks for, and no more. */
async function runInLab(directory: LabDirectory, process: ShellProcess): Promise<number> {
  const { argv, stdin, signal, environment } = process;
  const details = {
    terminal: stdin.isTerminal,
    directory: process.directory,
    environment,
    asks: true,
  };
  let interrupt = () => {};
  try {
    const remote = await startCommand(directory, argv, process, details, () => {
      void feed(stdin, remote);
    });
    interrupt = () => remote.interrupt();
    if (signal.aborted) interrupt();
    signal.addEventListener("abort", interrupt);
    return await remote.status;
  } catch (error) {
    // The lab may be stopped and started while its shell goes on.
    if (!(error instanceof LabError || error instanceof SilentLab)) throw error;
    process.err(`${argv[0]}: ${error.message}\n`);
    return EX_UNAVAILABLE;
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

async function feed(
  stdin: Input,
  remote: { input(text: string): void; endInput(): void },
): Promise<void> {
  const text = await stdin.piece();
  if (text === undefined) remote.endInput();
  else remote.input(text);
}

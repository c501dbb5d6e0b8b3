/** A command running in a lab: what it is given, and where it writes. */
import type { Clock } from "../base/clock.ts";
import type { HostDescription } from "../base/description.ts";
import type { Meter } from "../base/meter.ts";
import type { Files } from "../files/files.ts";
import type { Jail, JailTable } from "../jails/jail.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { NetgraphVnet } from "../kernel/netgraphvnet.ts";

/** Standard input: all of it at once, line by line as it is typed, or as it comes. */
export interface Input {
  readonly isTerminal: boolean;
  /** The next line without its newline; undefined at the end. */
  line(): Promise<string | undefined>;
  /** All that has not been read yet. */
  all(): Promise<string>;
  /** What has come, which is waited for; undefined at the end. */
  piece(): Promise<string | undefined>;
}

/** A command that runs. Its methods belong to this run and mean nothing after it. */
export interface Process {
  readonly lab: System;
  /** The command's name and its arguments. */
  readonly argv: readonly string[];
  readonly pid: number;
  readonly stdin: Input;
  /** Writes to standard output. */
  out(text: string): void;
  /** Writes to standard error. */
  err(text: string): void;
  /** The jail it runs in; undefined on the host. */
  readonly jail: Jail | undefined;
  /** The network stack it sees: its jail's, or the host's. */
  readonly vnet: NetgraphVnet;
  /** Where relative paths begin: an absolute path without `.` and `..`, as the process sees it. */
  readonly directory: string;
  /** What it is given beyond its arguments, as far as somebody set it. */
  readonly environment: { readonly [name: string]: string };
  /** Aborted when whoever started the command went away (Control-C). */
  readonly signal: AbortSignal;
  /** Runs another command as this one's child, with the same input and output unless told otherwise. Returns its exit status. */
  run(argv: readonly string[], options?: RunOptions): Promise<number>;
}

/** What a command is given that its caller has not, or is not to share; the caller's when left out. */
export interface RunOptions {
  readonly jail?: Jail | undefined;
  readonly stdin?: Input;
  readonly out?: (text: string) => void;
  readonly err?: (text: string) => void;
  readonly environment?: { readonly [name: string]: string };
  readonly directory?: string;
  readonly signal?: AbortSignal;
}

/** What a shell needs of the process that it is: it has the files, and finds and runs programs. */
export interface ShellProcess extends Omit<Process, "lab" | "vnet"> {
  readonly lab: Pick<System, "files" | "program">;
}

/** A command: gives its exit status. */
export type Command = (process: Process) => number | Promise<number>;

/** A command that needs files and programs only. */
export type PlainCommand = (process: ShellProcess) => number | Promise<number>;

/** The system that a command runs on, as far as commands need it: a lab. */
export interface System {
  readonly kernel: Kernel;
  /** The host's own vnet. */
  readonly host: NetgraphVnet;
  readonly jails: JailTable;
  readonly files: Files;
  readonly clock: Clock;
  readonly description: HostDescription;
  /** kern.boot_id: sixteen random bytes, in hexadecimal. */
  readonly bootId: string;
  /** What is asked of it, counted, and what it costs. */
  readonly meter: Meter;
  /** What runs in the background, by the name of its service. */
  readonly daemons: Map<string, Daemon>;
  hostname: string;
  /** Is the host switched on? Nothing runs on one that is off. */
  readonly isOn: boolean;
  /** The host is switched off and on: kernel, jails and all that waits are gone, the files stay, and rc has not run yet. Returns what the loader could not load, a line each. */
  powerCycle(by: Pick<Process, "signal">): readonly string[];
  /** Switches it off. Whatever runs ends, but who asks for this. */
  powerOff(by: Pick<Process, "signal">): void;
  /** The lab's own command of this name. */
  command(name: string): Command | undefined;
  /** What a name or a path stands for, as a process sees it. */
  program(name: string, viewer: Viewer): Program;
  /** Runs a command that is no process's child, and collects what it prints. */
  capture(
    argv: readonly string[],
    options?: RunOptions & { readonly text?: string },
  ): Promise<Captured>;
}

/** A program in the background. */
export interface Daemon {
  readonly pid: number;
  /** Ends it, and takes it off the list. */
  end(): void;
}

/** Who looks at the files: where his paths begin. */
export interface Viewer {
  readonly jail?: Jail | undefined;
  /** Where relative paths begin; `/` when left out. */
  readonly directory?: string | undefined;
}

/** What a command left: its exit status, and all that it printed. */
export interface Captured {
  /** The exit status. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a name stands for. */
export type Program =
  | {
      readonly kind: "command";
      readonly path: string;
      readonly run: Command;
      /** Of a script in the lab's files: where it is. */
      readonly script?: string;
    }
  /** FreeBSD has it, a lab has not. */
  | { readonly kind: "elsewhere"; readonly path: string }
  /** A file that may not be run. */
  | { readonly kind: "forbidden" }
  | { readonly kind: "absent" };

/** What is said of programs that cannot be run. */
export const whyNot = {
  elsewhere: "not emulated in a lab",
  forbidden: "Permission denied",
  absent: "No such file or directory",
} as const;

/** What a subcommand is: one record. Parsing, usage, help, completions and the check of the manual all follow from it. */
import type { Host } from "../host/host.ts";
import type { Io } from "./io.ts";

/** What a host has names of. */
export type NameKind = "bridges" | "eifaces" | "interfaces" | "jails";

/** What may stand in the place of an argument or of an option's value, for completions. */
export type Kind = NameKind | "subcommands" | "files" | readonly string[];

/** An option, by its long name in the table of a subcommand. */
export interface Option {
  readonly type: "boolean" | "string";
  /** Its one letter: `n` of `-n`. */
  readonly short?: string;
  /** What the value of a string is called: `SECONDS`. */
  readonly value?: string;
  /** May its value be left out? It is empty then. */
  readonly mayBeEmpty?: true;
  /** What its value is one of. */
  readonly of?: Kind;
  /** What it does, for help, in one or more lines. An option without one is for programs of ours only. */
  readonly summary?: string;
}

/** The options of a subcommand, by their long names without the dashes: `dry-run`. */
export interface Options {
  readonly [name: string]: Option;
}

/** A positional argument. Those that may be left out come last. */
export interface Argument {
  /** As usage shows it: `INTERFACE`. */
  readonly name: string;
  readonly of?: Kind;
  readonly optional?: true;
  /**
   * As many as are given, at least one unless it is optional. It is the last one, or has all arguments in it, and the
   * subcommand itself tells which of them is the one behind it.
   */
  readonly many?: true;
  /** It and all that follows, options too, belong to somebody else's command line. It is the last one. */
  readonly rest?: true;
}

/** The options of a command line by their long names; absent when they were not given. */
export type OptionValues<O extends Options> = {
  readonly [name in keyof O]?: O[name]["type"] extends "boolean" ? boolean : string;
};

/** The arguments of a command line by their names in small letters. */
export type ArgumentValues<A extends readonly Argument[]> = {
  readonly [one in A[number] as Lowercase<one["name"]>]: one extends
    | { readonly rest: true }
    | { readonly many: true }
    ? readonly string[]
    : one extends { readonly optional: true }
      ? string | undefined
      : string;
};

/**
 * Runs a command line of this program. `host` is opened when it is needed; `self` is the command line that starts this
 * program, absent inside a lab. Returns the exit status; throws only what is a fault of our own.
 */
export type RunProgram = (
  argv: readonly string[],
  io: Io,
  host: () => Promise<Host>,
  later?: SubcommandContext["later"],
  self?: readonly string[],
) => Promise<number>;

/** What a subcommand is given to work with besides its arguments. */
export interface SubcommandContext extends Io {
  /** The program itself, for a subcommand that has others run: those that it serves to a browser or in a lab. */
  readonly runProgram: RunProgram;
  /** All subcommands there are. */
  readonly subcommands: SubcommandList;
  /** The command line that starts this program, without arguments; absent inside a lab, which starts no other programs. */
  readonly self?: readonly string[];
  /** Opens the host that is meant, when it is needed. */
  host(): Promise<Host>;
  /** Runs `ngbuddy` with these arguments after so many seconds, and again until it succeeds, whatever becomes of this process and its terminal. */
  later(seconds: number, args: readonly string[]): void;
}

/** What can be said of a subcommand without running it. */
export interface Described {
  /** What is typed: `jail`, or `lab exec` for one of a group. */
  readonly name: string;
  /** One line, for the list of all. */
  readonly summary: string;
  /** Whole lines that help shows before the options. */
  readonly details?: string;
  readonly arguments: readonly Argument[];
  readonly options: Options;
  /** An example, shown when an argument is missing: `ngbuddy bridge lan em0`. */
  readonly example?: string;
}

/** What a subcommand is besides its description; all of it may be left out. */
export interface Traits {
  /**
   * Does it change the host, or with an option's name only with that? Then it goes on when its terminal is lost, or whoever
   * reads what it prints, and ends in order when it is interrupted.
   */
  readonly changes?: true | `--${string}`;
  /** Does it read until it is interrupted? The system ends every other one that only reads at once. */
  readonly watches?: true | `--${string}`;
  /** Does it serve others until it is interrupted? Then it ends in order, as it may be changing something for one of them. */
  readonly serves?: true;
  /** Is Control-C for a command or a shell that it runs? */
  readonly passesOn?: true;
  /** Does it see to signals itself, because it goes on after Control-C? */
  readonly ownSignals?: true;
  /** What the page calls it, which may ask for it then: `make an interface`. */
  readonly onPage?: string;
  /** Is it a command of the service: `service ngbuddy jail`? */
  readonly inService?: boolean;
  /** Is it for programs of ours only, and shown to nobody? */
  readonly hidden?: boolean;
  /** The subcommands that it has of its own: `ngbuddy lab exec`. */
  readonly group?: SubcommandList;
}

/** A subcommand: what is said of it, what it needs, and how it runs. */
export interface Subcommand extends Described, Traits {
  /**
   * Runs it with the arguments behind its name. Returns the exit status (sysexits(3)); what it throws is made a line and a
   * status of.
   */
  run(args: readonly string[], context: SubcommandContext): Promise<number>;
}

/** Subcommands by name, each loaded when it is asked for. */
export interface SubcommandList {
  readonly [name: string]: () => Promise<{ readonly subcommand: Subcommand }>;
}

/** All subcommands of a list, in its order. */
export async function loadAll(list: SubcommandList): Promise<Subcommand[]> {
  return await Promise.all(Object.values(list).map(async (load) => (await load()).subcommand));
}

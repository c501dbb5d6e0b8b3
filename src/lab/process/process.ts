/** A command running in a lab: what it is given, and where it writes. */
import type { Jail } from "../jails/jail.ts";
import type { NetgraphVnet } from "../kernel/netgraphvnet.ts";
import type { Lab } from "../lab.ts";

/** Standard input: all of it at once, or line by line as it is typed. */
export interface Input {
  readonly isTerminal: boolean;
  /** The next line without its newline; undefined at the end. */
  line(): Promise<string | undefined>;
  all(): Promise<string>;
}

export interface Process {
  readonly lab: Lab;
  /** The command's name and its arguments. */
  readonly argv: readonly string[];
  readonly pid: number;
  readonly stdin: Input;
  out(text: string): void;
  err(text: string): void;
  /** The jail it runs in; undefined on the host. */
  readonly jail: Jail | undefined;
  /** The network stack it sees: its jail's, or the host's. */
  readonly vnet: NetgraphVnet;
  /** What it is given beyond its arguments, as far as somebody set it. */
  readonly environment: { readonly [name: string]: string };
  /** Aborted when whoever started the command went away (Control-C). */
  readonly signal: AbortSignal;
  /** Runs another command as this one's child, with the same input and output unless told otherwise. Gives its exit status. */
  run(argv: readonly string[], options?: RunOptions): Promise<number>;
}

export interface RunOptions {
  readonly jail?: Jail | undefined;
  readonly stdin?: Input;
  readonly out?: (text: string) => void;
  readonly err?: (text: string) => void;
  readonly environment?: { readonly [name: string]: string };
}

/** A command: gives its exit status. */
export type Command = (process: Process) => number | Promise<number>;

/** Standard input that is a text. */
export function textInput(text: string): Input {
  let rest = text;
  return {
    isTerminal: false,
    async line() {
      if (rest === "") return undefined;
      const end = rest.indexOf("\n");
      const line = end < 0 ? rest : rest.slice(0, end);
      rest = end < 0 ? "" : rest.slice(end + 1);
      return line;
    },
    async all() {
      const text = rest;
      rest = "";
      return text;
    },
  };
}

/** What a subcommand is: how it is used, and what it does. */
import type { Host } from "../host/host.ts";
import type { Io } from "./io.ts";

export interface WordContext extends Io {
  /** All subcommands there are, by name. */
  readonly words: ReadonlyMap<string, Word>;
  /** Opens the host that is meant, when it is needed. */
  host(): Promise<Host>;
  /** Runs `ngbuddy` with these arguments after so many seconds, whatever becomes of this process and its terminal. */
  later(seconds: number, args: readonly string[]): void;
}

export interface Word {
  /** What follows `ngbuddy`: `jail INTERFACE [BRIDGE]`. */
  readonly usage: string;
  /** One line, for the list of all. */
  readonly summary: string;
  /** Options and all else that `ngbuddy help WORD` shows. */
  readonly details?: string;
  /** Does it change the host? Then it goes on when its terminal is lost, or whoever reads what it prints. */
  readonly changes?: boolean;
  run(args: readonly string[], context: WordContext): Promise<number>;
}

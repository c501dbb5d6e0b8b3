/** What is known of the variables of rc.conf's files, and the commands that set them. */
import type { Expanded } from "./expand.ts";
import type { Command } from "./sh/commands.ts";

/** What is known of a variable: its value, or why only sh can tell (a clause: `it has arithmetic ($((…)))`); and where it was set. */
export type Variable = Expanded & {
  readonly file: string;
  readonly line: number;
};

/**
 * The variables that were set, in the order in which they first were. When something may have set any variable (`. file`,
 * `eval`), `get` answers that only sh can tell for those set before it or not at all.
 */
export interface Variables extends ReadonlyMap<string, Variable> {
  /** The last thing that may have set any variable. */
  readonly obscured: Variable | undefined;
}

/** A command, and the line that it begins on. */
export type LocatedCommand = Command & { readonly line: number };

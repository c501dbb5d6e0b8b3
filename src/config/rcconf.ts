/** rc.conf as sh reads it: the variables of one file after the other, and what only sh could say. */
import { lineCounter } from "./lines.ts";
import { Reading } from "./reading.ts";
import { assignmentIn, isDeclaration, takeApart } from "./sh/assignments.ts";
import { type Command, parseCommands } from "./sh/commands.ts";
import { ShellSyntaxError } from "./sh/words.ts";
import type { LocatedCommand, Variables } from "./variables.ts";

/** A file of rc.conf's form that was read. */
export interface RcFile {
  readonly path: string;
  readonly text: string;
}

/** A file that sh refuses: which, where, and why, in sh's own words. */
export class RcSyntaxError extends Error {
  override readonly name = "RcSyntaxError";
  constructor(
    readonly file: string,
    readonly line: number,
    readonly reason: string,
  ) {
    super(`${file}: ${line}: ${reason}`);
  }
}

/** The commands of a file. Throws an RcSyntaxError. */
export function commandsIn({ path, text }: RcFile): LocatedCommand[] {
  const lineOf = lineCounter(text);
  try {
    return parseCommands(text).map((command) => ({ ...command, line: lineOf(command.start) }));
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    throw new RcSyntaxError(path, lineOf(error.at), error.message);
  }
}

/**
 * The variables that the files leave behind, read in this order, in an environment without variables, as sysrc(8) reads them.
 * Throws an RcSyntaxError.
 */
export function evaluate(files: readonly RcFile[]): Variables {
  const reading = new Reading();
  for (const file of files) reading.readFile(file.path, commandsIn(file));
  return reading.variables;
}

/** An assignment that sets a variable of the shell itself, and its place in the text. */
export interface Assignment {
  readonly name: string;
  /** Where it stands in the file, counted from 1. */
  readonly line: number;
  /** The whole word. */
  readonly start: number;
  readonly end: number;
  /** Where the value begins, quotes included. */
  readonly valueStart: number;
  /** Does it run whenever the file is read? */
  readonly certain: boolean;
  readonly command: Command;
}

/** The assignments of a file's commands, in order. */
export function assignmentsIn(commands: readonly LocatedCommand[]): Assignment[] {
  return commands.flatMap((command) => {
    const { context, line } = command;
    if (context.kind === "apart" || context.kind === "function") return [];
    const apart = takeApart(command);
    // Before a command, assignments are for that command only.
    const own = apart.name === undefined ? apart.leading : [];
    const declared = isDeclaration(apart)
      ? apart.args.flatMap((word) => assignmentIn(word) ?? [])
      : [];
    return [...own, ...declared].map(({ name, word, valueStart }) => ({
      name,
      line,
      start: word.start,
      end: word.end,
      valueStart,
      certain: context.kind === "here",
      command,
    }));
  });
}

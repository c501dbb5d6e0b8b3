/** Session files: one command a line, `< ` lines are what the command above reads, `#` lines are comments. */
import { QuotingError, splitWords } from "../config/sh/line.ts";

/** A command of a session file. */
export interface SessionCommand {
  /** The line as it was written. */
  readonly run: string;
  /** The words of the line, quotes taken off. */
  readonly argv: readonly string[];
  /** What it reads, with a newline behind each line; undefined when nothing was given. */
  readonly stdin: string | undefined;
  /** Where it stands in the file, counted from 1. */
  readonly line: number;
}

/** A session file that is not one: which line, and what is wrong. */
export class SessionError extends Error {
  override readonly name = "SessionError";
}

export function parseSession(text: string): SessionCommand[] {
  const commands: { run: string; argv: string[]; stdin: string | undefined; line: number }[] = [];
  const lines = text.split("\n");
  for (const [index, raw] of lines.entries()) {
    const line = index + 1;
    const content = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (content === "<" || content.startsWith("< ")) {
      const command = commands.at(-1);
      if (command === undefined) {
        throw new SessionError(`line ${line}: standard input ("< ") with no command above it`);
      }
      command.stdin = `${command.stdin ?? ""}${content.slice(2)}\n`;
      continue;
    }
    const run = content.trim();
    if (run === "" || run.startsWith("#")) continue;
    try {
      commands.push({ run, argv: splitWords(run), stdin: undefined, line });
    } catch (error) {
      if (error instanceof QuotingError) throw new SessionError(`line ${line}: ${error.message}`);
      throw error;
    }
  }
  return commands;
}

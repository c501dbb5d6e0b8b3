/** A command line without a shell: its words are read as sh(1) reads them, and what only a shell can do is refused. */
import { tokensOf } from "./syntax.ts";
import { literalText, ShellSyntaxError, type Word } from "./words.ts";

/** A line that cannot be split, and why. */
export class QuotingError extends Error {
  override readonly name = "QuotingError";
}

/**
 * Returns the words of a line: `ngctl show 'a b'` has three. Nothing is expanded. `#` at the start of a word begins a comment.
 * Throws a QuotingError for a quote that is not ended and for what only a shell can do (`|`, `;`, `&`, `<`, `>`, backquotes, `$`).
 */
export function splitWords(line: string): string[] {
  try {
    return [...literalWords(line)];
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    throw new QuotingError(error.reason);
  }
}

function* literalWords(line: string): Generator<string> {
  const tokens = tokensOf(line);
  for (;;) {
    const { key, word, start, end } = tokens.take();
    if (key === "end of file") return;
    if (word !== undefined) yield textOf(word);
    // A digit in front of `>` belongs to it.
    else if (key !== "newline") {
      throw new QuotingError(`${line.slice(start, end).replace(/^\d/, "")} needs a shell`);
    }
  }
}

function textOf({ raw, parts }: Word): string {
  // A line ends here: there is no next one that it could go on with.
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(raw)) {
    throw new QuotingError("a backslash at the end of the line");
  }
  const text = literalText(parts);
  if (text !== undefined) return text;
  const beyond = parts.find(({ kind }) => kind !== "text");
  const what = beyond?.kind === "sh" ? beyond.what : `the variable in ${raw}`;
  throw new QuotingError(`${what} needs a shell`);
}

/** Splits a command line into words as sh(1) does: quotes and backslashes, nothing else. */

/** A line that cannot be split, and why. */
export class QuotingError extends Error {
  override readonly name = "QuotingError";
}

/**
 * The words of a line: `ngctl show 'a b'` gives three. Nothing is expanded. `#` at the start of a word begins a comment.
 * Throws a QuotingError for an unterminated quote and for what only a shell can do (`|`, `;`, `&`, `<`, `>`, backquotes, `$`).
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (/\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (c === "#" && word === undefined) break;
    else if (c === "'") {
      const end = line.indexOf("'", i + 1);
      if (end < 0) throw new QuotingError("unterminated single quote");
      word = (word ?? "") + line.slice(i + 1, end);
      i = end;
    } else if (c === '"') {
      word ??= "";
      for (i++; line[i] !== '"'; i++) {
        if (i >= line.length) throw new QuotingError("unterminated double quote");
        if (line[i] === "\\" && /["\\$`]/.test(line[i + 1] ?? "")) i++;
        else if (/[$`]/.test(line[i]!)) throw new QuotingError(`${line[i]} needs a shell`);
        word += line[i];
      }
    } else if (c === "\\") {
      if (i + 1 >= line.length) throw new QuotingError("a backslash at the end of the line");
      word = (word ?? "") + line[++i];
    } else if (/[|;&<>`$()]/.test(c)) throw new QuotingError(`${c} needs a shell`);
    else word = (word ?? "") + c;
  }
  if (word !== undefined) words.push(word);
  return words;
}

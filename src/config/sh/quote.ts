/** sh(1)'s quotes, put around a word. */

/** Returns a word as sh reads it back, in quotes where it needs them. */
export function shellWord(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : quoteWord(word);
}

/** Returns a word in single quotes, so that sh reads back exactly this. */
export function quoteWord(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** sh(1)'s quotes, put around a word. */

/** Returns a word in single quotes, so that sh reads back exactly this. */
export function quoteWord(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Names and other texts from outside, made harmless for whoever reads them: the one place that knows what harms. */

/**
 * Controls, C1's too (a terminal obeys them), lone surrogates, and what turns the direction of the text around or ends a
 * line. Whoever is root in a jail chooses its hostname and the names of its interfaces.
 */
const HARMFUL = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

/** A text in one line as a terminal may show it: an escape character becomes `\x1b`, a turn of direction `\u202e`. */
export function printable(text: string, instead: (character: string) => string = escaped): string {
  return text.replace(HARMFUL, instead);
}

/** A value as JSON in one line, with `indent` in several: the same value, whatever is in its strings, and harmless on a terminal. */
export function jsonText(value: unknown, indent?: number): string {
  // JSON.stringify has escaped C0; what is left of the harmful is in strings, but for its own line feeds.
  return `${JSON.stringify(value, null, indent).replace(HARMFUL, (character) =>
    character === "\n" ? character : `\\u${hex(character, 4)}`,
  )}\n`;
}

function escaped(character: string): string {
  return character < "\u0100" ? `\\x${hex(character, 2)}` : `\\u${hex(character, 4)}`;
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, "0");
}

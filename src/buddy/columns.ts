/** How many columns of a terminal a text takes, and texts fitted to them: the one place that measures. */
import { eastAsianWidth } from "get-east-asian-width";

const PLAIN = /^[\x20-\x7e]*$/;
/** Marks stand on the letter before them; joiners and the like are not seen. Terminals show a soft hyphen. */
const NO_WIDTH = /[\p{M}\p{Default_Ignorable_Code_Point}]/u;
const SOFT_HYPHEN = "\u00ad";
/** Asks for the coloured form of the character before it, which is two columns wide. */
const EMOJI_FORM = "\ufe0f";
/** A letter with its marks, an emoji of several parts, a syllable of Hangul: what a reader takes for one character. */
let segmenter: Intl.Segmenter | undefined;

function graphemes(text: string): Iterable<{ readonly segment: string }> {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return segmenter.segment(text);
}

/** Returns how many columns a text takes. Characters whose width is ambiguous (`·`, `…`) are narrow. */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let sum = 0;
  for (const { segment } of graphemes(text)) sum += columnsOfOne(segment);
  return sum;
}

/** Two are the most that a terminal gives to one character, whatever it is put together from. */
function columnsOfOne(grapheme: string): number {
  let sum = 0;
  for (const part of grapheme) {
    if (part === SOFT_HYPHEN) sum += 1;
    else if (part === EMOJI_FORM) sum = Math.max(sum, 2);
    else if (!NO_WIDTH.test(part)) sum += eastAsianWidth(part.codePointAt(0)!);
  }
  return Math.min(sum, 2);
}

/** Returns the text padded with spaces to so many columns. */
export function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** Returns at most so many columns of a text; a longer one ends in `ending`, and no character is taken apart. */
export function cut(text: string, max: number, ending = "…"): string {
  if (columnsOf(text) <= max) return text;
  if (max < 1) return "";
  let shown = "";
  let room = max - columnsOf(ending);
  for (const { segment } of graphemes(text)) {
    room -= columnsOfOne(segment);
    if (room < 0) break;
    shown += segment;
  }
  return shown + ending;
}

/** Text as pictures measure and show it: the real widths of the font, and nothing that a name could do harm with. */
import { printable as harmless } from "../buddy/printable.ts";
import type { TextLine } from "./scene.ts";

/** Every character of DejaVu Sans Mono, bold or not, is this wide: 1,233 of 2,048 units. */
const ADVANCE = 1233 / 2048;

const PLAIN = /^[\x20-\x7e]*$/;
/** East Asian wide and full-width characters and emoji (Unicode's EastAsianWidth W and F, by block). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Marks that stand on the character before them, and joiners. */
const NO_WIDTH = /[\p{Mn}\p{Me}\u200b-\u200d]/u;

/** Smaller than this nobody reads; a longer text is cut. */
const LEAST_SIZE = 6;

/** A name or another text from outside as it may be shown: controls become U+FFFD. */
export function printable(text: string): string {
  return PLAIN.test(text) ? text : harmless(text, () => "\ufffd");
}

/** A name as a part of an ID: without spaces and markup, and no two alike. */
export function idPart(name: string): string {
  return name.replace(/[^\w.+@-]/gu, (letter) => `%${letter.codePointAt(0)!.toString(16)};`);
}

/** How many columns of a monospaced font a text takes. */
export function cells(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let sum = 0;
  for (const letter of text) sum += cellsOf(letter);
  return sum;
}

function cellsOf(letter: string): number {
  return NO_WIDTH.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1;
}

/** A text's width in pixels. */
export function textWidth(text: string, size: number): number {
  return cells(text) * size * ADVANCE;
}

/** Pads with spaces to so many columns. */
export function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - cells(text)));
}

/** A line of text whose top left corner (top right with `align`) is at x, y. Wider than `room`, it is set smaller, and cut with … when even that is not enough. */
export function textLine(
  x: number,
  y: number,
  text: string,
  options: {
    readonly size: number;
    readonly colour: string;
    readonly bold?: boolean;
    readonly room?: number;
    readonly align?: "right";
  },
): TextLine {
  const { colour, bold = false, room = Number.POSITIVE_INFINITY, align } = options;
  const wide = cells(text) * ADVANCE;
  // Half sizes: few different ones, so that few have to be rendered.
  const fitting = wide === 0 ? options.size : Math.floor((room / wide) * 2 + 1e-6) / 2;
  const size = Math.min(options.size, Math.max(LEAST_SIZE, fitting));
  const shown = cut(text, Math.floor(room / (size * ADVANCE) + 1e-6));
  const width = textWidth(shown, size);
  return {
    kind: "text",
    x: align === "right" ? x - width : x,
    // A smaller line keeps its base line where the larger would have it.
    y: y + (options.size - size) * 0.93,
    width,
    height: size * 1.25,
    text: shown,
    size,
    bold,
    colour,
  };
}

/** At most so many columns; a longer text ends in …. */
export function cut(text: string, most: number): string {
  if (cells(text) <= most) return text;
  if (most < 1) return "";
  let shown = "";
  let room = most - 1;
  for (const letter of text) {
    room -= cellsOf(letter);
    if (room < 0) break;
    shown += letter;
  }
  return `${shown}…`;
}

/** Text as pictures measure and show it: the real widths of the font, and nothing that a name could do harm with. */
import { columnsOf, cut } from "../buddy/columns.ts";
import { printable as harmless } from "../buddy/printable.ts";
import type { TextLine } from "./scene.ts";

/** Every character of DejaVu Sans Mono, bold or not, is this wide: 1,233 of 2,048 units. */
const ADVANCE = 1233 / 2048;

const PLAIN = /^[\x20-\x7e]*$/;
/** Smaller than this nobody reads; a longer text is cut. */
const MIN_SIZE = 6;

/** A name or another text from outside as it may be shown: controls become U+FFFD. */
export function printable(text: string): string {
  return PLAIN.test(text) ? text : harmless(text, () => "\ufffd");
}

/** A name as a part of an ID: without spaces and markup, and no two alike. */
export function idPart(name: string): string {
  return name.replace(/[^\w.+@-]/gu, (letter) => `%${letter.codePointAt(0)!.toString(16)};`);
}

/** A text's width in pixels. */
export function textWidth(text: string, size: number): number {
  return columnsOf(text) * size * ADVANCE;
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
  const wide = columnsOf(text) * ADVANCE;
  // Half sizes: few different ones, so that few have to be rendered.
  const fitting = wide === 0 ? options.size : Math.floor((room / wide) * 2 + 1e-6) / 2;
  const size = Math.min(options.size, Math.max(MIN_SIZE, fitting));
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

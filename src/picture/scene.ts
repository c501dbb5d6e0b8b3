/** A picture as data: what is drawn where, before it becomes SVG. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface TextLine extends Box {
  readonly kind: "text";
  readonly text: string;
  readonly size: number;
  readonly bold: boolean;
  readonly colour: string;
}

export interface Rectangle extends Box {
  readonly kind: "rectangle";
  readonly fill: string;
  readonly stroke: string;
  readonly strokeWidth: number;
  readonly dashes: string;
  readonly radius: number;
}

export interface Path {
  readonly kind: "path";
  /** Points of a line with corners, or of a curve with its two handles. */
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly curved: boolean;
  readonly colour: string;
  readonly width: number;
}

/** A part of the picture that is one thing: it has a title for those who cannot see it, and an ID that stays. */
export interface Group {
  readonly kind: "group";
  readonly id: string;
  readonly title: string;
  readonly items: readonly Item[];
}

export type Item = TextLine | Rectangle | Path | Group;

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly background: string;
  readonly items: readonly Item[];
}

/** Every character of DejaVu Sans Mono, bold or not, is this wide: 1,233 of 2,048 units. */
const ADVANCE = 1233 / 2048;

export function textWidth(text: string, size: number): number {
  return [...text].length * size * ADVANCE;
}

/** A line of text whose top left corner is at x, y; cut with … when it is wider than `room`. */
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
  const { size, colour, bold = false, room = Number.POSITIVE_INFINITY, align } = options;
  const most = Math.floor(room / (size * ADVANCE) + 1e-6);
  const letters = [...text];
  const shown =
    letters.length > most ? `${letters.slice(0, Math.max(0, most - 1)).join("")}…` : text;
  const width = textWidth(shown, size);
  return {
    kind: "text",
    x: align === "right" ? x - width : x,
    y,
    width,
    height: size * 1.25,
    text: shown,
    size,
    bold,
    colour,
  };
}

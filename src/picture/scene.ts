/** A picture as data: what is drawn where, in pixels, before it becomes SVG or PNG. */

/** A rectangle of the picture, pixels from its upper left corner. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line of text, cut to its area. */
export interface TextLine extends Area {
  readonly kind: "text";
  readonly text: string;
  /** Of the font, pixels. */
  readonly size: number;
  readonly bold: boolean;
  /** `#rrggbb`, as every colour here. */
  readonly colour: string;
}

/** A rectangle with a frame. */
export interface Rectangle extends Area {
  readonly kind: "rectangle";
  readonly fill: string;
  readonly stroke: string;
  readonly strokeWidth: number;
  /** Lengths of dash and gap; none for a plain line. */
  readonly dashes: readonly [dash: number, gap: number] | undefined;
  /** Of its corners, pixels. */
  readonly radius: number;
}

/** A straight line, as everything that is connected here lies straight across or below. */
export interface Segment {
  readonly kind: "segment";
  /** Where it begins; it goes right or down from there. */
  readonly x: number;
  readonly y: number;
  /** Pixels. */
  readonly length: number;
  readonly direction: "across" | "down";
  readonly colour: string;
  /** Pixels. */
  readonly width: number;
}

/** A part of the picture that is one thing: it has a title for those who cannot see it, and an ID that stays. */
export interface Group {
  readonly kind: "group";
  readonly id: string;
  /** What a pointer over it shows, and screen readers say. */
  readonly title: string;
  readonly items: readonly Item[];
}

/** What is drawn, the later over the earlier. */
export type Item = TextLine | Rectangle | Segment | Group;

/** A picture. */
export interface Scene {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** What screen readers say first. */
  readonly title: string;
  /** What screen readers say of what is in it. */
  readonly description: string;
  readonly background: string;
  readonly items: readonly Item[];
}

/** Where a line of text has its base line: DejaVu's ascent, 0.93 of its size, below the top. */
export function baseLine(line: TextLine): number {
  return line.y + line.size * 0.93;
}

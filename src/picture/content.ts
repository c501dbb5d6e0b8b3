/** What a picture says, before it has a place: panels of boxes, the same for both views. */
import type { MarkName } from "./theme.ts";

/** A line of a box. */
export interface BoxLine {
  readonly text: string;
  /** Something is wrong: it is drawn to stand out. */
  readonly bad?: boolean;
}

/** Whoever is behind a link, as a box of a picture. */
export interface Box {
  readonly id: string;
  readonly mark: MarkName;
  /** Its heading. */
  readonly name: string;
  /** The panel's own hooks that it is on; none for what is connected to nothing. */
  readonly ports: readonly string[];
  readonly lines: readonly BoxLine[];
  /** Loops or drops that were counted; empty when there are none. */
  readonly alarm: string;
}

/** A node with its ports, and what hangs off it. */
export interface Panel {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** What stands under its name: how many links it has. */
  readonly subtitle: string;
  /** Network boxes stand above it … */
  readonly above: readonly Box[];
  /** … and everything else hangs below. */
  readonly below: readonly Box[];
}

/** What is connected to nothing for one reason. */
export interface Apart {
  readonly id: string;
  readonly name: string;
  readonly boxes: readonly Box[];
}

/** All that a picture says. */
export interface Contents {
  readonly panels: readonly Panel[];
  /** What is connected to nothing, by what keeps it apart; none of them is empty. */
  readonly apart: readonly Apart[];
}

/** Where panels stand on the page: on shelves, so that the whole is as large as can be on a wide screen. */
import type { Panel } from "./content.ts";
import { type Shape, shapeOf } from "./panel.ts";

/** A panel with its place: the upper left corner, pixels. */
export interface Placed {
  readonly shape: Shape;
  readonly x: number;
  readonly y: number;
}

/** The panels in their places, and the size of all, pixels. */
export interface Page {
  readonly placed: readonly Placed[];
  readonly width: number;
  readonly height: number;
}

/** Width to height of a screen. */
const SCREEN = 1.6;
/** What margins, heading and legend take besides. */
const AROUND = { width: 56, height: 150 };
const GAP = 26;
/** Shapes that panels are tried in, and how many page widths. */
const ASPECTS = [0.1, 0.3, 0.7, 1, 1.4, 2, 3];
const MAX_WIDTHS = 40;

/** The arrangement that can be shown largest on a screen; of equal ones the first tried. */
export function arrange(panels: readonly Panel[], screen = SCREEN): Page {
  let best: Page = { placed: [], width: 0, height: 0 };
  let least = Number.POSITIVE_INFINITY;
  for (const aspect of ASPECTS) {
    const shapes = panels
      .map((panel) => shapeOf(panel, aspect))
      // The tallest first, so that others fit beside it; those of one height in the order they came.
      .sort((a, b) => b.height - a.height);
    for (const width of widthsFor(shapes)) {
      const page = shelve(shapes, width);
      const cost = costOf(page, screen);
      if (cost < least - 1e-6) [best, least] = [page, cost];
    }
  }
  return best;
}

/** How much the page must be made smaller to fit; a page of another shape than the screen's is a little worse. */
function costOf({ width, height }: Page, screen: number): number {
  const [less, more] = [(width + AROUND.width) / screen, height + AROUND.height].sort(
    (a, b) => a - b,
  ) as [number, number];
  return more + (more - less) / 4;
}

/** From the widest panel's width to all of them side by side. */
function widthsFor(shapes: readonly Shape[]): number[] {
  const widest = shapes.reduce((most, { width }) => Math.max(most, width), 0);
  const all = shapes.reduce((sum, { width }) => sum + width + GAP, 0);
  const steps = Math.min(MAX_WIDTHS, shapes.length * 4);
  return Array.from(
    { length: steps + 1 },
    (_, step) => widest * (all / Math.max(widest, 1)) ** (step / Math.max(steps, 1)),
  );
}

/** From left to right; a panel that is low enough stands below its neighbour on the same shelf. */
function shelve(shapes: readonly Shape[], most: number): Page {
  const placed: Placed[] = [];
  let [width, height] = [0, 0];
  let shelf = { y: 0, height: 0 };
  let column = { x: 0, width: 0, bottom: 0 };
  for (const shape of shapes) {
    const below = column.bottom + GAP;
    const next = column.x + column.width + GAP;
    const right = column.x + Math.max(column.width, shape.width);
    if (right <= most && below + shape.height <= shelf.y + shelf.height) {
      placed.push({ shape, x: column.x, y: below });
      column = { ...column, width: right - column.x, bottom: below + shape.height };
    } else if (column.width > 0 && next + shape.width <= most) {
      placed.push({ shape, x: next, y: shelf.y });
      column = { x: next, width: shape.width, bottom: shelf.y + shape.height };
    } else {
      const y = column.width === 0 ? 0 : shelf.y + shelf.height + GAP;
      shelf = { y, height: shape.height };
      placed.push({ shape, x: 0, y });
      column = { x: 0, width: shape.width, bottom: y + shape.height };
    }
    width = Math.max(width, column.x + column.width);
    height = Math.max(height, column.bottom);
  }
  return { placed, width, height };
}

/** A panel: a bridge's own area with its ports, network boxes above it, guests in rows below it. */
import { BOX_WIDTH, boxHeight, DROP, drawBox, SMALL } from "./box.ts";
import type { Box, Panel } from "./content.ts";
import type { Area, Item, Segment } from "./scene.ts";
import { textLine, textWidth } from "./text.ts";
import type { Theme } from "./theme.ts";

const PAD = 14;
const GAP = 14;
const NAME = 17;
/** The area's height: below ports it needs more. */
const BAR = { plain: 44, withPortsAbove: 54 };
/** What is connected to nothing has a heading instead. */
const HEADING = 32;
/** The line from the area to the rows below, and its distance from the boxes. */
const TRUNK = { width: 5, indent: 18 };
const RAIL = 4;
/** So many guests need no rows of their own kind. */
const FEW = 12;

type Row = readonly Box[];

/** A panel cut into rows, and its size. */
export interface Shape {
  readonly panel: Panel;
  /** The boxes above the bar, in rows. */
  readonly above: readonly Row[];
  /** The boxes below the bar, in rows. */
  readonly below: readonly Row[];
  /** Of each box, pixels. */
  readonly boxWidth: number;
  /** Of all, pixels. */
  readonly width: number;
  readonly height: number;
}

/** About as wide, against its height, as `aspect`. */
export function shapeOf(panel: Panel, aspect: number): Shape {
  const { above, below } = panel;
  const high = below.reduce((sum, box) => sum + boxHeight(box) + DROP + GAP, 0);
  const wished = Math.sqrt((high * aspect) / (BOX_WIDTH + GAP));
  const rows = Math.ceil(below.length / Math.max(1, Math.round(wished)));
  // As many in the last row as in the others.
  const even = Math.ceil(below.length / Math.max(1, rows));
  const top = Math.max(even, Math.min(above.length, 3));
  return cutInto(panel, Math.max(1, even, Math.min(below.length, top)), top);
}

function cutInto(panel: Panel, columns: number, columnsAbove: number): Shape {
  const above = chunk(panel.above, columnsAbove);
  const below =
    panel.below.length <= FEW
      ? chunk(panel.below, columns)
      : kindsOf(panel.below).flatMap((boxes) => chunk(boxes, columns));
  const longest = Math.max(1, ...[...above, ...below].map((row) => row.length));
  const heading = textWidth(panel.name, NAME) + textWidth(panel.subtitle, SMALL) + 3 * PAD;
  const indent = indentOf(panel, below);
  const inner = Math.max(longest * (BOX_WIDTH + GAP) - GAP + indent, heading);
  return {
    panel,
    above,
    below,
    boxWidth: (inner - indent + GAP) / longest - GAP,
    width: inner + 2 * PAD,
    height: PAD + bodyHeight(panel, above, below) + PAD,
  };
}

function bodyHeight(panel: Panel, above: readonly Row[], below: readonly Row[]): number {
  const drop = isConnected(panel) ? DROP : 0;
  const rows = [...above, ...below].reduce((sum, row) => sum + rowHeight(row) + drop, 0);
  const gaps = Math.max(0, above.length - 1) + Math.max(0, below.length - 1);
  return rows + gaps * GAP + barHeight(panel);
}

export function drawPanel(shape: Shape, x: number, y: number, theme: Theme): Item {
  const { panel, above, below, boxWidth, width, height } = shape;
  const connected = isConnected(panel);
  const left = x + PAD + indentOf(panel, below);
  const lines: Segment[] = [];
  const boxes: Item[] = [];
  const drawRow = (row: Row, top: number, edge: number) => {
    for (const [index, box] of row.entries()) {
      const at = left + index * (boxWidth + GAP);
      const area = { x: at, y: top, width: boxWidth, height: rowHeight(row) };
      boxes.push(drawBox(box, area, edge, theme));
    }
  };
  const rail = (row: Row, at: number) => {
    const length = left - x - PAD + (row.length - 1) * (boxWidth + GAP) + BOX_WIDTH / 5;
    lines.push({ ...line(theme), x: x + PAD, y: at, length, direction: "across", width: RAIL });
  };
  const trunk = (from: number, to: number) => {
    const at = x + PAD + TRUNK.width / 2;
    lines.push({ ...line(theme), x: at, y: from, length: to - from, direction: "down" });
  };

  let edge = y + PAD;
  for (const [index, row] of above.entries()) {
    drawRow(row, edge, edge + rowHeight(row) + DROP);
    edge += rowHeight(row) + DROP;
    if (index === above.length - 1) continue;
    rail(row, edge);
    edge += GAP;
  }
  const bar = { x: x + PAD, y: edge, width: width - 2 * PAD, height: barHeight(panel) };
  if (above.length > 1) trunk(y + PAD + rowHeight(above[0]!) + DROP - RAIL / 2, edge + RAIL * 2);
  edge += bar.height;
  for (const [index, row] of below.entries()) {
    if (index > 0 && connected) rail(row, edge);
    const top = edge + (connected ? DROP : 0);
    drawRow(row, top, edge);
    if (index < below.length - 1) edge = top + rowHeight(row) + GAP;
  }
  if (below.length > 1 && connected) trunk(bar.y + bar.height - RAIL * 2, edge + RAIL / 2);
  return {
    kind: "group",
    id: panel.id,
    title: [panel.type, `${panel.name}:`, panel.subtitle].filter((word) => word !== "").join(" "),
    items: [
      {
        kind: "rectangle",
        ...{ x, y, width, height },
        fill: theme.panel,
        stroke: theme.line,
        strokeWidth: 1.25,
        dashes: connected ? undefined : [6, 4],
        radius: 10,
      },
      ...lines,
      ...drawBar(panel, bar, theme),
      ...boxes,
    ],
  };
}

function line(theme: Theme): Pick<Segment, "kind" | "colour" | "width"> {
  return { kind: "segment", colour: theme.bar, width: TRUNK.width };
}

/** The bridge's name, on its area when it has one. */
function drawBar(panel: Panel, area: Area, theme: Theme): Item[] {
  const connected = isConnected(panel);
  const pad = connected ? PAD : 0;
  // In the middle of what ports above and below leave free.
  const top = connected ? area.y + (panel.above.length > 0 ? 16 : 10) : area.y;
  const name = textLine(area.x + pad, top, panel.name, {
    size: NAME,
    bold: true,
    colour: connected ? theme.onBar : theme.text,
    room: area.width - 2 * pad,
  });
  const at = name.x + name.width + PAD;
  const rest = textLine(at, top + 6, panel.subtitle, {
    size: SMALL,
    colour: connected ? theme.onBar : theme.faint,
    room: area.x + area.width - pad - at,
  });
  if (!connected) return [name, rest];
  const plain = { stroke: theme.bar, strokeWidth: 0, dashes: undefined };
  return [{ kind: "rectangle", ...area, fill: theme.bar, ...plain, radius: 6 }, name, rest];
}

/** Is it a node, or only what is left over? */
function isConnected(panel: Panel): boolean {
  return panel.type !== "";
}

function barHeight(panel: Panel): number {
  if (!isConnected(panel)) return HEADING;
  return panel.above.length > 0 ? BAR.withPortsAbove : BAR.plain;
}

function indentOf(panel: Panel, below: readonly Row[]): number {
  return isConnected(panel) && below.length > 1 ? TRUNK.indent : 0;
}

function rowHeight(row: Row): number {
  return row.reduce((most, box) => Math.max(most, boxHeight(box)), 0);
}

function kindsOf(boxes: Row): Box[][] {
  const kinds = new Map<string, Box[]>();
  for (const box of boxes) {
    const known = kinds.get(box.mark);
    if (known === undefined) kinds.set(box.mark, [box]);
    else known.push(box);
  }
  return [...kinds.values()];
}

function chunk(boxes: Row, size: number): Row[] {
  const rows: Row[] = [];
  for (let at = 0; at < boxes.length; at += size) rows.push(boxes.slice(at, at + size));
  return rows;
}

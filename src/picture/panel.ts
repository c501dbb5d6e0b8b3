/** A panel: a bridge's own box with its ports, network cards above it, guests in rows below it. */
import { CARD_WIDTH, cardHeight, DROP, drawCard, SMALL } from "./card.ts";
import type { Card, Panel } from "./content.ts";
import type { Box, Item, Segment } from "./scene.ts";
import { textLine, textWidth } from "./text.ts";
import type { Theme } from "./theme.ts";

const PAD = 14;
const GAP = 14;
const NAME = 17;
/** The box's height: below ports it needs more. */
const BAR = { plain: 44, withPortsAbove: 54 };
/** What is connected to nothing has a heading instead. */
const HEADING = 32;
/** The line from the box to the rows below, and its distance from the cards. */
const TRUNK = { width: 5, indent: 18 };
const RAIL = 4;
/** So many guests need no rows of their own kind. */
const FEW = 12;

type Row = readonly Card[];

/** A panel cut into rows, and its size. */
export interface Shape {
  readonly panel: Panel;
  readonly above: readonly Row[];
  readonly below: readonly Row[];
  readonly cardWidth: number;
  readonly width: number;
  readonly height: number;
}

/** About as wide, against its height, as `aspect`. */
export function shapeOf(panel: Panel, aspect: number): Shape {
  const { above, below } = panel;
  const high = below.reduce((sum, card) => sum + cardHeight(card) + DROP + GAP, 0);
  const wished = Math.sqrt((high * aspect) / (CARD_WIDTH + GAP));
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
      : kindsOf(panel.below).flatMap((cards) => chunk(cards, columns));
  const longest = Math.max(1, ...[...above, ...below].map((row) => row.length));
  const heading = textWidth(panel.name, NAME) + textWidth(panel.subtitle, SMALL) + 3 * PAD;
  const indent = indentOf(panel, below);
  const inner = Math.max(longest * (CARD_WIDTH + GAP) - GAP + indent, heading);
  return {
    panel,
    above,
    below,
    cardWidth: (inner - indent + GAP) / longest - GAP,
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
  const { panel, above, below, cardWidth, width, height } = shape;
  const connected = isConnected(panel);
  const left = x + PAD + indentOf(panel, below);
  const lines: Segment[] = [];
  const cards: Item[] = [];
  const drawRow = (row: Row, top: number, edge: number) => {
    for (const [index, card] of row.entries()) {
      const at = left + index * (cardWidth + GAP);
      const box = { x: at, y: top, width: cardWidth, height: rowHeight(row) };
      cards.push(drawCard(card, box, edge, theme));
    }
  };
  const rail = (row: Row, at: number) => {
    const length = left - x - PAD + (row.length - 1) * (cardWidth + GAP) + CARD_WIDTH / 5;
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
      ...cards,
    ],
  };
}

function line(theme: Theme): Pick<Segment, "kind" | "colour" | "width"> {
  return { kind: "segment", colour: theme.bar, width: TRUNK.width };
}

/** The bridge's name, on its box when it has one. */
function drawBar(panel: Panel, box: Box, theme: Theme): Item[] {
  const connected = isConnected(panel);
  const pad = connected ? PAD : 0;
  // In the middle of what ports above and below leave free.
  const top = connected ? box.y + (panel.above.length > 0 ? 16 : 10) : box.y;
  const name = textLine(box.x + pad, top, panel.name, {
    size: NAME,
    bold: true,
    colour: connected ? theme.onBar : theme.text,
    room: box.width - 2 * pad,
  });
  const at = name.x + name.width + PAD;
  const rest = textLine(at, top + 6, panel.subtitle, {
    size: SMALL,
    colour: connected ? theme.onBar : theme.faint,
    room: box.x + box.width - pad - at,
  });
  if (!connected) return [name, rest];
  const plain = { stroke: theme.bar, strokeWidth: 0, dashes: undefined };
  return [{ kind: "rectangle", ...box, fill: theme.bar, ...plain, radius: 6 }, name, rest];
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
  return row.reduce((most, card) => Math.max(most, cardHeight(card)), 0);
}

function kindsOf(cards: Row): Card[][] {
  const kinds = new Map<string, Card[]>();
  for (const card of cards) {
    const known = kinds.get(card.mark);
    if (known === undefined) kinds.set(card.mark, [card]);
    else known.push(card);
  }
  return [...kinds.values()];
}

function chunk(cards: Row, size: number): Row[] {
  const rows: Row[] = [];
  for (let at = 0; at < cards.length; at += size) rows.push(cards.slice(at, at + size));
  return rows;
}

/** The netgraph view's geometry: every node with its hooks, as the kernel has them, and the links between them. */
import type { GraphHook, GraphNode, Topology } from "../buddy/topology.ts";
import { type Item, type Scene, textLine, textWidth } from "./scene.ts";
import type { Theme } from "./theme.ts";

const MARGIN = 28;
const GAP = { x: 70, y: 26 };
const PAD = 10;
const SIZE = 10.5;
const TITLE = 13;
const ROW = 15;
const HEAD = 42;
const TOP = 60;
const ASPECT = 1.6;
/** Hooks one below the other; more stand in further columns. */
const MOST_ROWS = 24;

interface Card {
  readonly node: GraphNode;
  readonly width: number;
  readonly height: number;
  readonly columnWidth: number;
  x: number;
  y: number;
}

export function layoutNodes(topology: Topology, theme: Theme): Scene {
  const cards = topology.graph.map(cardOf);
  const area = cards.reduce((sum, card) => sum + (card.width + GAP.x) * (card.height + GAP.y), 0);
  const pageWidth = Math.max(
    720,
    Math.sqrt(area * ASPECT),
    ...cards.map((card) => card.width + 2 * MARGIN),
  );
  place(cards, pageWidth);
  const width = Math.max(720, ...cards.map((card) => card.x + card.width + MARGIN));
  const height = Math.max(TOP + MARGIN, ...cards.map((card) => card.y + card.height + MARGIN));

  const time = topology.time.replace("T", " ").replace(/\.\d+Z$|Z$/, " UTC");
  const right = textLine(width - MARGIN, MARGIN, time, {
    size: SIZE,
    colour: theme.faint,
    align: "right",
  });
  const items: Item[] = [
    textLine(MARGIN, MARGIN - 6, `${topology.hostname}: ${cards.length} nodes`, {
      size: 16,
      bold: true,
      colour: theme.text,
      room: right.x - MARGIN - PAD,
    }),
    right,
    ...links(cards, theme),
    ...cards.map((card) => draw(card, theme)),
  ];
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    title: `netgraph nodes of ${topology.hostname}`,
    description: `${cards.length} nodes.`,
    background: theme.background,
    items,
  };
}

function cardOf(node: GraphNode): Card {
  const columns = Math.max(1, Math.ceil(node.hooks.length / MOST_ROWS));
  const rows = Math.ceil(node.hooks.length / columns);
  const columnWidth =
    Math.max(0, ...node.hooks.map((hook) => textWidth(rowOf(hook), SIZE))) + 2 * PAD;
  const heading =
    Math.max(textWidth(titleOf(node), TITLE), textWidth(subtitleOf(node), SIZE)) + 2 * PAD;
  return {
    node,
    columnWidth,
    width: Math.max(columns * columnWidth, heading, 110),
    height: HEAD + rows * ROW + (rows > 0 ? PAD / 2 : 0),
    x: 0,
    y: 0,
  };
}

/** A hook and where it leads, so that no line has to be followed. */
function rowOf({ name, peerName, peerId, peerHook }: GraphHook): string {
  return `${name} → ${peerName || `[${peerId.toString(16)}]`}:${peerHook}`;
}

function titleOf({ name }: GraphNode): string {
  return name || "<unnamed>";
}
function subtitleOf({ id, type }: GraphNode): string {
  return `${type} [${id.toString(16)}]:`;
}

/** In rows from left to right; a node with many hooks first, its neighbours after it. */
function place(cards: readonly Card[], pageWidth: number): void {
  const byId = new Map(cards.map((card) => [card.node.id, card]));
  const order: Card[] = [];
  const seen = new Set<number>();
  const visit = (card: Card) => {
    if (seen.has(card.node.id)) return;
    seen.add(card.node.id);
    order.push(card);
  };
  for (const card of [...cards].sort((a, b) => b.node.hooks.length - a.node.hooks.length)) {
    visit(card);
    for (const hook of card.node.hooks) {
      const peer = byId.get(hook.peerId);
      if (peer !== undefined) visit(peer);
    }
  }
  let x = MARGIN;
  let y = TOP;
  let shelf = 0;
  for (const card of order) {
    if (x > MARGIN && x + card.width > pageWidth - MARGIN) {
      x = MARGIN;
      y += shelf + GAP.y;
      shelf = 0;
    }
    card.x = x;
    card.y = y;
    x += card.width + GAP.x;
    shelf = Math.max(shelf, card.height);
  }
}

function hookPlace(card: Card, index: number): { x: number; y: number } {
  const rows = Math.ceil(
    card.node.hooks.length / Math.max(1, Math.ceil(card.node.hooks.length / MOST_ROWS)),
  );
  return {
    x: card.x + Math.floor(index / rows) * card.columnWidth,
    y: card.y + HEAD + (index % rows) * ROW,
  };
}

function links(cards: readonly Card[], theme: Theme): Item[] {
  const byId = new Map(cards.map((card) => [card.node.id, card]));
  const items: Item[] = [];
  for (const card of cards) {
    for (const [index, hook] of card.node.hooks.entries()) {
      const peer = byId.get(hook.peerId);
      const there = peer?.node.hooks.findIndex((other) => other.name === hook.peerHook) ?? -1;
      // Each link is drawn once, from the older node.
      if (peer === undefined || there < 0 || peer.node.id < card.node.id) continue;
      const a = hookPlace(card, index);
      const b = hookPlace(peer, there);
      const from: [number, number] = [a.x + 4, a.y + ROW / 2];
      const to: [number, number] = [b.x + 4, b.y + ROW / 2];
      const bend = 30;
      items.push({
        kind: "path",
        points: [from, [from[0] - bend, from[1]], [to[0] - bend, to[1]], to],
        curved: true,
        colour: theme.line,
        width: 1.25,
      });
    }
  }
  return items;
}

function draw(card: Card, theme: Theme): Item {
  const { node, x, y, width, height } = card;
  const items: Item[] = [
    {
      kind: "rectangle",
      ...{ x, y, width, height },
      fill: theme.card,
      stroke: node.hooks.length === 0 ? theme.marks.other.colour : theme.line,
      strokeWidth: 1.5,
      dashes: node.hooks.length === 0 ? theme.marks.other.dashes : "",
      radius: 6,
    },
    textLine(x + PAD, y + 7, titleOf(node), { size: TITLE, bold: true, colour: theme.text }),
    textLine(x + PAD, y + 24, subtitleOf(node), { size: SIZE, colour: theme.faint }),
  ];
  for (const [index, hook] of node.hooks.entries()) {
    const place = hookPlace(card, index);
    items.push(
      textLine(place.x + PAD, place.y + 1, rowOf(hook), { size: SIZE, colour: theme.text }),
    );
  }
  const hooks = node.hooks.map(
    (hook) => `${hook.name} to ${hook.peerName || hook.peerType} ${hook.peerHook}`,
  );
  return {
    kind: "group",
    id: `node-${node.id.toString(16)}`,
    title: [`${node.type} ${titleOf(node)}`, ...hooks.slice(0, 20)].join(", "),
    items,
  };
}

/** The topology's geometry: bridges as boxes with ports, guests hanging off them, uplinks on top. */
import type { Topology } from "../buddy/topology.ts";
import { type Card, type Panel, type PictureFilter, panelsOf } from "./guests.ts";
import { type Box, type Item, type Scene, textLine, textWidth } from "./scene.ts";
import type { GuestKind, Theme } from "./theme.ts";

const MARGIN = 28;
const GAP = 14;
const PAD = 14;
const CARD = { width: 214, height: 98 };
const PORT = { width: 66, height: 18 };
const HEADER = 46;
/** Room between a bus bar and the cards below it, where the ports are. */
const DROP = 16;
const SMALL = 10.5;
const NORMAL = 12;
const LARGE = 17;
/** Width to height of the whole picture. */
const ASPECT = 1.6;
const TITLE_HEIGHT = 52;
const LEGEND_HEIGHT = 40;
const LEAST_WIDTH = 760;

export function layoutTopology(
  topology: Topology,
  theme: Theme,
  filter: PictureFilter = {},
): Scene {
  const { panels, orphans } = panelsOf(topology, filter);
  // The largest first, so that smaller ones fill the shelves; those of one size in the order of their names.
  const bySize = panels.toSorted((a, b) => panelArea(b) - panelArea(a));
  const all = orphans.length === 0 ? bySize : [...bySize, orphanPanel(orphans)];
  const boxes = bestShelves(all);
  const width = Math.max(LEAST_WIDTH, ...boxes.map(({ box }) => box.x + box.width + MARGIN));
  const bottom = Math.max(MARGIN + TITLE_HEIGHT, ...boxes.map(({ box }) => box.y + box.height));
  const height = bottom + GAP + LEGEND_HEIGHT;

  const items: Item[] = [...heading(topology, theme, width)];
  for (const { panel, box, columns } of boxes) items.push(drawPanel(panel, box, columns, theme));
  if (all.length === 0) {
    items.push(
      textLine(MARGIN, bottom, "There are no bridges.", { size: NORMAL, colour: theme.faint }),
    );
  }
  items.push(...legend(theme, bottom + GAP, kindsIn(all), width));
  const counted = panels.map(
    (panel) => `${panel.name} with ${panel.guests.length + panel.uplinks.length} links`,
  );
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    title: `netgraph of ${topology.hostname}`,
    description: panels.length === 0 ? "No bridges." : `Bridges: ${counted.join(", ")}.`,
    background: theme.background,
    items,
  };
}

function orphanPanel(orphans: readonly Card[]): Panel {
  return { name: "on no bridge", subtitle: String(orphans.length), uplinks: [], guests: orphans };
}

function kindsIn(panels: readonly Panel[]): ReadonlySet<GuestKind> {
  return new Set(
    panels.flatMap((panel) => [...panel.uplinks, ...panel.guests].map((card) => card.kind)),
  );
}

function panelArea(panel: Panel): number {
  const { width, height } = sizeOf(panel, columnsFor(panel, ASPECT));
  return (width + GAP) * (height + GAP);
}

/** A handful stands in one row. */
const ONE_ROW = 5;

/** So many columns that the panel is about as wide, against its height, as `aspect`. */
function columnsFor(panel: Panel, aspect: number): number {
  const number = panel.guests.length;
  const square = Math.sqrt((number * aspect * (CARD.height + DROP + GAP)) / (CARD.width + GAP));
  const columns = number <= ONE_ROW ? number : Math.max(ONE_ROW, Math.round(square));
  return Math.max(1, columns, Math.min(panel.uplinks.length, ONE_ROW));
}

function sizeOf(panel: Panel, columns: number): { width: number; height: number } {
  const rows = (cards: readonly Card[]) => Math.ceil(cards.length / columns);
  const title = textWidth(panel.name, LARGE) + textWidth(panel.subtitle, SMALL) + 3 * PAD;
  const upper = rows(panel.uplinks) * (CARD.height + DROP + GAP);
  const lower = rows(panel.guests) * (CARD.height + DROP + GAP);
  return {
    width: Math.max(columns * (CARD.width + GAP) - GAP + 3 * PAD, title, 300),
    height: HEADER + upper + lower + PAD,
  };
}

interface Placed {
  readonly panel: Panel;
  readonly box: Box;
  readonly columns: number;
}

/** Tries pages from one panel wide to all of them, and takes the one whose shape is nearest to a screen's. */
function bestShelves(panels: readonly Panel[]): Placed[] {
  const widths = panels.map((panel) => sizeOf(panel, columnsFor(panel, ASPECT)).width);
  let best: Placed[] = [];
  let bestMiss = Number.POSITIVE_INFINITY;
  let pageWidth = 0;
  for (const width of widths) {
    pageWidth += width + GAP * 2;
    if (pageWidth < Math.max(...widths)) continue;
    const placed = shelve(panels, pageWidth);
    const right = Math.max(...placed.map(({ box }) => box.x + box.width));
    const bottom = Math.max(...placed.map(({ box }) => box.y + box.height));
    const miss = Math.abs(Math.log(right / bottom / ASPECT));
    if (miss < bestMiss) [best, bestMiss] = [placed, miss];
  }
  return best;
}

/** Puts panels on shelves from left to right, the large ones first when there are many. */
function shelve(panels: readonly Panel[], pageWidth: number): Placed[] {
  const placed: Placed[] = [];
  let x = MARGIN;
  let y = MARGIN + TITLE_HEIGHT;
  let shelf = 0;
  for (const panel of panels) {
    const columns = columnsFor(panel, ASPECT);
    const { width, height } = sizeOf(panel, columns);
    if (x > MARGIN && x + width > pageWidth + MARGIN) {
      x = MARGIN;
      y += shelf + GAP * 2;
      shelf = 0;
    }
    placed.push({ panel, box: { x, y, width, height }, columns });
    x += width + GAP * 2;
    shelf = Math.max(shelf, height);
  }
  return placed;
}

function heading(topology: Topology, theme: Theme, width: number): Item[] {
  const time = topology.time.replace("T", " ").replace(/\.\d+Z$|Z$/, " UTC");
  const right = textLine(width - MARGIN, MARGIN + 4, time, {
    size: SMALL,
    colour: theme.faint,
    align: "right",
  });
  return [
    textLine(MARGIN, MARGIN, topology.hostname, {
      size: 20,
      bold: true,
      colour: theme.text,
      room: right.x - MARGIN - GAP,
    }),
    right,
  ];
}

function drawPanel(panel: Panel, box: Box, columns: number, theme: Theme): Item {
  const items: Item[] = [
    {
      kind: "rectangle",
      ...box,
      fill: theme.panel,
      stroke: theme.line,
      strokeWidth: 1.5,
      dashes: "",
      radius: 10,
    },
  ];
  const title = textLine(box.x + PAD, box.y + PAD, panel.name, {
    size: LARGE,
    bold: true,
    colour: theme.text,
  });
  items.push(
    title,
    textLine(title.x + title.width + PAD, box.y + PAD + 6, panel.subtitle, {
      size: SMALL,
      colour: theme.faint,
      room: box.x + box.width - PAD - (title.x + title.width + PAD),
    }),
  );

  const trunk = box.x + PAD;
  let y = box.y + HEADER;
  let last = y;
  const rows = [...chunk(panel.uplinks, columns), ...chunk(panel.guests, columns)];
  for (const row of rows) {
    const left = box.x + 2 * PAD;
    const end = left + (row.length - 1) * (CARD.width + GAP) + PORT.width / 2 + PAD;
    items.push(
      line(
        [
          [trunk, y],
          [end, y],
        ],
        theme.line,
        3,
      ),
    );
    last = y;
    for (const [index, card] of row.entries()) {
      const x = left + index * (CARD.width + GAP);
      items.push(drawCard(card, { x, y: y + DROP, ...CARD }, y, theme));
    }
    y += CARD.height + DROP + GAP;
  }
  if (rows.length > 1)
    items.splice(
      1,
      0,
      line(
        [
          [trunk, box.y + HEADER],
          [trunk, last],
        ],
        theme.line,
        3,
      ),
    );
  return {
    kind: "group",
    id: `bridge-${panel.name}`,
    title: `bridge ${panel.name}: ${panel.subtitle}`,
    items,
  };
}

function drawCard(card: Card, box: Box, bus: number, theme: Theme): Item {
  const mark = theme.marks[card.kind];
  const items: Item[] = [];
  const portX = box.x + PAD;
  const inner = box.width - 2 * PAD;
  if (card.port !== "")
    items.push(
      line(
        [
          [portX + PORT.width / 2, bus],
          [portX + PORT.width / 2, box.y],
        ],
        mark.colour,
        2,
      ),
    );
  items.push({
    kind: "rectangle",
    ...box,
    fill: theme.card,
    stroke: mark.colour,
    strokeWidth: mark.width,
    dashes: mark.dashes,
    radius: 6,
  });
  if (card.port !== "") {
    items.push(
      {
        kind: "rectangle",
        x: portX,
        y: box.y - PORT.height / 2,
        ...PORT,
        fill: theme.panel,
        stroke: mark.colour,
        strokeWidth: 1.25,
        dashes: "",
        radius: 4,
      },
      textLine(portX + 5, box.y - PORT.height / 2 + 2.5, card.port, {
        size: SMALL,
        colour: theme.text,
        room: PORT.width - 8,
      }),
    );
  }
  const top = box.y + 13;
  const letter = textLine(box.x + box.width - PAD / 2, box.y + 4, mark.letter, {
    size: SMALL,
    bold: true,
    colour: mark.colour,
    align: "right",
  });
  items.push(letter);
  if (card.alarm !== "") {
    items.push(
      textLine(letter.x - 6, box.y + 4, card.alarm, {
        size: SMALL,
        bold: true,
        colour: theme.alarm,
        align: "right",
        room: letter.x - 6 - (portX + PORT.width + 4),
      }),
    );
  }
  items.push(
    textLine(box.x + PAD, top, card.name, {
      size: nameSize(card.name, inner),
      bold: true,
      colour: theme.text,
      room: inner,
    }),
  );
  for (const [index, text] of card.lines.slice(0, 4).entries()) {
    items.push(
      textLine(box.x + PAD, top + 18 + index * 15, text, {
        size: SMALL,
        colour: theme.faint,
        room: inner,
      }),
    );
  }
  const spoken = [
    `${mark.label} ${card.name}`,
    card.port && `on ${card.port}`,
    ...card.lines,
    card.alarm,
  ];
  return {
    kind: "group",
    id: card.id,
    title: spoken.filter((word) => word !== "").join(", "),
    items,
  };
}

/** A long name is set smaller, so that all of it can be read. */
function nameSize(name: string, room: number): number {
  const fitting = room / Math.max(textWidth(name, 1), 1);
  return Math.max(6, Math.min(NORMAL + 1, fitting));
}

function legend(theme: Theme, y: number, kinds: ReadonlySet<GuestKind>, width: number): Item[] {
  const items: Item[] = [];
  let x = MARGIN;
  for (const [kind, mark] of Object.entries(theme.marks) as [
    GuestKind,
    Theme["marks"][GuestKind],
  ][]) {
    if (!kinds.has(kind)) continue;
    const label = textLine(x + 24, y, `${mark.letter} ${mark.label}`, {
      size: SMALL,
      colour: theme.faint,
    });
    if (label.x + label.width > width - MARGIN) break;
    items.push(
      {
        kind: "rectangle",
        x,
        y,
        width: 18,
        height: 12,
        fill: theme.card,
        stroke: mark.colour,
        strokeWidth: mark.width,
        dashes: mark.dashes,
        radius: 3,
      },
      label,
    );
    x = label.x + label.width + 22;
  }
  return items;
}

function line(points: readonly (readonly [number, number])[], colour: string, width: number): Item {
  return { kind: "path", points, curved: false, colour, width };
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  const rows: T[][] = [];
  for (let at = 0; at < items.length; at += size) rows.push(items.slice(at, at + size));
  return rows;
}

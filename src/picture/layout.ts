/** Topology → scene: heading, panels, legend, for either view. */
import { counted } from "../buddy/counted.ts";
import type { Topology } from "../buddy/topology.ts";
import { arrange } from "./arrange.ts";
import { frame, SMALL } from "./box.ts";
import type { Contents, Panel } from "./content.ts";
import { type PictureFilter, partOf } from "./filter.ts";
import { guestContents } from "./guests.ts";
import { nodeContents } from "./nodes.ts";
import { drawPanel } from "./panel.ts";
import type { Item, Scene } from "./scene.ts";
import { printable, textLine } from "./text.ts";
import type { MarkName, Theme } from "./theme.ts";

const MARGIN = 28;
const HEADING = 46;
const LEGEND = { gap: 22, line: 20, sample: 20 };
/** A narrower picture has no room for its heading. */
const MIN_WIDTH = 560;
const MIN_LEGEND = 260;

/** What a picture shows, and the space it is for. */
export interface LayoutOptions extends PictureFilter {
  /** Width to height of where it is shown; a usual screen's when not given. */
  readonly aspect?: number | undefined;
  /** Host, counts and time; left out where they stand beside the picture. */
  readonly heading?: boolean;
}

/** Bridges with what is on them. */
export function layoutTopology(
  topology: Topology,
  theme: Theme,
  options: LayoutOptions = {},
): Scene {
  const part = partOf(topology, options);
  const links = part.bridges.reduce((sum, bridge) => sum + bridge.links.length, 0);
  return compose(part, guestContents(part), theme, options, {
    title: `netgraph of ${printable(topology.hostname)}`,
    counted: `${counted(part.bridges.length, "bridge")}, ${counted(links, "link")}`,
    empty: "There are no bridges.",
    note: "RX and TX as the bridge counts them: what came from the guest, what went to it",
  });
}

/** Every node with every hook. */
export function layoutNodes(topology: Topology, theme: Theme, options: LayoutOptions = {}): Scene {
  const part = partOf(topology, options);
  const ends = part.graph.reduce((sum, node) => sum + node.hooks.length, 0);
  return compose(part, nodeContents(part.graph), theme, options, {
    title: `netgraph nodes of ${printable(topology.hostname)}`,
    counted: `${counted(part.graph.length, "node")}, ${counted(Math.ceil(ends / 2), "link")}`,
    empty: "There are no nodes.",
    note: "a line of a box is a link: the bridge's hook, and its own",
  });
}

interface Words {
  readonly title: string;
  readonly counted: string;
  readonly empty: string;
  readonly note: string;
}

function compose(
  topology: Topology,
  contents: Contents,
  theme: Theme,
  { aspect, heading = true }: LayoutOptions,
  words: Words,
): Scene {
  const { panels, apart } = contents;
  const loose = apart.map(
    ({ id, name, boxes }): Panel => ({
      ...{ id, name, type: "", subtitle: String(boxes.length), above: [], below: boxes },
    }),
  );
  const all = [...panels, ...loose];
  const page = arrange(all, aspect);
  const inner = Math.ceil(Math.max(heading ? MIN_WIDTH : MIN_LEGEND, page.width));
  const width = inner + 2 * MARGIN;
  const top = heading ? MARGIN + HEADING : MARGIN;
  const bottom = Math.ceil(top + Math.max(page.height, all.length === 0 ? 20 : 0));
  const legend = drawLegend(theme, bottom + LEGEND.gap, marksIn(all), words.note, inner);
  const names = panels.map((panel) => `${panel.name} (${panel.subtitle})`);
  return {
    width,
    height: legend.bottom + MARGIN,
    title: words.title,
    description:
      names.length === 0 ? words.empty : `${words.counted}. ${names.slice(0, 50).join(", ")}.`,
    background: theme.background,
    items: [
      ...(heading ? drawHeading(topology, words.counted, theme, inner) : []),
      ...page.placed.map(({ shape, x, y }) => drawPanel(shape, MARGIN + x, top + y, theme)),
      ...(all.length === 0
        ? [textLine(MARGIN, top, words.empty, { size: 13, colour: theme.faint })]
        : []),
      ...legend.items,
    ],
  };
}

function marksIn(panels: readonly Panel[]): ReadonlySet<MarkName> {
  return new Set(
    panels.flatMap(({ above, below }) => [...above, ...below].map(({ mark }) => mark)),
  );
}

/** The host, and in the other corner the time. */
function drawHeading(topology: Topology, counted: string, theme: Theme, inner: number): Item[] {
  const time = topology.time.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC");
  const right = textLine(MARGIN + inner, MARGIN + 7, time, {
    size: SMALL,
    colour: theme.faint,
    align: "right",
  });
  const host = textLine(MARGIN, MARGIN - 4, printable(topology.hostname), {
    size: 20,
    bold: true,
    colour: theme.text,
    room: right.x - MARGIN - 16,
  });
  const at = host.x + host.width + 16;
  const room = right.x - at - 16;
  const rest = textLine(at, MARGIN + 5, counted, { size: 12, colour: theme.faint, room });
  // A name that leaves no room for it says enough.
  return room > 60 ? [host, rest, right] : [host, right];
}

/** In as many lines as it needs. */
function drawLegend(
  theme: Theme,
  top: number,
  marks: ReadonlySet<MarkName>,
  note: string,
  inner: number,
): { items: Item[]; bottom: number } {
  const items: Item[] = [];
  let [x, y] = [MARGIN, top];
  const entry = (text: string, indent: number) => {
    const line = textLine(0, 0, text, { size: SMALL, colour: theme.faint, room: inner - indent });
    if (x > MARGIN && x + indent + line.width > MARGIN + inner) [x, y] = [MARGIN, y + LEGEND.line];
    const start = x;
    items.push({ ...line, x: x + indent, y: y + line.y });
    x += indent + line.width + LEGEND.gap;
    return start;
  };
  for (const [name, mark] of Object.entries(theme.marks) as [MarkName, Theme["marks"]["jail"]][]) {
    if (!marks.has(name)) continue;
    const at = entry(`${mark.letter} ${mark.label}`, LEGEND.sample + 7);
    const area = { x: at, y: y + 0.5, width: LEGEND.sample, height: 12 };
    items.push(frame(area, theme.box, mark, 3));
  }
  if (marks.size > 0) entry(note, 0);
  return { items, bottom: y + LEGEND.line };
}

/** One box: its size, its texts, and how it hangs off its panel by ports and lines. */
import type { Box } from "./content.ts";
import type { Area, Item } from "./scene.ts";
import { textLine, textWidth } from "./text.ts";
import type { Mark, Theme } from "./theme.ts";

/** At least; on a panel that is wider its boxes are wider too. */
export const BOX_WIDTH = 214;
/** Between the bridge's edge and the edge of a box on it: half a port, and a line. */
export const DROP = 21;
export const SMALL = 10.5;
const PAD = 12;
const NAME = 13;
/** From a box's top to its name, to its first line, and from line to line. */
const TOP = 7;
const HEAD = 27;
const LINE = 15;
const BOTTOM = 6;
const PORT = { height: 18, pad: 7, gap: 6, least: 46 };

export function boxHeight(box: Box): number {
  return HEAD + box.lines.length * LINE + BOTTOM;
}

/** `edge`: how high the bridge's edge is that the ports stand on, above or below the box. */
export function drawBox(box: Box, area: Area, edge: number, theme: Theme): Item {
  const mark = theme.marks[box.mark];
  const ports = portsOf(box, area.x + PAD, area.width - 2 * PAD);
  const [from, to] = edge < area.y ? [edge, area.y] : [area.y + area.height, edge];
  const spoken = [
    `${mark.label} ${box.name}`,
    box.ports.length === 0 ? "" : `on ${box.ports.slice(0, MAX_SPOKEN).join(" ")}`,
    ...box.lines.slice(0, MAX_SPOKEN).map(({ text }) => text),
    box.alarm,
  ];
  return {
    kind: "group",
    id: box.id,
    title: spoken.filter((word) => word !== "").join(", "),
    items: [
      ...ports.map(
        ({ x, width }): Item => ({
          kind: "segment",
          x: x + width / 2,
          y: from,
          length: to - from,
          direction: "down",
          colour: mark.colour,
          width: 2,
        }),
      ),
      frame(area, theme.box, mark, 6),
      ...ports.flatMap((port) => drawPort(port, edge, mark, theme)),
      ...drawTexts(box, area, mark, theme),
    ],
  };
}

/** A title of a thousand hooks helps nobody. */
const MAX_SPOKEN = 20;

/** A rectangle as a mark wants it, on a box and in the legend. */
export function frame(area: Area, fill: string, mark: Mark, radius: number): Item {
  const { colour, width, dashes } = mark;
  return { kind: "rectangle", ...area, fill, stroke: colour, strokeWidth: width, dashes, radius };
}

interface Port {
  readonly text: string;
  readonly x: number;
  readonly width: number;
}

/** Side by side when there is room for all of them, otherwise one that says how many there are. */
function portsOf({ ports }: Box, left: number, room: number): Port[] {
  const placed: Port[] = [];
  let x = left;
  for (const text of ports) {
    const width = Math.max(PORT.least, textWidth(text, SMALL) + 2 * PORT.pad);
    if (placed.length > 0 && x + width > left + room)
      return [{ text: `${ports.length} hooks`, x: left, width: room / 2 }];
    placed.push({ text, x, width: Math.min(width, room) });
    x += width + PORT.gap;
  }
  return placed;
}

function drawPort({ text, x, width }: Port, edge: number, mark: Mark, theme: Theme): Item[] {
  const y = edge - PORT.height / 2;
  return [
    {
      kind: "rectangle",
      ...{ x, y, width, height: PORT.height },
      fill: theme.box,
      stroke: mark.colour,
      strokeWidth: 1.25,
      dashes: undefined,
      radius: 4,
    },
    textLine(x + PORT.pad, y + 2.5, text, {
      size: SMALL,
      colour: theme.text,
      room: width - 2 * PORT.pad,
    }),
  ];
}

function drawTexts(box: Box, area: Area, mark: Mark, theme: Theme): Item[] {
  const right = area.x + area.width - PAD;
  const letter = textLine(right, area.y + TOP + 2, mark.letter, {
    size: SMALL,
    bold: true,
    colour: theme.faint,
    align: "right",
  });
  const alarm =
    box.alarm === ""
      ? []
      : [
          textLine(letter.x - 8, letter.y, box.alarm, {
            size: SMALL,
            bold: true,
            colour: theme.alarm,
            align: "right",
            room: area.width / 3,
          }),
        ];
  const name = textLine(area.x + PAD, area.y + TOP, box.name, {
    size: NAME,
    bold: true,
    colour: theme.text,
    room: (alarm[0] ?? letter).x - 8 - area.x - PAD,
  });
  const lines = box.lines.map(({ text, bad = false }, index) =>
    textLine(area.x + PAD, area.y + HEAD + index * LINE, text, {
      size: SMALL,
      bold: bad,
      colour: bad ? theme.alarm : theme.faint,
      room: area.width - 2 * PAD,
    }),
  );
  return [name, ...alarm, letter, ...lines];
}

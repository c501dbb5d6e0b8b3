/** `ngbuddy top`'s screen as text: one line a link, fitted to the terminal. */
import { cut, padded } from "../buddy/columns.ts";
import { counted } from "../buddy/counted.ts";
import { printable } from "./text.ts";
import {
  aligned,
  type Column,
  columnsFor,
  type KeyedLink,
  linksShown,
  rateText,
  type TopLinks,
  totalOf,
} from "./toplinks.ts";

/** What the screen shows, and how. */
export interface TopState extends TopLinks {
  readonly hostname: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Bits a second both ways of the last readings, oldest first, by link. */
  readonly history: ReadonlyMap<string, readonly number[]>;
  /** Is the filter being typed? */
  readonly typing: boolean;
  readonly paused: boolean;
  /** What is undone unless it is confirmed, in a line; empty when nothing is. */
  readonly waits: string;
  /** The key of the link that is selected. */
  readonly selected: string | undefined;
  /** The first line shown. */
  readonly offset: number;
}

/** A terminal's size, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const RED = "\x1b[1;31m";
const BOLD = "\x1b[1m";
const DIM = "\x1b[2m";
const REVERSE = "\x1b[7m";
const PLAIN = "\x1b[0m";
/** Title, heads, totals, keys. */
const AROUND = 4;

/** How many links there is room for. */
export function linesFor({ rows }: Size): number {
  return Math.max(0, rows - AROUND);
}

/** The lines of the screen, as many as there are rows, none wider than it. */
export function topScreen(state: TopState, size: Size): string[] {
  const all = linksShown(state);
  const room = linesFor(size);
  const offset = Math.min(state.offset, Math.max(0, all.length - room));
  const columns = columnsFor(state, size.columns);
  const lines = [title(state, all, size.columns), bar(heads(columns), size.columns)];
  for (const link of all.slice(offset, offset + room))
    lines.push(lineOf(link, columns, state, size.columns));
  while (lines.length < size.rows - 2) lines.push("");
  const total = cells(["", totalOf("TOTAL", all)], columns, [])
    .join(" ")
    .trimEnd();
  lines.push(BOLD + cut(total, size.columns) + PLAIN, bar(keys(state), size.columns));
  return lines.slice(0, size.rows);
}

/** The same for a file: all links, one reading below the other, and nothing that only a terminal understands. */
export function topText(state: Omit<TopState, "offset" | "selected">, width: number): string {
  const all = linksShown(state);
  const columns = columnsFor(state, width);
  const lines = [
    `${titleOf(state, all)}  ${clock(state)}`,
    heads(columns),
    ...all.map((link) => cells(link, columns, state.history.get(link[0]) ?? []).join(" ")),
    cells(["", totalOf("TOTAL", all)], columns, []).join(" "),
  ];
  return `${lines.map((line) => `${line.trimEnd()}\n`).join("")}\n`;
}

function heads(columns: readonly Column[]): string {
  return columns.map(({ head, ...column }) => aligned(head, column)).join(" ");
}

function cells(
  [, rate]: KeyedLink,
  columns: readonly Column[],
  past: readonly number[],
): readonly string[] {
  return columns.map((column) => aligned(column.cell(rate, past), column));
}

function lineOf(link: KeyedLink, columns: readonly Column[], state: TopState, width: number) {
  const texts = cells(link, columns, state.history.get(link[0]) ?? []);
  if (link[0] === state.selected) return bar(texts.join(" "), width);
  const coloured = texts.map((text, at) => {
    const { style } = columns[at]!;
    return style === "alarm" && text.trim() !== ""
      ? RED + text + PLAIN
      : style === "number" && /^0B?$/.test(text.trim())
        ? DIM + text + PLAIN
        : text;
  });
  // Spaces at the end would be wrapped by a terminal that is made narrower.
  return coloured.join(" ").trimEnd();
}

type Titled = Omit<TopState, "offset" | "selected">;

function titleOf(state: Titled, all: readonly KeyedLink[]): string {
  const { rxBits, txBits } = totalOf("", all);
  const rate = (value: number) => {
    const [size, prefix = ""] = rateText(value, state.bytes).split(" ");
    return `${size} ${prefix}${state.bytes ? "B/s" : "bit/s"}`;
  };
  const where = state.bridge === undefined ? "all bridges" : `bridge ${printable(state.bridge)}`;
  const links = counted(all.length, "link");
  const paused = state.paused ? "  PAUSED" : "";
  const waits = state.waits === "" ? "" : `  ${printable(state.waits)}`;
  return `${printable(state.hostname)}${waits}  ${where}, ${links}, RX ${rate(rxBits)} TX ${rate(txBits)}${paused}`;
}

function clock({ time }: Titled): string {
  return `${time.slice(11, 19)} UTC`;
}

/** What is known on the left, the time on the right. */
function title(state: TopState, all: readonly KeyedLink[], columns: number): string {
  const right = clock(state);
  const left = titleOf(state, all);
  const room = columns - right.length - 2;
  return (
    BOLD + (room < 20 ? cut(left, columns) : `${padded(cut(left, room), room)}  ${right}`) + PLAIN
  );
}

function keys({ typing, sort, reversed, filter }: TopState): string {
  if (typing) return `filter: ${filter}_  Enter keep  Esc clear`;
  const filtered = filter === "" ? "" : `: ${filter}`;
  return `q quit  s sort: ${sort}${reversed ? ", reversed" : ""}  b bridge  / filter${filtered}  p pause  Enter details  ? help`;
}

/** A line on another ground, exactly as wide as the terminal. */
export function bar(text: string, columns: number): string {
  return REVERSE + padded(cut(text, columns), columns) + PLAIN;
}

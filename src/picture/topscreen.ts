/** `ngbuddy top`'s screen as text: one line a link, fitted to the terminal. */

import { bitRate, bits } from "../buddy/bitrate.ts";
import { columnsOf, cut, padded } from "../buddy/columns.ts";
import { counted } from "../buddy/counted.ts";
import type { LinkRate } from "../buddy/rates.ts";
import { printable } from "./text.ts";

export const sortKeys = ["load", "rx", "tx", "packets", "name"] as const;
/** What links are sorted by. */
export type SortKey = (typeof sortKeys)[number];

/** What the screen shows, and how. */
export interface TopState {
  readonly hostname: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly rates: ReadonlyMap<string, LinkRate>;
  /** Bits a second both ways of the last readings, oldest first, by link. */
  readonly history: ReadonlyMap<string, readonly number[]>;
  readonly sort: SortKey;
  /** Part of a name; everything when empty. */
  readonly filter: string;
  /** Is the filter being typed? */
  readonly typing: boolean;
  /** One bridge alone, or all. */
  readonly bridge: string | undefined;
  readonly paused: boolean;
  /** What is undone unless it is confirmed, in a line; empty when nothing is. */
  readonly waits: string;
  /** The first line shown. */
  readonly offset: number;
}

/** A terminal's size, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const BARS = "▁▂▃▄▅▆▇█";
const RED = "\x1b[1;31m";
const BOLD = "\x1b[1m";
const DIM = "\x1b[2m";
const REVERSE = "\x1b[7m";
const PLAIN = "\x1b[0m";
/** Title, heads, keys. */
const AROUND = 3;

/** How many links there is room for. */
export function linesFor({ rows }: Size): number {
  return Math.max(0, rows - AROUND);
}

/** The lines of the screen, as many as there are rows, none wider than it. */
export function topScreen(state: TopState, size: Size): string[] {
  const all = shown(state);
  const room = linesFor(size);
  const offset = Math.min(state.offset, Math.max(0, all.length - room));
  const columns = columnsFor(state, size.columns);
  const lines = [
    title(state, all, size.columns),
    bar(columns.map(({ head, ...column }) => aligned(head, column)).join(" "), size.columns),
  ];
  for (const [key, rate] of all.slice(offset, offset + room)) {
    const line = columns.map((column) => {
      const text = aligned(column.cell(rate, state.history.get(key) ?? []), column);
      return column.style === "alarm" && text.trim() !== ""
        ? RED + text + PLAIN
        : column.style === "number" && text.trim() === "0"
          ? DIM + text + PLAIN
          : text;
    });
    // Spaces at the end would be wrapped by a terminal that is made narrower.
    lines.push(line.join(" ").trimEnd());
  }
  while (lines.length < size.rows - 1) lines.push("");
  lines.push(bar(keys(state), size.columns));
  return lines.slice(0, size.rows);
}

function title(state: TopState, all: readonly [string, LinkRate][], columns: number): string {
  const sum = (of: (rate: LinkRate) => number) =>
    bitRate(all.reduce((total, [, rate]) => total + of(rate), 0));
  const where = state.bridge === undefined ? "all bridges" : `bridge ${printable(state.bridge)}`;
  const links = counted(all.length, "link");
  const rx = sum(({ rxBits }) => rxBits);
  const tx = sum(({ txBits }) => txBits);
  const paused = state.paused ? "  PAUSED" : "";
  const waits = state.waits === "" ? "" : `  ${printable(state.waits)}`;
  const left = `${printable(state.hostname)}${waits}  ${where}, ${links}, RX ${rx} TX ${tx}${paused}`;
  const right = `${state.time.slice(11, 19)} UTC`;
  const room = columns - right.length - 2;
  return (
    BOLD + (room < 20 ? cut(left, columns) : `${padded(cut(left, room), room)}  ${right}`) + PLAIN
  );
}

function keys({ typing, sort, filter }: TopState): string {
  if (typing) return `filter: ${filter}_  Enter keep  Esc clear`;
  const filtered = filter === "" ? "" : `: ${filter}`;
  return `q quit  s sort: ${sort}  b bridge  / filter${filtered}  p pause  ↑↓ scroll`;
}

interface Column {
  readonly head: string;
  readonly width: number;
  readonly style: "text" | "number" | "alarm";
  cell(rate: LinkRate, past: readonly number[]): string;
}

/** Those that there is room for, the needed ones first; what is left over is the sparklines'. */
function columnsFor({ rates }: TopState, room: number): Column[] {
  const longest = (of: (rate: LinkRate) => string, least: number) =>
    [...rates.values()].reduce((most, rate) => Math.max(most, columnsOf(of(rate))), least);
  const number = (head: string, width: number, cell: Column["cell"]): Column => ({
    head,
    width,
    style: "number",
    cell,
  });
  const name = Math.min(
    longest((rate) => printable(rate.name), 8),
    Math.max(14, Math.floor(room * 0.3)),
    room,
  );
  const bridge = Math.min(
    longest((rate) => printable(rate.bridge), 6),
    15,
  );
  const asShown: Column[] = [
    { head: "NAME", width: name, style: "text", cell: (rate) => printable(rate.name) },
    { head: "BRIDGE", width: bridge, style: "text", cell: (rate) => printable(rate.bridge) },
    number("RX bit/s", 8, ({ rxBits }) => bits(rxBits)),
    number("TX bit/s", 8, ({ txBits }) => bits(txBits)),
    number("RX p/s", 6, ({ rxPackets }) => count(rxPackets)),
    number("TX p/s", 6, ({ txPackets }) => count(txPackets)),
    { head: "ALARM", width: 9, style: "alarm", cell: alarm },
  ];
  const byNeed = [0, 2, 3, 6, 1, 4, 5].map((index) => asShown[index]!);
  const kept = new Set<Column>();
  let left = room + 1;
  for (const column of byNeed) {
    if (left < column.width + 1 && kept.size > 0) break;
    kept.add(column);
    left -= column.width + 1;
  }
  const columns = asShown.filter((column) => kept.has(column));
  const width = left - 1;
  if (width < 4 || kept.size < asShown.length) return columns;
  const sparks: Column = {
    head: "LAST",
    width,
    style: "text",
    cell: (_, past) => spark(past, width),
  };
  return columns.toSpliced(-1, 0, sparks);
}

function alarm({ loops, drops }: LinkRate): string {
  const said = (number: number, what: string) =>
    `${count(number)} ${what}${number === 1 ? "" : "s"}`;
  return loops > 0 ? said(loops, "loop") : drops > 0 ? said(drops, "drop") : "";
}

function aligned(text: string, { width, style }: Pick<Column, "width" | "style">): string {
  const shown = cut(text, width);
  return style === "number" ? shown.padStart(width) : padded(shown, width);
}

/** The links that are wanted, in the wanted order. */
function shown({ rates, sort, filter, bridge }: TopState): [string, LinkRate][] {
  const wanted = filter.toLowerCase();
  const value: { readonly [key in SortKey]: (rate: LinkRate) => number } = {
    load: (rate) => rate.rxBits + rate.txBits,
    rx: (rate) => rate.rxBits,
    tx: (rate) => rate.txBits,
    packets: (rate) => rate.rxPackets + rate.txPackets,
    name: () => 0,
  };
  return [...rates]
    .filter(([, rate]) => bridge === undefined || rate.bridge === bridge)
    .filter(([, rate]) => `${rate.name} ${rate.bridge}`.toLowerCase().includes(wanted))
    .sort(
      ([, a], [, b]) =>
        value[sort](b) - value[sort](a) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    );
}

function count(value: number): string {
  return value >= 99_999.5 ? `${(value / 1e6).toFixed(1)}M` : value.toFixed(0);
}

/** The last of the past, the highest of which fills the line. */
function spark(past: readonly number[], width: number): string {
  const last = past.slice(-width);
  const most = Math.max(...last, 1);
  const bars = last.map((value) =>
    value === 0 ? " " : BARS[Math.min(7, Math.floor((value / most) * 7.99))],
  );
  return bars.join("").padStart(width);
}

/** A line on another ground, exactly as wide as the terminal. */
function bar(text: string, columns: number): string {
  return REVERSE + padded(cut(text, columns), columns) + PLAIN;
}

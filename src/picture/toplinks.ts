/** What `ngbuddy top` shows of links: which ones, in which order, in which columns. */
import { bits } from "../buddy/bitrate.ts";
import { byteSize } from "../buddy/bytesize.ts";
import { columnsOf, cut, padded } from "../buddy/columns.ts";
import type { LinkRate } from "../buddy/rates.ts";
import { printable } from "./text.ts";

export const sortKeys = ["load", "rx", "tx", "packets", "name"] as const;
/** What links are sorted by. */
export type SortKey = (typeof sortKeys)[number];

/** Which links are shown, and what of them. */
export interface TopLinks {
  readonly rates: ReadonlyMap<string, LinkRate>;
  readonly sort: SortKey;
  /** Is the order turned round, so that the idle come first? */
  readonly reversed: boolean;
  /** Part of a name; everything when empty. */
  readonly filter: string;
  /** One bridge alone, or all. */
  readonly bridge: string | undefined;
  /** Are rates in bytes, not bits? */
  readonly bytes: boolean;
  /** What was carried since counting began, instead of rates? */
  readonly totals: boolean;
}

/** A link by its key. */
export type KeyedLink = readonly [key: string, rate: LinkRate];

/** A column of the table. */
export interface Column {
  readonly head: string;
  readonly width: number;
  readonly style: "text" | "number" | "alarm";
  cell(rate: LinkRate, past: readonly number[]): string;
}

/** Returns the links that are wanted, in the wanted order. */
export function linksShown(wanted: TopLinks): KeyedLink[] {
  const { rates, sort, reversed, bridge, totals } = wanted;
  const filter = wanted.filter.toLowerCase();
  const rx = (rate: LinkRate) => (totals ? rate.rxOctets : rate.rxBits);
  const tx = (rate: LinkRate) => (totals ? rate.txOctets : rate.txBits);
  const value: { readonly [key in SortKey]: (rate: LinkRate) => number } = {
    load: (rate) => rx(rate) + tx(rate),
    rx,
    tx,
    packets: (rate) => rate.rxPackets + rate.txPackets,
    name: () => 0,
  };
  const sorted = [...rates]
    .filter(([, rate]) => bridge === undefined || rate.bridge === bridge)
    .filter(([, rate]) => `${rate.name} ${rate.bridge}`.toLowerCase().includes(filter))
    .sort(
      ([, a], [, b]) =>
        value[sort](b) - value[sort](a) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    );
  return reversed ? sorted.reverse() : sorted;
}

/** Returns what all of them come to, as if they were one link of this name. */
export function totalOf(name: string, links: readonly KeyedLink[]): LinkRate {
  const sum = (of: (rate: LinkRate) => number) =>
    links.reduce((total, [, rate]) => total + of(rate), 0);
  return {
    ...{ name, bridge: "", hook: "" },
    rxBits: sum(({ rxBits }) => rxBits),
    txBits: sum(({ txBits }) => txBits),
    rxOctets: sum(({ rxOctets }) => rxOctets),
    txOctets: sum(({ txOctets }) => txOctets),
    rxPackets: sum(({ rxPackets }) => rxPackets),
    txPackets: sum(({ txPackets }) => txPackets),
    drops: sum(({ drops }) => drops),
    loops: sum(({ loops }) => loops),
  };
}

/** Returns a rate in bits a second as it is wanted, without its unit. */
export function rateText(value: number, bytes: boolean): string {
  return bits(bytes ? value / 8 : value);
}

/** Returns the columns that there is room for, the needed ones first; what is left over is the sparklines'. */
export function columnsFor({ rates, bytes, totals }: TopLinks, room: number): Column[] {
  const longest = (of: (rate: LinkRate) => string, least: number) =>
    [...rates.values()].reduce((most, rate) => Math.max(most, columnsOf(of(rate))), least);
  const number = (head: string, width: number, cell: Column["cell"]): Column => ({
    ...{ head, width, cell },
    style: "number",
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
  const unit = bytes ? "B/s" : "bit/s";
  const asShown: Column[] = [
    { head: "NAME", width: name, style: "text", cell: (rate) => printable(rate.name) },
    { head: "BRIDGE", width: bridge, style: "text", cell: (rate) => printable(rate.bridge) },
    ...(totals
      ? [
          number("RX total", 9, ({ rxOctets }) => byteSize(rxOctets)),
          number("TX total", 9, ({ txOctets }) => byteSize(txOctets)),
        ]
      : [
          number(`RX ${unit}`, 8, ({ rxBits }) => rateText(rxBits, bytes)),
          number(`TX ${unit}`, 8, ({ txBits }) => rateText(txBits, bytes)),
        ]),
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
    ...{ head: "LAST", width, style: "text" },
    cell: (_, past) => spark(past, width),
  };
  return columns.toSpliced(-1, 0, sparks);
}

/** Returns a text in its column: names begin on the left, numbers end on the right. */
export function aligned(text: string, { width, style }: Pick<Column, "width" | "style">): string {
  const shown = cut(text, width);
  return style === "number" ? shown.padStart(width) : padded(shown, width);
}

function alarm({ loops, drops }: LinkRate): string {
  const said = (number: number, what: string) =>
    `${count(number)} ${what}${number === 1 ? "" : "s"}`;
  return loops > 0 ? said(loops, "loop") : drops > 0 ? said(drops, "drop") : "";
}

function count(value: number): string {
  return value >= 99_999.5 ? `${(value / 1e6).toFixed(1)}M` : value.toFixed(0);
}

const BARS = "▁▂▃▄▅▆▇█";

/** Returns the last of the past as bars, the highest of which fills the line. */
export function spark(past: readonly number[], width: number): string {
  const last = past.slice(-width);
  const most = Math.max(...last, 1);
  const bars = last.map((value) =>
    value === 0 ? " " : BARS[Math.min(7, Math.floor((value / most) * 7.99))],
  );
  return bars.join("").padStart(width);
}

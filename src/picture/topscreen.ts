/** `ngbuddy top`'s screen as text: one line a link, fitted to the terminal. */
import type { LinkRate } from "../buddy/rates.ts";

export const sortKeys = ["load", "rx", "tx", "packets", "name"] as const;
export type SortKey = (typeof sortKeys)[number];

export interface TopState {
  readonly hostname: string;
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
  /** The first line shown. */
  readonly offset: number;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const BARS = "▁▂▃▄▅▆▇█";
const RED = "\x1b[1;31m";
const BOLD = "\x1b[1m";
const REVERSE = "\x1b[7m";
const PLAIN = "\x1b[0m";
const SPARK = 16;
/** What stands beside the name: bridge, two rates, two packet rates, sparkline, alarms. */
const FIXED = 10 + 10 + 10 + 8 + 8 + SPARK + 8;

/** The lines of the screen, as many as there are rows. */
export function topScreen(state: TopState, size: Size): string[] {
  const { columns, rows } = size;
  const all = shown(state);
  const room = Math.max(0, rows - 4);
  const offset = Math.min(state.offset, Math.max(0, all.length - room));
  const name = Math.max(8, columns - FIXED);
  const total = [...state.rates.values()].reduce((sum, rate) => sum + rate.rxBits + rate.txBits, 0);
  const where = state.bridge === undefined ? "all bridges" : `bridge ${state.bridge}`;
  const title = `${state.hostname}  ${state.time.slice(11, 19)}  ${where}, ${all.length} links, ${bits(total)}${state.paused ? "  PAUSED" : ""}`;
  const head = `${"NAME".padEnd(name)}${"BRIDGE".padEnd(10)}${column("RX", 10)}${column("TX", 10)}${column("RX p/s", 8)}${column("TX p/s", 8)} ${"LAST".padEnd(SPARK)}`;
  const lines = [BOLD + fit(title, columns) + PLAIN, REVERSE + fit(head, columns) + PLAIN];
  for (const [key, rate] of all.slice(offset, offset + room)) {
    const alarm =
      rate.loops > 0 ? ` ${rate.loops} loop` : rate.drops > 0 ? ` ${rate.drops} drop` : "";
    const text = `${cut(rate.name, name - 1).padEnd(name)}${cut(rate.bridge, 9).padEnd(10)}${column(bits(rate.rxBits), 10)}${column(bits(rate.txBits), 10)}${column(count(rate.rxPackets), 8)}${column(count(rate.txPackets), 8)} ${spark(state.history.get(key) ?? [])}${alarm}`;
    lines.push(alarm === "" ? fit(text, columns) : RED + fit(text, columns) + PLAIN);
  }
  while (lines.length < rows - 1) lines.push("");
  const keys = state.typing
    ? `filter: ${state.filter}_`
    : `q quit  s sort: ${state.sort}  b bridge  / filter${state.filter === "" ? "" : `: ${state.filter}`}  p pause  ↑↓ scroll`;
  lines.push(REVERSE + fit(keys, columns) + PLAIN);
  return lines.slice(0, rows);
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

/** `0`, `845 b`, `1.2 Mb`: bits a second, in steps of 1,000. */
export function bits(value: number): string {
  const units = ["b", "kb", "Mb", "Gb", "Tb"];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return value === 0 ? "0" : `${size.toFixed(unit === 0 || size >= 99.5 ? 0 : 1)} ${units[unit]}`;
}

function count(value: number): string {
  return value >= 99_999.5 ? `${(value / 1e6).toFixed(1)}M` : value.toFixed(0);
}

function spark(history: readonly number[]): string {
  const last = history.slice(-SPARK);
  const most = Math.max(...last, 1);
  const bars = last.map((value) =>
    value === 0 ? " " : BARS[Math.min(7, Math.floor((value / most) * 7.99))],
  );
  return bars.join("").padStart(SPARK);
}

function column(text: string, width: number): string {
  return text.padStart(width);
}
function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}
/** Exactly as wide as the terminal. */
function fit(text: string, columns: number): string {
  return cut(text, columns).padEnd(columns);
}

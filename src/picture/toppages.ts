/** What `ngbuddy top` shows in the place of its table: help, and the details of a link. */
import { columnsOf, cut, padded } from "../buddy/columns.ts";
import { countersOf, factsOf, hooksOf } from "../buddy/linkfacts.ts";
import type { LinkRate } from "../buddy/rates.ts";
import type { Bridge, Link } from "../buddy/topology.ts";
import { printable } from "./text.ts";
import { rateText, spark } from "./toplinks.ts";
import { bar, type Size } from "./topscreen.ts";

const HELP: readonly (readonly [keys: string, meaning: string])[] = [
  ["q, Control-C", "quit"],
  ["up, down, k, j", "select a link"],
  ["PgUp, PgDn", "a screen of links on"],
  ["Enter", "details of the link that is selected; Esc goes back"],
  ["s", "sort by load, RX, TX, packets or name"],
  ["r", "reverse the order"],
  ["b", "one bridge after the other, then all"],
  ["/", "only links with this in their names; Esc shows all again"],
  ["u", "bits or bytes a second"],
  ["t", "rates, or what was carried since counting began"],
  ["p", "pause"],
  ["?, h", "this page; any key goes back"],
  ["RX, TX", "what the bridge received from a guest, and sent to it"],
];

/** Returns a page with the keys, as many lines as there are rows. */
export function helpPage(size: Size): string[] {
  return page("ngbuddy top", listOf(HELP), "any key goes back", size);
}

/** A link as its details are shown. */
export interface TopDetails {
  readonly bridge: Bridge;
  readonly link: Link;
  readonly rate: LinkRate;
  /** Bits a second both ways, oldest first. */
  readonly history: readonly number[];
  /** Are rates in bytes, not bits? */
  readonly bytes: boolean;
}

/** Returns a page about one link, as many lines as there are rows. */
export function detailsPage(
  { bridge, link, rate, history, bytes }: TopDetails,
  size: Size,
): string[] {
  const { counters, troubles } = countersOf([link]);
  const unit = bytes ? "B/s" : "bit/s";
  const speed = (value: number) => {
    const [number, prefix = ""] = rateText(value, bytes).split(" ");
    return `${number} ${prefix}${unit}`;
  };
  const heard = (bridge.hosts ?? []).filter(({ hook }) => hook === link.hook);
  const lines = [
    ...listOf([
      ["now", `RX ${speed(rate.rxBits)}  TX ${speed(rate.txBits)}`],
      ["last", spark(history, Math.max(1, Math.min(history.length, size.columns - 16))).trim()],
      ...factsOf(bridge, link),
      ...hooksOf(bridge, link),
      ...counters.map(([name, rx, tx]) => [name, `RX ${rx}  TX ${tx}`] as const),
      ...troubles
        .filter(([, value]) => value > 0)
        .map(([name, value]) => [name, String(value)] as const),
      ...heard.map(
        ({ addr, staleness, age }) =>
          [addr, `heard ${staleness} s ago, there for ${age} s`] as const,
      ),
    ]),
  ];
  return page(printable(rate.name), lines, "Esc back  up, down: the next link  q quit", size);
}

function listOf(pairs: readonly (readonly [name: string, value: string])[]): string[] {
  const names = pairs.map(([name]) => printable(name));
  const width = names.reduce((most, name) => Math.max(most, columnsOf(name)), 0);
  return pairs.map(([, value], at) => `${padded(names[at]!, width)}  ${printable(value)}`);
}

function page(head: string, lines: readonly string[], foot: string, size: Size): string[] {
  const room = Math.max(0, size.rows - 2);
  const shown = lines.length <= room ? lines : [...lines.slice(0, Math.max(0, room - 1)), "…"];
  const body = Array.from({ length: room }, (_, at) => cut(shown[at] ?? "", size.columns));
  return [bar(head, size.columns), ...body, bar(foot, size.columns)].slice(0, size.rows);
}

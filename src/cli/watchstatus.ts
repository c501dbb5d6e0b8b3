/** What `ngbuddy status --watch` shows: status with rates, a reading after the other. */
import { bitRate } from "../buddy/bitrate.ts";
import { printable } from "../buddy/printable.ts";
import { type LinkRate, linkKey, rates } from "../buddy/rates.ts";
import type { StatusOptions } from "../buddy/status.ts";
import type { Topology } from "../buddy/topology.ts";
import { waitingLine } from "../buddy/waiting.ts";
import type { Terminal } from "./io.ts";
import { refreshed } from "./screen.ts";

/** Writes a reading for people, with how fast its links are. */
type TextOf = (topology: Topology, speed?: StatusOptions["speed"]) => string;

/**
 * Returns what shows one reading after the other, on a terminal in the place of the one before. The first has no rates, as
 * these are between two.
 */
export function watchedStatus(
  textOf: TextOf,
): (topology: Topology, terminal: Terminal | undefined) => string {
  let before: Topology | undefined;
  return (topology, terminal) => {
    const found = before === undefined ? undefined : rates(before, topology);
    before = topology;
    const { waiting = [], ...rest } = topology;
    const text = textOf(rest, (bridge, link) => {
      const rate = found?.get(linkKey(bridge, link));
      return rate && { rx: bitRate(rate.rxBits), tx: bitRate(rate.txBits) };
    });
    const lines = [
      titleOf(topology, found),
      // First: a screen has no room for all.
      ...waiting.map((one) => printable(waitingLine(one))),
      ...text.split("\n").slice(0, -1),
    ];
    return terminal === undefined ? `${lines.join("\n")}\n` : refreshed(lines, terminal);
  };
}

function titleOf({ time }: Topology, found: ReadonlyMap<string, LinkRate> | undefined): string {
  const at = `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;
  if (found === undefined) return at;
  const sum = (of: (rate: LinkRate) => number) =>
    bitRate([...found.values()].reduce((all, rate) => all + of(rate), 0));
  return `${at}  RX ${sum(({ rxBits }) => rxBits)}  TX ${sum(({ txBits }) => txBits)}`;
}

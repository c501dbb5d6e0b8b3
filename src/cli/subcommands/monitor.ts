/** `ngbuddy monitor`: what happens to the networks of a host, a line an event. */

import { counted } from "../../buddy/counted.ts";
import type { MonitorEvent } from "../../buddy/monitor/event.ts";
import { follow, watched } from "../../buddy/monitor/events.ts";
import { logEvents } from "../../buddy/monitor/log.ts";
import { readForEvents } from "../../buddy/monitor/reading.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import type { Topology } from "../../buddy/topology.ts";
import type { Host } from "../../host/host.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import type { SubcommandContext } from "../subcommand.ts";
import { timeText } from "../timetext.ts";
import { intervalOf, pause } from "../watching.ts";

export const subcommand = makeSubcommand({
  name: "monitor",
  summary: "print a line for whatever happens: links, loops, addresses, jails, rates, drops",
  details: `Until Control-C. The host is read once an interval, and each reading is compared with the one before.`,
  watches: true,
  arguments: [],
  options: {
    json: { type: "boolean", summary: "a JSON object a line" },
    syslog: {
      type: "boolean",
      summary: "into the system log instead, as ngbuddy, daemon.notice or daemon.warning",
    },
    rate: {
      type: "string",
      value: "RATE",
      summary: "tell of links with more bits a second, such as 100M",
    },
    interval: {
      type: "string",
      value: "SECONDS",
      summary: "between two readings, 0.1 to 3600; 1 when it is not given",
    },
  },
  example: "ngbuddy monitor --rate 500M",
  async run(_, values, context) {
    const interval = intervalOf("monitor", values.interval);
    const maxBits = values.rate === undefined ? undefined : bitsIn(values.rate);
    const host = await context.host();
    const tell = values.syslog
      ? (events: readonly MonitorEvent[]) => logEvents(host, events)
      : (events: readonly MonitorEvent[]) => print(context, events, values.json === true);
    const isService = values.syslog === true;
    await watch(host, tell, { interval, maxBits, isService }, context);
    return exitStatus.ok;
  },
});

/** Rates as they are written: bits a second, with K, M, G or T for a thousand, a million … of them. */
const UNITS: { readonly [unit: string]: number } = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

function bitsIn(text: string): number {
  const [, number, unit = ""] = /^(\d{1,12}(?:\.\d{1,3})?)([KMGT]?)$/i.exec(text) ?? [];
  const bits = Number(number ?? Number.NaN) * (UNITS[unit.toUpperCase()] ?? 1);
  if (bits > 0) return bits;
  throw new Failure(
    exitStatus.usage,
    `monitor: --rate ${text}: give bits a second, such as 100M or 2.5G`,
  );
}

function print({ out }: SubcommandContext, events: readonly MonitorEvent[], json: boolean): void {
  for (const { text, ...event } of events) {
    const { time } = event;
    if (json) out(jsonText({ version: 1, ...event, text }));
    else out(`${timeText(time)} ${printable(text)}\n`);
  }
}

interface Watching {
  readonly interval: number;
  readonly maxBits: number | undefined;
  /** Does it go into the system log? Then nobody is there to end it. */
  readonly isService: boolean;
}

/**
 * Reads the host again and again. One that cannot be read at first is refused; one that cannot be read for a time is told
 * of once, and watched on.
 */
async function watch(
  host: Host,
  tell: (events: readonly MonitorEvent[]) => void | Promise<void>,
  { interval, maxBits, isService }: Watching,
  { signal, err }: SubcommandContext,
): Promise<void> {
  let state = watched(await readForEvents(host));
  const toEnd = isService ? "" : "; to end it: Control-C";
  err(`ngbuddy: watching ${sizeOf(state.reading.topology)}${toEnd}\n`);
  let trouble = "";
  while (await pause(interval, signal)) {
    let now = "";
    try {
      const { events, watched: next } = follow(state, await readForEvents(host), { maxBits });
      state = next;
      await tell(events);
    } catch (error) {
      const { explain } = await import("../failure.ts");
      const known = explain(error);
      if (known === undefined || signal.aborted) throw error;
      now = known.message;
    }
    if (now !== trouble)
      err(`ngbuddy: ${now === "" ? "the host can be read again" : printable(now)}\n`);
    trouble = now;
  }
}

function sizeOf({ bridges }: Topology): string {
  const links = bridges.reduce((sum, bridge) => sum + bridge.links.length, 0);
  return `${counted(bridges.length, "bridge")} with ${counted(links, "link")}`;
}

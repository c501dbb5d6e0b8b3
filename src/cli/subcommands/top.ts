/** `ngbuddy top`. */
import type { Key } from "node:readline";
import { observe } from "../../buddy/observe/observe.ts";
import type { Topology } from "../../buddy/topology.ts";
import { nearest } from "../../config/nearest.ts";
import { hostname } from "../../host/commands.ts";
import { Netgraph } from "../../netgraph/client.ts";
import { nameOrId } from "../../netgraph/path.ts";
import { type SortKey, sortKeys } from "../../picture/toplinks.ts";
import { exitStatus, Failure } from "../io.ts";
import { readKeys } from "../keys.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import type { SubcommandContext } from "../subcommand.ts";
import { View } from "../top/view.ts";
import { intervalOf, pause } from "../watching.ts";

const HOME = "\x1b[H";
const CLEAR_LINE = "\x1b[K";
/** The other screen, without a cursor; and back. */
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[2J";
const LEAVE = "\x1b[?25h\x1b[?1049l";
/** How wide a reading is that goes to no terminal: every column in full. */
const BATCH_COLUMNS = 132;

export const subcommand = makeSubcommand({
  name: "top",
  summary: "watch the rates of every link, full screen",
  details: `Keys: q quit, ? all keys, s sort, r reverse, b bridge, / filter by name, arrows select a link, Enter shows all
about it, u bits or bytes, t totals, p pause.
RX is what the bridge received from a guest, TX what it sent to it. The host is read once an interval,
in one pass, whatever the number of links.`,
  arguments: [],
  options: {
    bridge: { type: "string", value: "NAME", of: "bridges", summary: "this bridge alone" },
    interval: {
      type: "string",
      value: "SECONDS",
      summary: "between two readings, 0.1 to 3600; 1 when it is not given",
    },
    batch: {
      type: "boolean",
      short: "b",
      summary: "a table of all links after the other, for a file or a pipe",
    },
    number: {
      type: "string",
      short: "n",
      value: "COUNT",
      summary: "so many readings with rates, then end",
    },
    sort: {
      type: "string",
      value: "KEY",
      of: sortKeys,
      summary: `by ${sortKeys.slice(0, -1).join(", ")} or ${sortKeys.at(-1)}`,
    },
    reverse: { type: "boolean", short: "r", summary: "the other way round" },
    bytes: { type: "boolean", summary: "bytes a second instead of bits" },
  },
  watches: true,
  async run(_, values, context) {
    const interval = intervalOf("top", values.interval);
    const count = countOf(values.number);
    const sort = sortOf(values.sort);
    if (!values.batch && (context.terminal() === undefined || !process.stdin.isTTY)) {
      throw new Failure(
        exitStatus.usage,
        "top needs a terminal; without one: ngbuddy top -b, or for programs: ngbuddy status --json",
      );
    }
    const host = await context.host();
    const netgraph = await Netgraph.open(await host.openNetgraph());
    try {
      const read = (details: boolean) =>
        observe(host, netgraph, { counters: true, guests: details, tables: details });
      const first = await read(false);
      refuseUnknown(first, values.bridge);
      const view = new View(
        {
          hostname: await hostname(host),
          bridge: values.bridge,
          sort,
          reversed: values.reverse === true,
          bytes: values.bytes === true,
        },
        first,
        screenSize,
      );
      const watching = { view, read, interval, count };
      await (values.batch ? batch(watching, context) : watch(watching, context));
    } finally {
      await netgraph.close();
    }
    return exitStatus.ok;
  },
});

function countOf(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count > 0) return count;
  throw new Failure(exitStatus.usage, `top: -n ${text}: give a number of readings, 1 or more`);
}

function sortOf(text = "load"): SortKey {
  const key = sortKeys.find((one) => one === text);
  if (key !== undefined) return key;
  const meant = nearest(text, sortKeys);
  const advice =
    meant === undefined ? `give one of ${sortKeys.join(", ")}` : `did you mean ${meant}?`;
  throw new Failure(exitStatus.usage, `top: --sort ${text} is not known; ${advice}`);
}

function refuseUnknown({ bridges }: Topology, bridge: string | undefined): void {
  const names = bridges.map(nameOrId);
  if (bridge === undefined || names.includes(bridge)) return;
  throw new Failure(
    exitStatus.data,
    `top: there is no bridge "${bridge}"; there are: ${names.join(" ") || "none"}`,
  );
}

interface Watching {
  readonly view: View;
  /** Reads the host, with who is behind each link when details are wanted. */
  readonly read: (details: boolean) => Promise<Topology>;
  readonly interval: number;
  /** So many readings are shown. */
  readonly count: number;
}

/** Prints one reading below the other; the first when there are rates. */
async function batch(
  { view, read, interval, count }: Watching,
  { out, signal, terminal }: SubcommandContext,
): Promise<void> {
  for (let shown = 0; shown < count && (await pause(interval, signal)); shown++) {
    view.take(await read(false));
    out(view.text(terminal()?.columns ?? BATCH_COLUMNS));
  }
}

/** Shows one reading after the other until someone quits. */
async function watch(
  { view, read, interval, count }: Watching,
  { signal }: SubcommandContext,
): Promise<void> {
  const quit = new AbortController();
  const draw = () => {
    process.stdout.write(
      HOME +
        view
          .lines()
          .map((line) => line + CLEAR_LINE)
          .join("\r\n"),
    );
  };
  const leave = takeTerminal((text, key) => {
    if (view.key(text, key)) quit.abort();
    else draw();
  }, draw);
  try {
    draw();
    const over = AbortSignal.any([signal, quit.signal]);
    const ended = new Promise<undefined>((resolve) =>
      over.addEventListener("abort", () => resolve(undefined)),
    );
    for (let shown = 0; shown < count && (await pause(interval, over)); ) {
      if (view.paused) continue;
      // Whoever quits does not wait for a host that does not answer.
      const topology = await Promise.race([read(view.wantsDetails), ended]);
      if (topology === undefined) return;
      view.take(topology);
      draw();
      shown++;
    }
  } finally {
    leave();
  }
}

/** Raw keys in, the other screen on. Returns the function that puts everything back. */
function takeTerminal(
  onKey: (text: string | undefined, key: Key) => void,
  onResize: () => void,
): () => void {
  process.stdin.setRawMode(true);
  const endKeys = readKeys(process.stdin, onKey);
  process.stdout.on("resize", onResize);
  process.stdout.write(ENTER);
  const leave = () => {
    process.stdout.write(LEAVE);
    process.stdin.setRawMode(false);
  };
  const hangUp = () => {
    leave();
    process.exit(exitStatus.ok);
  };
  // Whatever ends us: the terminal is given back.
  process.once("exit", leave);
  process.once("SIGTERM", hangUp);
  process.once("SIGHUP", hangUp);
  return () => {
    leave();
    process.off("exit", leave);
    endKeys();
    process.stdout.off("resize", onResize);
    process.stdin.destroy();
  };
}

function screenSize() {
  const { columns = 80, rows = 24 } = process.stdout;
  return { columns, rows };
}

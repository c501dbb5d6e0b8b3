/** `ngbuddy top`. */
import type { Key } from "node:readline";
import { observe } from "../../buddy/observe/observe.ts";
import { type LinkRate, rates } from "../../buddy/rates.ts";
import type { Topology } from "../../buddy/topology.ts";
import { waitingLine } from "../../buddy/waiting.ts";
import { hostname } from "../../host/commands.ts";
import { Netgraph } from "../../netgraph/client.ts";
import { nameOrId } from "../../netgraph/path.ts";
import { linesFor, type Size, type SortKey, sortKeys, topScreen } from "../../picture/topscreen.ts";
import { exitStatus, Failure } from "../io.ts";
import { readKeys } from "../keys.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import type { SubcommandContext } from "../subcommand.ts";
import { intervalOf, pause } from "../watching.ts";

const HISTORY = 60;
const HOME = "\x1b[H";
const CLEAR_LINE = "\x1b[K";
/** The other screen, without a cursor; and back. */
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[2J";
const LEAVE = "\x1b[?25h\x1b[?1049l";

export const subcommand = makeSubcommand({
  name: "top",
  summary: "watch the rates of every link, full screen",
  details: `Keys: q quit, s next sort key, b next bridge, / filter by name, p pause, arrows and PgUp, PgDn scroll.
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
  },
  watches: true,
  async run(_, values, context) {
    const interval = intervalOf("top", values.interval);
    if (context.terminal() === undefined || !process.stdin.isTTY) {
      throw new Failure(
        exitStatus.usage,
        "top needs a terminal; for programs: ngbuddy status --json",
      );
    }
    const host = await context.host();
    const netgraph = await Netgraph.open(await host.openNetgraph());
    try {
      const read = () => observe(host, netgraph, { counters: true });
      const first = await read();
      refuseUnknown(first, values.bridge);
      await watch(new View(await hostname(host), values.bridge, first), read, interval, context);
    } finally {
      await netgraph.close();
    }
    return exitStatus.ok;
  },
});

function refuseUnknown({ bridges }: Topology, bridge: string | undefined): void {
  const names = bridges.map(nameOrId);
  if (bridge === undefined || names.includes(bridge)) return;
  throw new Failure(
    exitStatus.data,
    `top: there is no bridge "${bridge}"; there are: ${names.join(" ") || "none"}`,
  );
}

/** Shows one reading after the other until someone quits. */
async function watch(
  view: View,
  read: () => Promise<Topology>,
  interval: number,
  { signal }: SubcommandContext,
): Promise<void> {
  const leave = takeTerminal(
    (text, key) => view.key(text, key),
    () => view.draw(),
  );
  try {
    view.draw();
    const over = AbortSignal.any([signal, view.quit.signal]);
    const ended = new Promise<undefined>((resolve) =>
      over.addEventListener("abort", () => resolve(undefined)),
    );
    while (await pause(interval, over)) {
      if (view.paused) continue;
      // Whoever quits does not wait for a host that does not answer.
      const topology = await Promise.race([read(), ended]);
      if (topology !== undefined) view.show(topology);
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

function screenSize(): Size {
  const { columns = 80, rows = 24 } = process.stdout;
  return { columns, rows };
}

/** Arrows, PgUp and PgDn, and vi's, by the names that readline has for them. */
const scrolls: { readonly [name: string]: { lines?: number; screens?: number } | undefined } = {
  up: { lines: -1 },
  k: { lines: -1 },
  down: { lines: 1 },
  j: { lines: 1 },
  pageup: { screens: -1 },
  pagedown: { screens: 1 },
};

class View {
  readonly quit = new AbortController();
  paused = false;
  private rates: ReadonlyMap<string, LinkRate>;
  private history = new Map<string, number[]>();
  private sort: SortKey = "load";
  private filter = "";
  private typing = false;
  private offset = 0;

  constructor(
    private readonly hostname: string,
    private bridge: string | undefined,
    private before: Topology,
  ) {
    this.rates = rates(undefined, before);
  }

  show(topology: Topology): void {
    this.rates = rates(this.before, topology);
    const history = new Map<string, number[]>();
    for (const [key, rate] of this.rates) {
      history.set(key, [
        ...(this.history.get(key) ?? []).slice(1 - HISTORY),
        rate.rxBits + rate.txBits,
      ]);
    }
    this.history = history;
    this.before = topology;
    this.draw();
  }

  draw(): void {
    const size = screenSize();
    const { hostname, rates, history, sort, filter, typing, bridge, paused, offset } = this;
    const { time } = this.before;
    const waits = (this.before.waiting ?? []).map(waitingLine).join("; ");
    const lines = topScreen(
      { hostname, time, rates, history, sort, filter, typing, bridge, paused, waits, offset },
      size,
    );
    process.stdout.write(HOME + lines.map((line) => line + CLEAR_LINE).join("\r\n"));
  }

  key(text: string | undefined, { name, ctrl }: Key): void {
    const scroll = scrolls[text ?? name ?? ""];
    if (ctrl && name === "c") this.quit.abort();
    else if (this.typing) this.type(text, name);
    else if (text === "q") this.quit.abort();
    else if (text === "s")
      this.sort = sortKeys[(sortKeys.indexOf(this.sort) + 1) % sortKeys.length]!;
    else if (text === "b") this.bridge = this.nextBridge();
    else if (text === "p") this.paused = !this.paused;
    else if (text === "/") [this.typing, this.filter] = [true, ""];
    else if (scroll !== undefined) this.scroll(scroll);
    else return;
    if (!this.quit.signal.aborted) this.draw();
  }

  private type(text: string | undefined, name: string | undefined): void {
    if (name === "return") this.typing = false;
    else if (name === "escape") [this.typing, this.filter] = [false, ""];
    else if (name === "backspace") this.filter = this.filter.slice(0, -1);
    else if (text !== undefined && /^[\x20-\x7e]$/.test(text)) this.filter += text;
  }

  /** By lines or by screens; never past the last link. */
  private scroll({ lines = 0, screens = 0 }: { lines?: number; screens?: number }): void {
    const page = linesFor(screenSize());
    const last = Math.max(0, this.rates.size - page);
    this.offset = Math.max(0, Math.min(last, this.offset + lines + screens * page));
  }

  private nextBridge(): string | undefined {
    const names = this.before.bridges.map(nameOrId);
    const at = this.bridge === undefined ? -1 : names.indexOf(this.bridge);
    return names[at + 1];
  }
}

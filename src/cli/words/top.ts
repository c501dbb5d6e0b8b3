/** `ngbuddy top`. */
import { observe } from "../../buddy/observe/observe.ts";
import { type LinkRate, rates } from "../../buddy/rates.ts";
import type { Topology } from "../../buddy/topology.ts";
import { hostname } from "../../host/commands.ts";
import { Netgraph } from "../../netgraph/client.ts";
import { type SortKey, sortKeys, topScreen } from "../../picture/topscreen.ts";
import { readArguments } from "../arguments.ts";
import { exitStatus, Failure } from "../io.ts";
import type { Word } from "../word.ts";

const usage = "top [--bridge NAME] [--interval SECONDS]";
const HISTORY = 60;
const HOME = "\x1b[H";
const CLEAR_LINE = "\x1b[K";
/** The other screen, without a cursor; and back. */
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[2J";
const LEAVE = "\x1b[?25h\x1b[?1049l";

export const top: Word = {
  usage,
  summary: "watch the rates of every link, full screen",
  details: `Keys: q quit, s next sort key, b next bridge, / filter by name, p pause, arrows scroll.
RX is what the bridge received from a guest, TX what it sent to it. The host is read once an interval,
in one pass, whatever the number of links.
`,
  async run(args, context) {
    const { values } = readArguments(
      args,
      usage,
      { bridge: { type: "string" }, interval: { type: "string" } },
      0,
      0,
    );
    const interval = Number(values.interval ?? 1);
    if (!(interval >= 0.1 && interval <= 3600)) {
      throw new Failure(
        exitStatus.usage,
        `top: --interval ${values.interval}: give 0.1 to 3600 seconds`,
      );
    }
    if (!context.isTerminal || !process.stdin.isTTY) {
      throw new Failure(
        exitStatus.usage,
        "top needs a terminal; for programs: ngbuddy status --json",
      );
    }
    const host = await context.host();
    const netgraph = await Netgraph.open(await host.openNetgraph());
    const view = new View(await hostname(host), values.bridge);
    const leave = takeTerminal(
      (key) => view.key(key),
      () => view.draw(),
    );
    try {
      view.draw();
      while (!view.done && !context.signal.aborted) {
        if (!view.paused) view.show(await observe(host, netgraph, { counters: true }));
        await view.pause(interval * 1000, context.signal);
      }
    } finally {
      leave();
      await netgraph.close();
    }
    return exitStatus.ok;
  },
};

/** Raw keys in, the other screen on. Gives the function that puts everything back. */
function takeTerminal(onKey: (key: string) => void, onResize: () => void): () => void {
  process.stdin.setRawMode(true);
  process.stdin.setEncoding("utf8");
  process.stdin.resume();
  // Keys typed fast come together; an arrow is three characters that belong together.
  const onData = (text: string) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape is what arrows begin with.
    for (const [key] of text.matchAll(/\x1b\[[A-Z]|./gs)) onKey(key);
  };
  process.stdin.on("data", onData);
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
  process.once("SIGTERM", hangUp);
  process.once("SIGHUP", hangUp);
  return () => {
    leave();
    process.stdin.off("data", onData);
    process.stdout.off("resize", onResize);
    process.stdin.destroy();
  };
}

class View {
  done = false;
  paused = false;
  private before: Topology | undefined;
  private rates: ReadonlyMap<string, LinkRate> = new Map();
  private history = new Map<string, number[]>();
  private sort: SortKey = "load";
  private filter = "";
  private typing = false;
  private offset = 0;
  private wake: () => void = () => {};

  constructor(
    private readonly hostname: string,
    private bridge: string | undefined,
  ) {}

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
    const { columns = 80, rows = 24 } = process.stdout;
    const { hostname, rates, history, sort, filter, typing, bridge, paused, offset } = this;
    const time = this.before?.time ?? new Date().toISOString();
    const lines = topScreen(
      { hostname, time, rates, history, sort, filter, typing, bridge, paused, offset },
      { columns, rows },
    );
    process.stdout.write(HOME + lines.map((line) => line + CLEAR_LINE).join("\r\n"));
  }

  key(key: string): void {
    if (key === "\x03") this.quit();
    else if (this.typing) this.type(key);
    else if (key === "q") this.quit();
    else if (key === "s")
      this.sort = sortKeys[(sortKeys.indexOf(this.sort) + 1) % sortKeys.length]!;
    else if (key === "b") this.bridge = this.nextBridge();
    else if (key === "p") this.paused = !this.paused;
    else if (key === "/") [this.typing, this.filter] = [true, ""];
    else if (key === "\x1b[B" || key === "j") this.offset++;
    else if (key === "\x1b[A" || key === "k") this.offset = Math.max(0, this.offset - 1);
    else return;
    if (!this.done) this.draw();
  }

  private type(key: string): void {
    if (key === "\r" || key === "\x1b") this.typing = false;
    else if (key === "\x7f") this.filter = this.filter.slice(0, -1);
    else this.filter += key.replaceAll(/[^\x20-\x7e]/g, "");
  }

  private nextBridge(): string | undefined {
    const names = [...new Set([...this.rates.values()].map(({ bridge }) => bridge))];
    const at = this.bridge === undefined ? -1 : names.indexOf(this.bridge);
    return names[at + 1];
  }

  private quit(): void {
    this.done = true;
    this.wake();
  }

  /** Waits for the next reading, or until someone quits. */
  async pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      const now = () => {
        clearTimeout(timer);
        resolve();
      };
      this.wake = now;
      signal.addEventListener("abort", now, { once: true });
    });
  }
}

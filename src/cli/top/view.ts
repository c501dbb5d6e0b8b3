/** What `ngbuddy top` shows just now, and what its keys do. */
import type { Key } from "node:readline";
import { type LinkRate, linkKey, rates } from "../../buddy/rates.ts";
import type { Topology } from "../../buddy/topology.ts";
import { waitingLine } from "../../buddy/waiting.ts";
import { nameOrId } from "../../netgraph/path.ts";
import { linksShown, type SortKey, sortKeys } from "../../picture/toplinks.ts";
import { detailsPage, helpPage } from "../../picture/toppages.ts";
import { linesFor, type Size, topScreen, topText } from "../../picture/topscreen.ts";

const HISTORY = 60;

/** Arrows, PgUp and PgDn, and vi's, by the names that readline has for them. */
const moves: { readonly [name: string]: { lines?: number; screens?: number } | undefined } = {
  up: { lines: -1 },
  k: { lines: -1 },
  down: { lines: 1 },
  j: { lines: 1 },
  pageup: { screens: -1 },
  pagedown: { screens: 1 },
};

/** What a view begins with. */
export interface ViewOptions {
  readonly hostname: string;
  readonly bridge: string | undefined;
  readonly sort: SortKey;
  readonly reversed: boolean;
  /** Are rates in bytes, not bits? */
  readonly bytes: boolean;
}

/** The state of the screen. */
export class View {
  paused = false;
  private rates: ReadonlyMap<string, LinkRate>;
  private history = new Map<string, number[]>();
  private readonly hostname: string;
  private bridge: string | undefined;
  private sort: SortKey;
  private reversed: boolean;
  private bytes: boolean;
  private totals = false;
  private filter = "";
  private typing = false;
  private offset = 0;
  private selected: string | undefined;
  private page: "links" | "help" | "details" = "links";

  constructor(
    options: ViewOptions,
    private before: Topology,
    private readonly size: () => Size,
  ) {
    const { hostname, bridge, sort, reversed, bytes } = options;
    this.hostname = hostname;
    this.bridge = bridge;
    this.sort = sort;
    this.reversed = reversed;
    this.bytes = bytes;
    this.rates = rates(undefined, before);
  }

  /** Does it show more of a link than its counters? */
  get wantsDetails(): boolean {
    return this.page === "details";
  }

  /** Takes a reading in. */
  take(topology: Topology): void {
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
    if (this.selected !== undefined && !this.rates.has(this.selected)) this.selected = undefined;
  }

  /** Returns the lines of the screen. */
  lines(): string[] {
    const size = this.size();
    const details = this.page === "details" ? this.details() : undefined;
    if (this.page === "help") return helpPage(size);
    if (details !== undefined) return detailsPage(details, size);
    return topScreen({ ...this.state(), selected: this.selected, offset: this.offset }, size);
  }

  /** Returns a reading as text, for a file of so many columns. */
  text(columns: number): string {
    return topText(this.state(), columns);
  }

  private state() {
    const { hostname, rates, history, sort, reversed, filter, typing, bridge, paused } = this;
    const { bytes, totals } = this;
    const { time } = this.before;
    const waits = (this.before.waiting ?? []).map(waitingLine).join("; ");
    const links = { rates, sort, reversed, filter, bridge, bytes, totals };
    return { ...links, hostname, time, history, typing, paused, waits };
  }

  private details() {
    const rate = this.rates.get(this.selected ?? "");
    if (rate === undefined) return undefined;
    const history = this.history.get(this.selected!) ?? [];
    for (const bridge of this.before.bridges)
      for (const link of bridge.links)
        if (linkKey(bridge, link) === this.selected)
          return { bridge, link, rate, history, bytes: this.bytes };
    return undefined;
  }

  /** Does what a key is for. Returns whether somebody wants to quit. */
  key(text: string | undefined, { name, ctrl }: Key): boolean {
    if (ctrl && name === "c") return true;
    if (this.typing) this.type(text, name);
    else if (this.page === "help") this.page = "links";
    else if (text === "q") return true;
    else if (this.page === "details" && (name === "escape" || name === "return"))
      this.page = "links";
    else {
      const move = moves[text ?? name ?? ""] ?? moves[name ?? ""];
      if (move !== undefined) this.move(move);
      else this.command(text, name);
    }
    return false;
  }

  private command(text: string | undefined, name: string | undefined): void {
    if (text === "s") this.sort = sortKeys[(sortKeys.indexOf(this.sort) + 1) % sortKeys.length]!;
    else if (text === "r") this.reversed = !this.reversed;
    else if (text === "u") this.bytes = !this.bytes;
    else if (text === "t") this.totals = !this.totals;
    else if (text === "b") this.bridge = this.nextBridge();
    else if (text === "p") this.paused = !this.paused;
    else if (text === "?" || text === "h") this.page = "help";
    else if (text === "/") [this.typing, this.filter] = [true, ""];
    else if (name === "escape") this.selected = undefined;
    else if (name === "return") {
      if (this.selected === undefined) this.move({ lines: 1 });
      if (this.selected !== undefined) this.page = "details";
    }
  }

  private type(text: string | undefined, name: string | undefined): void {
    if (name === "return") this.typing = false;
    else if (name === "escape") [this.typing, this.filter] = [false, ""];
    else if (name === "backspace") this.filter = this.filter.slice(0, -1);
    else if (text !== undefined && /^[\x20-\x7e]$/.test(text)) this.filter += text;
  }

  /** Selects another link, by lines or by screens, and scrolls so that it is seen. */
  private move({ lines = 0, screens = 0 }: { lines?: number; screens?: number }): void {
    const links = linksShown(this.state());
    const page = linesFor(this.size());
    const last = Math.max(0, links.length - 1);
    const now = links.findIndex(([key]) => key === this.selected);
    const by = lines + screens * Math.max(1, page);
    // The first one is taken where one looks.
    const wanted = now < 0 ? this.offset + screens * page : now + by;
    const at = Math.max(0, Math.min(last, wanted));
    this.selected = links[at]?.[0];
    this.offset = Math.max(at - page + 1, Math.min(at, this.offset), 0);
  }

  private nextBridge(): string | undefined {
    const names = this.before.bridges.map(nameOrId);
    const at = this.bridge === undefined ? -1 : names.indexOf(this.bridge);
    return names[at + 1];
  }
}

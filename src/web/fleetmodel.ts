/** What the page of many hosts is told of them: a tile each, what happened, and where something is. */
import { nameOf } from "../buddy/guestname.ts";
import { linkName } from "../buddy/status.ts";
import type { Topology } from "../buddy/topology.ts";
import { nameOrId } from "../netgraph/path.ts";
import { layoutTopology } from "../picture/layout.ts";
import type { Item } from "../picture/scene.ts";
import { toSvg } from "../picture/svg.ts";
import { type Theme, themes } from "../picture/theme.ts";
import { type PageEvent, shapeOf } from "./model.ts";

/** What a host said of itself when it was asked. */
export interface HostSaid {
  /** The version of its agent. */
  readonly by: string;
  readonly hostname: string;
  readonly system: string;
  readonly bridges: number;
  readonly links: number;
  readonly jails: number;
  /** What waits to be confirmed there. */
  readonly waiting: readonly string[];
  /** The last order that it took; absent when there was none. */
  readonly order?: HostOrder | undefined;
}

/** How a host stands with the last order that it took. */
export interface HostOrder {
  readonly revision: number;
  /** `applied`, `waiting`, `failed` and so on. */
  readonly state: string;
  readonly why?: string | undefined;
  /** Has the host been changed since? */
  readonly differs?: boolean | undefined;
}

/** A host as the page shows it. */
export interface Tile {
  /** What it is called in the fleet. */
  readonly name: string;
  /** `unknown` until it was asked. */
  readonly state: "there" | "away" | "unknown";
  /** Why it is away. */
  readonly why: string;
  /** What it last said of itself, empty and 0 before. */
  readonly hostname: string;
  readonly system: string;
  readonly version: string;
  readonly bridges: number;
  readonly links: number;
  readonly jails: number;
  readonly waiting: readonly string[];
  /** The last order that it took; null when there was none. */
  readonly order: HostOrder | null;
  /** When it last told what it has: ISO 8601; empty when it never did. */
  readonly told: string;
  /** Which picture there is of it; empty when there is none. */
  readonly shape: string;
  /** The last thing that happened there. */
  readonly last: PageEvent | undefined;
}

/** Something that happened on one of the hosts. */
export interface FleetEvent extends PageEvent {
  readonly host: string;
}

/** What pages are told: hosts that have changed, and everything else. */
export interface FleetUpdate {
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Is a server reached? */
  readonly server: boolean;
  /** All hosts, in their order. */
  readonly names: readonly string[];
  readonly hosts: readonly Tile[];
  /** Newest first. */
  readonly events: readonly FleetEvent[];
}

/** Something that was searched for. */
export interface Hit {
  readonly host: string;
  /** Absent where the host itself is meant. */
  readonly bridge?: string;
  readonly hook?: string;
  /** Who is behind the link. */
  readonly name: string;
}

/** What was found, and on which host how often. */
export interface Found {
  readonly total: number;
  readonly counts: { readonly [host: string]: number };
  /** The first of them. */
  readonly hits: readonly Hit[];
}

interface Known {
  said: HostSaid | undefined;
  /** Why it did not answer; empty when it did, undefined before it was asked. */
  error: string | undefined;
  topology: Topology | undefined;
  shape: string;
  last: FleetEvent | undefined;
  /** Its links, to be searched; made when somebody searches. */
  lines: readonly (Hit & { readonly text: string })[] | undefined;
}

const MAX_EVENTS = 200;
const MAX_HITS = 100;
/** Pictures are kept while they are true, so many at most. */
const MAX_PICTURES = 300;
/** Width to height of a picture on a tile. */
const ASPECT = 1.6;

/** The hosts as they are told of; it asks nobody. */
export class FleetModel {
  private readonly known = new Map<string, Known>();
  private events: readonly FleetEvent[] = [];
  private isServer = false;
  private changed = new Set<string>();
  private readonly pictures = new Map<string, string>();

  /** Takes in which hosts there are. Returns those that are new. */
  setHosts(names: readonly string[]): readonly string[] {
    const fresh = names.filter((name) => !this.known.has(name));
    const all = new Set(names);
    for (const name of this.known.keys()) if (!all.has(name)) this.known.delete(name);
    for (const name of fresh) {
      const nothing = { said: undefined, error: undefined, topology: undefined, shape: "" };
      this.known.set(name, { ...nothing, last: undefined, lines: undefined });
      this.changed.add(name);
    }
    return fresh;
  }

  /** Takes in whether a server is reached. */
  setServer(isReached: boolean): void {
    this.isServer = isReached;
  }

  /** Takes in what a host has. */
  told(name: string, topology: Topology): void {
    const known = this.known.get(name);
    if (known === undefined) return;
    known.topology = topology;
    known.shape = shapeOf(topology);
    known.lines = undefined;
    this.changed.add(name);
  }

  /** Takes in what a host answered, or why it did not. */
  answered(name: string, answer: { readonly value: HostSaid } | { readonly error: string }): void {
    const known = this.known.get(name);
    if (known === undefined) return;
    const before = JSON.stringify(tileOf(name, known));
    if ("error" in answer) known.error = answer.error;
    else [known.said, known.error] = [answer.value, ""];
    if (JSON.stringify(tileOf(name, known)) !== before) this.changed.add(name);
  }

  /** Takes in something that happened, which may have been told before. */
  happened(event: FleetEvent): void {
    const known = this.known.get(event.host);
    const isKnown = this.events.some(
      ({ host, time, what }) => host === event.host && time === event.time && what === event.what,
    );
    if (known === undefined || isKnown) return;
    this.events = [event, ...this.events]
      .sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0))
      .slice(0, MAX_EVENTS);
    if (known.last === undefined || known.last.time <= event.time) known.last = event;
    this.changed.add(event.host);
  }

  /** What a host told last; undefined when it never did. */
  topologyOf(name: string): Topology | undefined {
    return this.known.get(name)?.topology;
  }

  /** Did a host answer when it was asked last? */
  isThere(name: string): boolean {
    return this.known.get(name)?.error === "";
  }

  /** Is there such a host? */
  has(name: string): boolean {
    return this.known.has(name);
  }

  /** All that a page is told that knows nothing yet. */
  whole(): FleetUpdate {
    return this.updateOf([...this.known.keys()]);
  }

  /** What has changed since this was called last. */
  news(): FleetUpdate {
    const names = [...this.changed].filter((name) => this.known.has(name));
    this.changed = new Set();
    return this.updateOf(names);
  }

  private updateOf(names: readonly string[]): FleetUpdate {
    return {
      time: new Date().toISOString(),
      server: this.isServer,
      names: [...this.known.keys()],
      hosts: names.map((name) => tileOf(name, this.known.get(name)!)),
      events: this.events,
    };
  }

  /**
   * The picture of a host as it told last; undefined when it never did. Without words for where they could not be read: they are
   * most of the work of drawing it.
   */
  picture(name: string, theme: keyof typeof themes, words: boolean): string | undefined {
    const { topology, shape } = this.known.get(name) ?? {};
    if (topology === undefined) return undefined;
    const which = `${theme} ${words} ${shape}`;
    const drawn = this.pictures.get(which) ?? drawnOf(topology, themes[theme], words);
    // The ones that were wanted last are kept.
    this.pictures.delete(which);
    this.pictures.set(which, drawn);
    for (const oldest of this.pictures.keys()) {
      if (this.pictures.size <= MAX_PICTURES) break;
      this.pictures.delete(oldest);
    }
    return drawn;
  }

  /** Where a name or an address is, or a part of one. */
  search(text: string): Found {
    const wanted = text.trim().toLowerCase();
    const counts: { [host: string]: number } = {};
    const hits: Hit[] = [];
    let total = 0;
    if (wanted === "") return { total, counts, hits };
    const take = (hit: Hit) => {
      total++;
      counts[hit.host] = (counts[hit.host] ?? 0) + 1;
      if (hits.length < MAX_HITS) hits.push(hit);
    };
    for (const [name, known] of this.known) {
      if (`${name} ${known.said?.hostname ?? ""}`.toLowerCase().includes(wanted))
        take({ host: name, name });
      known.lines ??= linesOf(name, known.topology);
      for (const { text: line, ...hit } of known.lines) if (line.includes(wanted)) take(hit);
    }
    return { total, counts, hits };
  }
}

function drawnOf(topology: Topology, theme: Theme, words: boolean): string {
  const scene = layoutTopology(topology, theme, { aspect: ASPECT, heading: false });
  return toSvg(words ? scene : { ...scene, items: withoutWords(scene.items) });
}

function withoutWords(items: readonly Item[]): readonly Item[] {
  return items.flatMap((item) =>
    item.kind === "text"
      ? []
      : [item.kind === "group" ? { ...item, items: withoutWords(item.items) } : item],
  );
}

/** The links of a host, each with all that can be searched for. */
function linesOf(host: string, topology: Topology | undefined): NonNullable<Known["lines"]> {
  return (topology?.bridges ?? []).flatMap((bridge) =>
    bridge.links.map(({ hook, guest, ...link }) => {
      const name = nameOf(guest, linkName({ hook, guest, ...link }));
      const nic = "interface" in guest ? guest.interface : undefined;
      const jail = guest.kind === "jail" ? guest.jail : "";
      const addresses = [nic?.ether ?? "", ...(nic?.inet ?? []), ...(nic?.inet6 ?? [])];
      const heard = (bridge.hosts ?? []).filter((one) => one.hook === hook);
      const words = [name, jail, nic?.name ?? "", nameOrId(bridge), hook, ...addresses];
      const text = [...words, ...heard.map(({ addr }) => addr)].join(" ").toLowerCase();
      return { host, bridge: nameOrId(bridge), hook, name, text };
    }),
  );
}

function tileOf(name: string, { said, error, topology, shape, last }: Known): Tile {
  const bridges = topology?.bridges ?? [];
  return {
    name,
    state: error === undefined ? "unknown" : error === "" ? "there" : "away",
    why: error ?? "",
    hostname: said?.hostname ?? topology?.hostname ?? "",
    system: said?.system ?? "",
    version: said?.by ?? "",
    bridges: said?.bridges ?? bridges.length,
    links: said?.links ?? bridges.reduce((sum, { links }) => sum + links.length, 0),
    jails: said?.jails ?? 0,
    waiting: said?.waiting ?? [],
    order: said?.order ?? null,
    told: topology?.time ?? "",
    shape,
    last: last && { time: last.time, what: last.what, alarm: last.alarm },
  };
}

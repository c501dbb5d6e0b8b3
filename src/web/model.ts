/** What the page is told of a host: links with their rates, the picture they are in, their past, and what happened. */
import { createHash } from "node:crypto";
import type { MonitorEvent } from "../buddy/monitor/event.ts";
import { follow, type Watched, watched } from "../buddy/monitor/events.ts";
import type { Reading } from "../buddy/monitor/reading.ts";
import { type LinkRate, linkKey, rates } from "../buddy/rates.ts";
import type { Bridge, Link, Topology } from "../buddy/topology.ts";
import { waitingLine } from "../buddy/waiting.ts";
import { boxId, bridgeId } from "../picture/guests.ts";
import { layoutTopology } from "../picture/layout.ts";
import { toSvg } from "../picture/svg.ts";
import { themes } from "../picture/theme.ts";

/** One link as the page shows it; `box` is the ID of its box in the picture. */
export interface PageLink extends LinkRate {
  /** Stays the same while the link does. */
  readonly key: string;
  readonly box: string;
}

/** One thing that happened, or waits to. */
export interface PageEvent {
  /** When it was noticed: ISO 8601, UTC. */
  readonly time: string;
  /** A line for people. */
  readonly what: string;
  /** Something that somebody should look at. */
  readonly alarm: boolean;
}

/** One second of the host. `shape` changes when the picture has to be drawn anew. */
export interface Update {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly hostname: string;
  /** A hash of what the picture shows. */
  readonly shape: string;
  readonly links: readonly PageLink[];
  /** Newest first. */
  readonly events: readonly PageEvent[];
}

/** Bits and packets a second. */
export type Sample = readonly [
  rxBits: number,
  txBits: number,
  rxPackets: number,
  txPackets: number,
];

/** What one has chosen in the picture: a link, or a bridge with all of its own. */
export interface Found {
  readonly bridge: Bridge;
  readonly link: Link | undefined;
}

/** The charts show the last ten minutes, a sample a second at most. */
export const PAST_SECONDS = 600;
const MAX_EVENTS = 200;
/** Kept while they are true: those of a few pages in light and dark. */
const MAX_PICTURES = 8;

/** What the page is told, from one reading to the next; it asks the host nothing. */
export class Model {
  private last: Topology | undefined;
  private update: Update | undefined;
  private readonly past = new Map<string, Sample[]>();
  /** The reading of the last sample. */
  private sampled: Topology | undefined;
  private pictures = { shape: "", drawn: new Map<string, string>() };
  private watched: Watched | undefined;
  private events: readonly MonitorEvent[] = [];

  /** `interval`: seconds between two readings. */
  constructor(private readonly interval: number) {}

  /** Takes a reading of the host in, with the jails that there are where somebody wants to know of those, too. */
  take(topology: Topology, jails: Reading["jails"] = []): void {
    const links = linksOf(this.last, topology);
    this.remember(topology);
    const news = this.follow({ topology, jails });
    this.events = [...news, ...this.events].slice(0, MAX_EVENTS);
    this.show(topology, links);
  }

  /** Shows a host that cannot be read as it was when it was last heard of, without counters. What has happened since is not told. */
  recall(topology: Topology): void {
    this.show(topology, linksOf(undefined, topology));
  }

  private show(topology: Topology, links: readonly PageLink[]): void {
    this.last = topology;
    const { hostname, time } = topology;
    const waits = (topology.waiting ?? []).map((one) => ({
      time,
      what: waitingLine(one),
      alarm: true,
    }));
    this.update = {
      time,
      hostname,
      shape: shapeOf(topology),
      links,
      events: [
        ...waits,
        ...this.events.map(({ time, text, level }) => ({
          ...{ time, what: text },
          alarm: level === "warning",
        })),
      ],
    };
  }

  /** Returns what has happened since the reading before. */
  private follow(reading: Reading): readonly MonitorEvent[] {
    if (this.watched === undefined) {
      this.watched = watched(reading);
      return [];
    }
    const { events, watched: now } = follow(this.watched, reading);
    this.watched = now;
    return events;
  }

  /** A sample of each link since the last one, when it is time for it. */
  private remember(topology: Topology): void {
    const seconds = ({ time }: Topology) => Date.parse(time) / 1000;
    // A tenth early is not too early: readings do not come on the second.
    const due = this.sampled === undefined ? 0 : seconds(this.sampled) + this.step * 0.9;
    if (seconds(topology) < due) return;
    const found = rates(this.sampled, topology);
    this.sampled = topology;
    for (const key of this.past.keys()) if (!found.has(key)) this.past.delete(key);
    for (const [key, { rxBits, txBits, rxPackets, txPackets }] of found) {
      const past = this.past.get(key) ?? [];
      past.push([rxBits, txBits, rxPackets, txPackets]);
      if (past.length > this.samples) past.shift();
      this.past.set(key, past);
    }
  }

  private get step(): number {
    return Math.max(1, this.interval);
  }

  /** Of how many samples the past is when it is complete. */
  get samples(): number {
    return Math.ceil(PAST_SECONDS / this.step);
  }

  /** The last reading. */
  get topology(): Topology | undefined {
    return this.last;
  }

  /** What has happened, newest first. */
  get happened(): readonly MonitorEvent[] {
    return this.events;
  }

  get current(): Update | undefined {
    return this.update;
  }

  /** The picture, in the page's colours and shape, without what the page says itself. Its counters may be old ones. */
  picture(theme: keyof typeof themes, aspect: number | undefined): string {
    if (this.last === undefined || this.update === undefined) return "";
    if (this.pictures.shape !== this.update.shape)
      this.pictures = { shape: this.update.shape, drawn: new Map() };
    const { drawn } = this.pictures;
    const which = `${theme} ${aspect}`;
    const picture =
      drawn.get(which) ??
      toSvg(layoutTopology(this.last, themes[theme], { aspect, heading: false }));
    if (drawn.size < MAX_PICTURES) drawn.set(which, picture);
    return picture;
  }

  /** A link by its key, or a bridge by its ID in the picture. */
  find(key: string): Found | undefined {
    for (const bridge of this.last?.bridges ?? []) {
      if (bridgeId(bridge) === key) return { bridge, link: undefined };
      const link = bridge.links.find((one) => linkKey(bridge, one) === key);
      if (link !== undefined) return { bridge, link };
    }
    return undefined;
  }

  /** The last ten minutes of what was found, oldest first; of a bridge its links' sum. */
  pastOf({ bridge, link }: Found): readonly Sample[] {
    const links = link === undefined ? bridge.links : [link];
    const all = links.map((one) => this.past.get(linkKey(bridge, one)) ?? []);
    const length = all.reduce((most, past) => Math.max(most, past.length), 0);
    return Array.from({ length }, (_, at) => {
      const samples = all.map((past) => past[past.length - length + at] ?? NOTHING);
      const sum = (of: 0 | 1 | 2 | 3) => samples.reduce((all, sample) => all + sample[of], 0);
      return [sum(0), sum(1), sum(2), sum(3)];
    });
  }
}

/** The links of a reading, with their rates since the one before. */
function linksOf(before: Topology | undefined, topology: Topology): readonly PageLink[] {
  const found = rates(before, topology);
  return topology.bridges.flatMap((bridge) =>
    bridge.links.map((link): PageLink => {
      const key = linkKey(bridge, link);
      return { ...found.get(key)!, key, box: boxId(bridge, link) };
    }),
  );
}

const NOTHING: Sample = [0, 0, 0, 0];

/** A hash of everything that the picture shows besides counters: the same when the server is started again. */
export function shapeOf({ bridges, orphans, unreadable }: Topology): string {
  const shape = [
    bridges.map(({ id, name, links }) => [
      id,
      name,
      links.map(({ hook, peerId, guest }) => [hook, peerId, guest]),
    ]),
    orphans,
    unreadable ?? [],
  ];
  return createHash("sha256").update(JSON.stringify(shape)).digest("base64url");
}

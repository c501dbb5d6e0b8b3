/** What the page is told of a host: links with their rates, the picture they are in, and what happened. */
import type { LinkRate } from "../buddy/rates.ts";
import { linkKey, rates } from "../buddy/rates.ts";
import type { Bridge, Link, Topology } from "../buddy/topology.ts";
import { cardId } from "../picture/guests.ts";
import { layoutTopology } from "../picture/layout.ts";
import { toSvg } from "../picture/svg.ts";
import { themes } from "../picture/theme.ts";

/** One link as the page shows it; `card` is the ID of its card in the picture. */
export interface PageLink extends LinkRate {
  readonly key: string;
  readonly card: string;
  readonly kind: string;
  readonly rxOctets: number;
  readonly txOctets: number;
}

export interface Happening {
  readonly time: string;
  readonly what: string;
}

/** One second of the host. `shape` changes when the picture has to be drawn anew. */
export interface Update {
  readonly time: string;
  readonly hostname: string;
  readonly shape: string;
  readonly links: readonly PageLink[];
  readonly happenings: readonly Happening[];
}

/** How many readings are kept of each link: ten minutes at one a second. */
export const HISTORY = 600;
const MOST_HAPPENINGS = 200;

export class Model {
  private last: Topology | undefined;
  private update: Update | undefined;
  private readonly history = new Map<string, [rx: number, tx: number][]>();
  private happenings: Happening[] = [];

  /** Takes a reading of the host in. */
  take(topology: Topology): Update {
    const found = rates(this.last, topology);
    const links: PageLink[] = [];
    for (const bridge of topology.bridges) {
      for (const link of bridge.links) {
        const key = linkKey(bridge, link);
        const rate = found.get(key)!;
        links.push({
          ...rate,
          key,
          card: cardId(bridge, link),
          kind: link.guest.kind,
          rxOctets: link.stats?.recvOctets ?? 0,
          txOctets: link.stats?.xmitOctets ?? 0,
        });
        const past = this.history.get(key) ?? [];
        past.push([rate.rxBits, rate.txBits]);
        if (past.length > HISTORY) past.shift();
        this.history.set(key, past);
      }
    }
    const present = new Set(links.map(({ key }) => key));
    for (const key of this.history.keys()) if (!present.has(key)) this.history.delete(key);
    const news = this.last === undefined ? [] : difference(this.last, topology);
    this.happenings = [...news, ...this.happenings].slice(0, MOST_HAPPENINGS);
    this.last = topology;
    this.update = {
      time: topology.time,
      hostname: topology.hostname,
      shape: shapeOf(topology),
      links,
      happenings: this.happenings,
    };
    return this.update;
  }

  get current(): Update | undefined {
    return this.update;
  }
  get topology(): Topology | undefined {
    return this.last;
  }

  /** The picture, in the page's colours. */
  picture(theme: keyof typeof themes): string {
    return this.last === undefined ? "" : toSvg(layoutTopology(this.last, themes[theme]));
  }

  /** Bits a second of the last ten minutes, oldest first. */
  past(key: string): readonly (readonly [rx: number, tx: number])[] {
    return this.history.get(key) ?? [];
  }

  find(key: string): { bridge: Bridge; link: Link } | undefined {
    for (const bridge of this.last?.bridges ?? []) {
      for (const link of bridge.links) if (linkKey(bridge, link) === key) return { bridge, link };
    }
    return undefined;
  }
}

/** Everything that the picture shows besides counters. */
function shapeOf(topology: Topology): string {
  return JSON.stringify([
    topology.bridges.map(({ id, name, links }) => [
      id,
      name,
      links.map(({ hook, peerId, guest }) => [hook, peerId, guest]),
    ]),
    topology.orphans,
  ]);
}

/** What happened between two readings. */
function difference(before: Topology, after: Topology): Happening[] {
  const { time } = after;
  const links = (topology: Topology) =>
    new Map(
      topology.bridges.flatMap((bridge) =>
        bridge.links.map((link) => [linkKey(bridge, link), { bridge, link }] as const),
      ),
    );
  const [old, now] = [links(before), links(after)];
  const found: string[] = [];
  for (const [key, { bridge, link }] of now) {
    const was = old.get(key);
    if (was === undefined) found.push(`${link.peerName} joined ${bridge.name} on ${link.hook}`);
    else if ((link.stats?.loopDetects ?? 0) > (was.link.stats?.loopDetects ?? 0)) {
      found.push(`loop detected on ${bridge.name} ${link.hook} (${link.peerName})`);
    }
  }
  for (const [key, { bridge, link }] of old)
    if (!now.has(key)) found.push(`${link.peerName} left ${bridge.name}`);
  for (const bridge of after.bridges) {
    const past = new Map(
      before.bridges
        .find(({ id }) => id === bridge.id)
        ?.hosts?.map(({ addr, hook }) => [addr, hook]),
    );
    for (const { addr, hook } of bridge.hosts ?? []) {
      const was = past.get(addr);
      if (was !== undefined && was !== hook)
        found.push(`${addr} moved from ${was} to ${hook} on ${bridge.name}`);
    }
  }
  return found.map((what) => ({ time, what }));
}

/** Events: what has happened between two readings of a host. */
import { nameOrId } from "../../netgraph/path.ts";
import { bitRate } from "../bitrate.ts";
import { counted } from "../counted.ts";
import { isVirtualRouter } from "../doctor/virtualrouter.ts";
import { nameOf } from "../guestname.ts";
import { type LinkRate, linkKey, rates } from "../rates.ts";
import { linkName } from "../status.ts";
import type { Bridge, Link, LinkStats, Topology } from "../topology.ts";
import type { AboutLink, Happening, MonitorEvent } from "./event.ts";
import type { Reading } from "./reading.ts";

/** What is told besides what always is. */
export interface EventOptions {
  /** Bits a second above which a link's rate is told. */
  readonly maxBits?: number | undefined;
}

/** A host that is watched: its last reading, and what is going on since an earlier one. */
export interface Watched {
  readonly reading: Reading;
  /** The links whose rate is above the limit. */
  readonly busy: ReadonlySet<string>;
  /** The links that drop frames, and how many have been since that began. */
  readonly dropping: ReadonlyMap<string, number>;
}

/** A rate that is told to be below the limit again is below so much of it, so that one at the limit is not told again and again. */
const BELOW = 0.8;
/** In one reading, so many addresses of a bridge are told one by one: a loop moves hundreds. */
const MAX_MOVED = 8;

/** Returns a host as it is when its watching begins: nothing has happened yet. */
export function watched(reading: Reading): Watched {
  return { reading, busy: new Set(), dropping: new Map() };
}

/** Returns what has happened since the last reading, and the host as it is watched on. */
export function follow(
  before: Watched,
  reading: Reading,
  options: EventOptions = {},
): { readonly events: readonly MonitorEvent[]; readonly watched: Watched } {
  const { topology } = reading;
  const was = before.reading.topology;
  const pairs = pairsOf(was, topology);
  const flow = rates(was, topology);
  const busy = rateEvents(before.busy, topology, flow, options);
  const drops = dropEvents(before.dropping, pairs);
  const found: Happening[] = [
    ...jailEvents(before.reading.jails, reading.jails),
    ...bridgeEvents(was, topology),
    ...interfaceEvents(was, topology),
    ...loopEvents(pairs),
    ...movedEvents(was, topology),
    ...drops.events,
    ...busy.events,
  ];
  return {
    events: found.map((one) => ({ time: topology.time, ...one })),
    watched: { reading, busy: busy.now, dropping: drops.now },
  };
}

function guestName(link: Link): string {
  return link.peerType === "ether" || link.between !== undefined
    ? linkName(link)
    : nameOf(link.guest, linkName(link));
}

function aboutLink(bridge: Bridge, link: Link): AboutLink {
  return { bridge: nameOrId(bridge), hook: link.hook, guest: guestName(link) };
}

function linkWords({ bridge, hook, guest }: AboutLink): string {
  return `${guest} on bridge ${bridge} (${hook})`;
}

/** What a link is known by, from reading to reading: what is between it and its end may change. */
function keyOf({ id }: Bridge, { hook, end, peerId }: Link): string {
  return `${id}/${hook}/${end?.id ?? peerId}`;
}

/** A link that is in both readings. */
interface Pair {
  readonly bridge: Bridge;
  readonly before: Link;
  readonly after: Link;
}

function pairsOf(before: Topology, after: Topology): Pair[] {
  const old = new Map(
    before.bridges.flatMap((bridge) => bridge.links.map((link) => [keyOf(bridge, link), link])),
  );
  return after.bridges.flatMap((bridge) =>
    bridge.links.flatMap((link) => {
      const was = old.get(keyOf(bridge, link));
      return was === undefined ? [] : [{ bridge, before: was, after: link }];
    }),
  );
}

function jailEvents(before: Reading["jails"], after: Reading["jails"]): Happening[] {
  const isIn = (list: Reading["jails"], one: Reading["jails"][number]) =>
    list.some(({ name, jid }) => name === one.name && jid === one.jid);
  const told = (event: "jail started" | "jail stopped", of: Reading["jails"]): Happening[] =>
    of.map(({ name, jid }) => ({
      event,
      level: "notice",
      jail: name,
      jid,
      text: `${event}: ${name} (JID ${jid})`,
    }));
  return [
    ...told(
      "jail stopped",
      before.filter((one) => !isIn(after, one)),
    ),
    ...told(
      "jail started",
      after.filter((one) => !isIn(before, one)),
    ),
  ];
}

function bridgeEvents(before: Topology, after: Topology): Happening[] {
  const told = (
    event: "bridge made" | "bridge gone",
    all: Topology,
    others: Topology,
  ): { readonly whole: Happening[]; readonly stay: readonly Bridge[] } => {
    const isIn = ({ id }: Bridge) => others.bridges.some((one) => one.id === id);
    return {
      whole: all.bridges
        .filter((bridge) => !isIn(bridge))
        .map((bridge) => ({
          event,
          level: "notice",
          bridge: nameOrId(bridge),
          text: `${event}: ${nameOrId(bridge)}, ${counted(bridge.links.length, "link")}`,
        })),
      stay: all.bridges.filter(isIn),
    };
  };
  const links = (
    event: "link made" | "link gone",
    of: readonly Bridge[],
    others: readonly Bridge[],
  ): Happening[] => {
    const keys = new Set(
      others.flatMap((bridge) => bridge.links.map((link) => keyOf(bridge, link))),
    );
    return of.flatMap((bridge) =>
      bridge.links
        .filter((link) => !keys.has(keyOf(bridge, link)))
        .map((link): Happening => {
          const about = aboutLink(bridge, link);
          return { event, level: "notice", ...about, text: `${event}: ${linkWords(about)}` };
        }),
    );
  };
  const gone = told("bridge gone", before, after);
  const made = told("bridge made", after, before);
  return [
    ...gone.whole,
    ...links("link gone", gone.stay, made.stay),
    ...made.whole,
    ...links("link made", made.stay, gone.stay),
  ];
}

/** The host's own interfaces on bridges, and whether each has a carrier and is up. */
function interfacesOf({ bridges }: Topology): Map<string, boolean> {
  const found = new Map<string, boolean>();
  for (const { links } of bridges)
    for (const { guest } of links) {
      if (guest.kind !== "uplink" && guest.kind !== "host") continue;
      const { name, up, status } = guest.interface;
      if (up !== undefined) found.set(name, up && status !== "no carrier");
    }
  return found;
}

function interfaceEvents(before: Topology, after: Topology): Happening[] {
  const was = interfacesOf(before);
  return [...interfacesOf(after)].flatMap(([name, isUp]): Happening[] => {
    if (was.get(name) === undefined || was.get(name) === isUp) return [];
    const event = isUp ? "interface up" : "interface down";
    return [
      {
        event,
        level: isUp ? "notice" : "warning",
        interface: name,
        text: `${event}: ${name}`,
      },
    ];
  });
}

/** How much a counter has grown; a link that was connected anew counts from 0. */
function grown({ before, after }: Pair, counter: keyof LinkStats): number {
  const [was, now] = [before.stats?.[counter] ?? 0, after.stats?.[counter] ?? 0];
  return now < was ? now : now - was;
}

function loopEvents(pairs: readonly Pair[]): Happening[] {
  return pairs.flatMap((pair): Happening[] => {
    const count = grown(pair, "loopDetects");
    if (count === 0) return [];
    const about = aboutLink(pair.bridge, pair.after);
    return [
      {
        event: "loop",
        level: "warning",
        count,
        ...about,
        text: `loop: ${linkWords(about)} sends what came from another link, seen ${counted(count, "time")}; the bridge mutes it for a while`,
      },
    ];
  });
}

function movedEvents(before: Topology, after: Topology): Happening[] {
  return after.bridges.flatMap((bridge): Happening[] => {
    const was = before.bridges.find(({ id }) => id === bridge.id);
    const old = new Map(was?.hosts?.map(({ addr, hook }) => [addr, hook]));
    const byHook = new Map(bridge.links.map((link) => [link.hook, link]));
    const moved = (bridge.hosts ?? []).flatMap(({ addr, hook }) => {
      const from = byHook.get(old.get(addr) ?? "");
      const to = byHook.get(hook);
      // An address whose link has gone is where its guest is now.
      return from === undefined || to === undefined || from === to ? [] : [{ addr, from, to }];
    });
    const name = nameOrId(bridge);
    const told = moved.slice(0, MAX_MOVED).map(({ addr, from, to }): Happening => {
      const [one, other] = [guestName(from), guestName(to)];
      const carp = isVirtualRouter(addr)
        ? ", CARP's, so that another host or jail is master now"
        : "";
      return {
        event: "address moved",
        level: carp === "" ? "warning" : "notice",
        bridge: name,
        address: addr,
        from: one,
        to: other,
        text: `address moved: ${addr}${carp}, from ${one} (${from.hook}) to ${other} (${to.hook}) on bridge ${name}`,
      };
    });
    const more = moved.length - told.length;
    if (more === 0) return told;
    return [
      ...told,
      {
        event: "addresses moved",
        level: "warning",
        bridge: name,
        count: more,
        text: `addresses moved: ${more} more on bridge ${name}`,
      },
    ];
  });
}

/** The counters of frames that a bridge did not pass on. */
const DROPS = ["loopDrops", "memoryFailures", "recvRunts", "recvInvalid"] as const;

function dropEvents(
  before: ReadonlyMap<string, number>,
  pairs: readonly Pair[],
): { readonly events: readonly Happening[]; readonly now: ReadonlyMap<string, number> } {
  const now = new Map<string, number>();
  const events: Happening[] = [];
  for (const pair of pairs) {
    const key = keyOf(pair.bridge, pair.after);
    const about = aboutLink(pair.bridge, pair.after);
    const dropped = DROPS.reduce((sum, counter) => sum + grown(pair, counter), 0);
    const sum = before.get(key);
    if (dropped > 0) {
      now.set(key, (sum ?? 0) + dropped);
      if (sum === undefined)
        events.push({
          event: "drops begin",
          level: "warning",
          count: dropped,
          ...about,
          text: `drops begin: ${linkWords(about)}, ${counted(dropped, "frame")} so far`,
        });
    } else if (sum !== undefined) {
      events.push({
        event: "drops end",
        level: "notice",
        count: sum,
        ...about,
        text: `drops end: ${linkWords(about)}, ${counted(sum, "frame")} in all`,
      });
    }
  }
  return { events, now };
}

function rateEvents(
  before: ReadonlySet<string>,
  { bridges }: Topology,
  flow: ReadonlyMap<string, LinkRate>,
  { maxBits }: EventOptions,
): { readonly events: readonly Happening[]; readonly now: ReadonlySet<string> } {
  const now = new Set<string>();
  const events: Happening[] = [];
  if (maxBits === undefined) return { events, now };
  for (const bridge of bridges)
    for (const link of bridge.links) {
      const key = keyOf(bridge, link);
      const rate = flow.get(linkKey(bridge, link));
      const bits = Math.round(Math.max(rate?.rxBits ?? 0, rate?.txBits ?? 0));
      const wasBusy = before.has(key);
      const isBusy = bits > (wasBusy ? maxBits * BELOW : maxBits);
      if (isBusy) now.add(key);
      if (isBusy === wasBusy) continue;
      const about = aboutLink(bridge, link);
      const event = isBusy ? "rate above" : "rate below";
      events.push({
        event,
        level: isBusy ? "warning" : "notice",
        bits,
        limit: maxBits,
        ...about,
        text: `${event} ${bitRate(maxBits)}: ${linkWords(about)}, ${bitRate(bits)}`,
      });
    }
  return { events, now };
}

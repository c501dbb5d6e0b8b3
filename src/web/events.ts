/** What happened on a host between two readings: links made, named and gone, loops, addresses that moved. */
import { linkKey } from "../buddy/rates.ts";
import { linkName } from "../buddy/status.ts";
import type { Bridge, Link, Topology } from "../buddy/topology.ts";
import { nameOrId } from "../netgraph/path.ts";

/** One thing that happened. */
export interface Event {
  /** When it was noticed: ISO 8601, UTC. */
  readonly time: string;
  /** A line for people. */
  readonly what: string;
  /** Something that somebody should look at. */
  readonly alarm: boolean;
}

export function difference(before: Topology, after: Topology): Event[] {
  const { time } = after;
  const tell = (alarm: boolean) => (what: string) => ({ time, what, alarm });
  return [
    ...bridgesOf(before, after).map(tell(false)),
    ...linksOf(before, after).map(tell(false)),
    ...loopsOf(before, after).map(tell(true)),
    ...movesOf(before, after).map(tell(true)),
  ];
}

function bridgesOf(before: Topology, after: Topology): string[] {
  const ids = ({ bridges }: Topology) => new Set(bridges.map(({ id }) => id));
  const [old, now] = [ids(before), ids(after)];
  return [
    ...after.bridges
      .filter(({ id }) => !old.has(id))
      .map((one) => `bridge ${nameOrId(one)} was made`),
    ...before.bridges
      .filter(({ id }) => !now.has(id))
      .map((one) => `bridge ${nameOrId(one)} is gone`),
  ];
}

type LinkOn = { readonly bridge: Bridge; readonly link: Link };

function byKey({ bridges }: Topology): Map<string, LinkOn> {
  return new Map(
    bridges.flatMap((bridge) =>
      bridge.links.map((link) => [linkKey(bridge, link), { bridge, link }] as const),
    ),
  );
}

function linksOf(before: Topology, after: Topology): string[] {
  const [old, now] = [byKey(before), byKey(after)];
  const missing = (from: Map<string, LinkOn>, other: Map<string, LinkOn>) =>
    [...from].filter(([key]) => !other.has(key)).map(([, one]) => one);
  return [
    ...missing(now, old).map(
      ({ bridge, link }) => `${linkName(link)} joined ${nameOrId(bridge)} on ${link.hook}`,
    ),
    ...missing(old, now).map(({ bridge, link }) => `${linkName(link)} left ${nameOrId(bridge)}`),
    // An interface is made first and named then: it may have been seen between.
    ...[...now].flatMap(([key, { link }]) => {
      const was = old.get(key)?.link;
      return was === undefined || was.peerName === link.peerName
        ? []
        : [`${linkName(was)} is called ${linkName(link)} now`];
    }),
  ];
}

/** A bridge counts a loop when it hears an address on another link too soon after the first (ng_bridge(4)). */
function loopsOf(before: Topology, after: Topology): string[] {
  const old = byKey(before);
  return [...byKey(after)]
    .filter(
      ([key, { link }]) =>
        (link.stats?.loopDetects ?? 0) > (old.get(key)?.link.stats?.loopDetects ?? 0),
    )
    .map(
      ([, { bridge, link }]) =>
        `loop detected on ${nameOrId(bridge)} ${link.hook} (${linkName(link)})`,
    );
}

function movesOf(before: Topology, after: Topology): string[] {
  const heard = ({ bridges }: Topology) =>
    new Map(
      bridges.map(({ id, hosts = [] }) => [id, new Map(hosts.map((one) => [one.addr, one.hook]))]),
    );
  const old = heard(before);
  return after.bridges.flatMap((bridge) =>
    (bridge.hosts ?? []).flatMap(({ addr, hook }) => {
      const was = old.get(bridge.id)?.get(addr);
      return was === undefined || was === hook
        ? []
        : [`${addr} moved from ${was} to ${hook} on ${nameOrId(bridge)}`];
    }),
  );
}

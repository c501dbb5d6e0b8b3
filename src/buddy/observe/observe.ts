/** Reads a host once and joins what it says: the graph, its counters, interfaces and jails. */
import { hostname, interfaces } from "../../host/commands.ts";
import { FileError, type Host } from "../../host/host.ts";
import type { HookInfo, Netgraph, NodeInfo } from "../../netgraph/client.ts";
import { waiting } from "../apply/unconfirmed.ts";
import type { Bridge, Guest, Link, LinkStats, Topology } from "../topology.ts";
import { readGraph } from "./graph.ts";
import { guestOf } from "./guests.ts";
import { hooksOf, nameOf, pathOf, pipelined, unlessGone } from "./nodes.ts";
import { NOBODY, type Occupants, occupants } from "./occupants.ts";
import { readOrphans } from "./orphans.ts";
import { type Tags, vlanTags } from "./tags.ts";
import { type Hooks, type Walked, walk, withBetween } from "./walk.ts";

/** What is read of a host beyond its bridges and their links; nothing of it when left out. */
export interface ObserveOptions {
  /** The counters of each link: one message a link. */
  readonly counters?: boolean;
  /** The bridges' tables of addresses: one message a bridge. */
  readonly tables?: boolean;
  /** Who is behind each link: the host's interfaces and its jails, one message an eiface; jails are looked into only for what is not told otherwise. */
  readonly guests?: boolean;
  /** Every node with its hooks: a message for each whose hooks the bridges do not tell. */
  readonly graph?: boolean;
}

/** One reading of the host. The cost grows with the number of links; no command is started for a link. */
export async function observe(
  host: Host,
  netgraph: Netgraph,
  options: ObserveOptions = {},
): Promise<Topology> {
  const nodes = await netgraph.nodes();
  const bridgeNodes = nodes.filter(({ type }) => type === "bridge");
  const hooks = await withBetween(netgraph, await hooksOf(netgraph, bridgeNodes));
  const onHost = options.guests ? await interfaces(host) : [];
  const who = options.guests ? await occupants(host, netgraph, nodes, onHost) : NOBODY;
  const tags = await vlanTags(netgraph, nodes, hooks);
  const bridges: Bridge[] = [];
  for (const node of bridgeNodes) {
    const links = hooks.get(node.id);
    // It went while we looked.
    if (links === undefined) continue;
    bridges.push(await readBridge(netgraph, node, links, { hooks, tags, who }, options));
  }
  const waits = await waiting(host).catch(orNone);
  const attached = new Set(
    bridges.flatMap(({ links }) => links.map(({ end, peerId }) => end?.id ?? peerId)),
  );
  const alone = nodes.filter(
    ({ id, type }) => (type === "eiface" || type === "ether") && !attached.has(id),
  );
  const ifBridges = onHost.filter(({ groups }) => groups.includes("bridge"));
  return {
    hostname: options.guests ? await hostname(host) : "",
    time: new Date(host.now() * 1000).toISOString(),
    bridges: bridges.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id)),
    orphans: await readOrphans(netgraph, alone, options.guests ? who : undefined),
    ...(ifBridges.length > 0 && {
      ifBridges: ifBridges.map(({ name, members }) => ({ name, members })),
    }),
    graph: options.graph ? await readGraph(netgraph, nodes, hooks) : [],
    ...(waits.length > 0 && { waiting: waits }),
    ...(who.unreadable.length > 0 && { unreadable: who.unreadable }),
  };
}

/** Who cannot read the journals is shown everything else. */
function orNone(error: unknown): never[] {
  if (error instanceof FileError) return [];
  throw error;
}

/** What the links of all bridges are read with. */
interface Around {
  readonly hooks: Hooks;
  readonly tags: Tags;
  readonly who: Occupants;
}

async function readBridge(
  netgraph: Netgraph,
  node: NodeInfo,
  hooks: readonly HookInfo[],
  { hooks: all, tags, who }: Around,
  options: ObserveOptions,
): Promise<Bridge> {
  const client = netgraph.bridge(pathOf(node));
  const stats = options.counters
    ? await pipelined(hooks, ({ name }) => {
        const number = linkNumber(name);
        return number === undefined
          ? Promise.resolve(undefined)
          : unlessGone(client.linkStats(number));
      })
    : [];
  const table = options.tables ? await unlessGone(client.table()) : undefined;
  const walks = hooks.map((hook) => walk(hook, all));
  const ports = await pipelined(walks, (walked) => portOn(netgraph, walked, all));
  return {
    id: node.id,
    name: node.name,
    links: hooks.map((hook, index): Link => {
      const counters = stats[index];
      const { hook: led, between } = walks[index]!;
      const port = ports[index];
      return {
        hook: hook.name,
        peerId: hook.peer.id,
        peerName: hook.peer.name,
        peerType: hook.peer.type,
        peerHook: hook.peerHook,
        ...(between.length > 0 && {
          between: between.map(({ node: one, entry, exit }) => {
            const tag = tags.get(one.id)?.get(entry) ?? tags.get(one.id)?.get(exit);
            const part = port?.parts.get(one.id);
            return {
              ...nameOf(one),
              ...(tag !== undefined && { vlan: tag }),
              ...(part !== undefined && { part }),
            };
          }),
          ...(port !== undefined && { port: port.port }),
          end: { ...nameOf(led.peer), hook: led.peerHook },
        }),
        guest: withVlans(guestOf(led, who, table), tags.get(led.peer.id)),
        ...(counters && { stats: linkStats(counters) }),
      };
    }),
    ...(table && { hosts: table }),
  };
}

/** An ng_vlan(4) that is an end itself, since it leads to more than one, is told by what it hands out. */
function withVlans(guest: Guest, tags: ReadonlyMap<string, number> | undefined): Guest {
  return guest.kind !== "other" || tags === undefined || tags.size === 0
    ? guest
    : { ...guest, vlans: [...tags.values()] };
}

/** The port of the guest at the end of a way; undefined when no node on it is called as one of a port's is. */
async function portOn(netgraph: Netgraph, { hook, between }: Walked, hooks: Hooks) {
  const { name, type } = hook.peer;
  if (type !== "eiface") return undefined;
  if (!between.some(({ node }) => name !== "" && node.name.startsWith(`${name}_`)))
    return undefined;
  return await (await import("../network/portseen.ts")).portOf(netgraph, name, between, hooks);
}

/** `link3` → 3; `uplink1` → -1, as ng_bridge(4)'s getstats wants it. */
function linkNumber(hook: string): number | undefined {
  const match = /^(up)?link(\d+)$/.exec(hook);
  if (match === null) return undefined;
  return match[1] === undefined ? Number(match[2]) : -Number(match[2]);
}

function linkStats(counters: { readonly [name: string]: number }): LinkStats {
  const count = (name: string) => counters[name] ?? 0;
  return {
    recvOctets: count("recvOctets"),
    recvPackets: count("recvPackets"),
    // The kernel's own names lack the s (ng_bridge.h).
    recvMulticasts: count("recvMulticast"),
    recvBroadcasts: count("recvBroadcast"),
    recvUnknown: count("recvUnknown"),
    recvRunts: count("recvRunts"),
    recvInvalid: count("recvInvalid"),
    xmitOctets: count("xmitOctets"),
    xmitPackets: count("xmitPackets"),
    xmitMulticasts: count("xmitMulticasts"),
    xmitBroadcasts: count("xmitBroadcasts"),
    loopDrops: count("loopDrops"),
    loopDetects: count("loopDetects"),
    memoryFailures: count("memoryFailures"),
  };
}

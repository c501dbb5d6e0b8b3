/** Where interfaces are, and what they have there: all that goes with them when they are removed. */
import { interfaces, staticRoutes } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { HostInterface } from "../host/ifconfig.ts";
import { readJails, type UnreadableJail } from "../host/jailreading.ts";
import type { JailInfo } from "../host/jls.ts";
import type { RouteInfo } from "../host/netstat.ts";
import type { HookInfo, Netgraph, NodeInfo } from "../netgraph/client.ts";
import { interfaceOf } from "./observe/guests.ts";
import { pathOf, pipelined, unlessGone } from "./observe/nodes.ts";
import { EIFACE_MTU, type Place } from "./plan/wanted.ts";

type BridgeHooks = ReadonlyMap<number, readonly HookInfo[]>;

/** Where each eiface and NIC of a host is. */
export interface Places {
  /** By node ID. */
  readonly known: ReadonlyMap<number, Place>;
  /** Eifaces that are in a jail, and it cannot be told in which, by node ID. */
  readonly untold: ReadonlySet<number>;
  /** The jails that nothing can be told of. */
  readonly unreadable: readonly UnreadableJail[];
}

export const NO_PLACES: Places = { known: new Map(), untold: new Set(), unreadable: [] };

/**
 * The places of eifaces: one ifconfig; where some are not on the host, one jls, and an ifconfig and a netstat in each
 * vnet jail. `routes`: those of the host as well, by a netstat. `bridges`: the hooks of bridges, by node ID.
 */
export async function placesOf(
  host: Host,
  netgraph: Netgraph,
  eifaces: readonly NodeInfo[],
  { routes, bridges }: { readonly routes: boolean; readonly bridges: BridgeHooks },
): Promise<Places> {
  if (eifaces.length === 0) return NO_PLACES;
  const onHost = await interfaces(host);
  const called = new Set(onHost.map(({ name }) => name));
  // One that is on the host under its node's name is asked for no more.
  const names = await pipelined(eifaces, async (node) =>
    called.has(node.name) ? node.name : await unlessGone(interfaceOf(netgraph, node)),
  );
  const elsewhere = eifaces.some(({ name }) => !called.has(name));
  const everywhere = new Map<string, Place[]>();
  const add = (
    found: readonly HostInterface[],
    set: readonly RouteInfo[],
    jail: Pick<Place, "jail" | "jid"> = {},
  ) => {
    for (const one of found) {
      const own = set.filter((route) => route.interface === one.name);
      const place: Place = { ...jail, interface: one, routes: own };
      everywhere.set(one.name, [...(everywhere.get(one.name) ?? []), place]);
    }
  };
  add(onHost, routes ? await staticRoutes(host) : []);
  const { read, unreadable } = elsewhere
    ? await readJails(host, async (jid) => ({
        interfaces: await interfaces(host, jid),
        routes: await staticRoutes(host, jid),
      }))
    : { read: [], unreadable: [] };
  for (const { jail, found } of read)
    add(found.interfaces, found.routes, { jail: jail.name, jid: jail.jid });
  const known = new Map<number, Place>();
  const untold = new Set<number>();
  for (const [index, node] of eifaces.entries()) {
    const name = names[index];
    if (name === undefined) continue;
    // It may be in one that nothing is known of.
    const places = [
      ...(everywhere.get(name) ?? []),
      ...unreadable.map((jail) => unreadPlace(jail, name)),
    ];
    const place = likeliest(node, name, places) ?? (await heard(netgraph, bridges, node, places));
    if (place !== undefined) known.set(node.id, place);
    else if (places.length > 0) untold.add(node.id);
  }
  return { known, untold, unreadable };
}

/** An interface in a jail that cannot be read: its name is all that the kernel tells of it. */
function unreadPlace({ jail, jid }: UnreadableJail, name: string): Place {
  const nothing = { flags: [], options: [], inet: [], inet6: [], groups: [], members: [] };
  const one: HostInterface = { ...nothing, name, up: true, mtu: EIFACE_MTU };
  return { jail, jid, interface: one, routes: [] };
}

/** In jails interfaces may be called as on the host, and as in other jails. Where the names do not tell there is no place. */
function likeliest(node: NodeInfo, name: string, places: readonly Place[]): Place | undefined {
  const jailed = places.filter(({ jail }) => jail !== undefined);
  const onHost = places.find(({ jail }) => jail === undefined);
  if (jailed.length === 0 || (onHost !== undefined && name === node.name)) return onHost;
  return jailed.length === 1 ? jailed[0] : jailed.find(({ jail }) => jail === node.name);
}

/** The place whose address the eiface's bridge has learned from it. */
async function heard(
  netgraph: Netgraph,
  bridges: BridgeHooks,
  node: NodeInfo,
  places: readonly Place[],
): Promise<Place | undefined> {
  if (places.length < 2) return undefined;
  for (const [id, hooks] of bridges) {
    const hook = hooks.find(({ peer }) => peer.id === node.id);
    if (hook === undefined) continue;
    const table = await unlessGone(netgraph.bridge(pathOf({ id })).table());
    const learned = new Set(table?.flatMap((one) => (one.hook === hook.name ? [one.addr] : [])));
    return places.find(({ interface: one }) => one.ether !== undefined && learned.has(one.ether));
  }
  return undefined;
}

/** Vnet jails that run without any interface but loopbacks: one jls, and an ifconfig in each. */
export async function jailsWithout(host: Host): Promise<JailInfo[]> {
  const { read } = await readJails(host, (jid) => interfaces(host, jid));
  return read.flatMap(({ jail, found }) =>
    found.every(({ flags }) => flags.includes("LOOPBACK")) ? [jail] : [],
  );
}

/** Where interfaces are, and what they have there: all that goes with them when they are removed. */
import { interfaces, staticRoutes } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { HostInterface } from "../host/ifconfig.ts";
import { readEach, type UnreadableJail, vnetJails } from "../host/jailreading.ts";
import type { JailInfo } from "../host/jls.ts";
import type { RouteInfo } from "../host/netstat.ts";
import type { HookInfo, Netgraph, NodeInfo } from "../netgraph/client.ts";
import { pathOf, pipelined, unlessGone } from "./observe/nodes.ts";
import { isSame, type Told, toldBy } from "./observe/told.ts";
import { byNodeName, likeliestFirst } from "./observe/whichjail.ts";
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
 * The places of eifaces: the host's interfaces; where some are not there, its jails, and an ifconfig in those that may have
 * them, the likeliest first, with a netstat where one has an address. `routes`: those of the host as well. `bridges`: the
 * hooks of bridges, by node ID.
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
  const told = await pipelined(eifaces, async (node) =>
    called.has(node.name) ? nameOnly(node) : await toldBy(netgraph, node),
  );
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
  /** The places of the very interface that was told of. */
  const placesFor = (one: Told) =>
    (everywhere.get(one.name) ?? []).filter((place) => isSame(one, place.interface));
  /** Those that no place is known of for sure. */
  const sought = () =>
    eifaces.filter((node, at) => {
      const one = told[at];
      if (one === undefined || called.has(node.name)) return false;
      return one.ether === undefined || placesFor(one).length === 0;
    });
  const toldOf = new Map(eifaces.map((node, at) => [node.id, told[at]]));
  const unreadable: UnreadableJail[] = [];
  for (const group of sought().length === 0
    ? []
    : likeliestFirst(await vnetJails(host), sought())) {
    const missing = sought().flatMap(({ id }) => toldOf.get(id) ?? []);
    if (missing.length === 0) break;
    const inside = await readEach(group, async (jid) => {
      const found = await interfaces(host, jid);
      // Nothing is reached by a gateway through an interface without any address.
      const isUsed = found.some(
        (one) =>
          one.inet.length + one.inet6.length > 0 && missing.some((other) => isSame(other, one)),
      );
      return { interfaces: found, routes: isUsed ? await staticRoutes(host, jid) : [] };
    });
    unreadable.push(...inside.unreadable);
    for (const { jail, found } of inside.read)
      add(found.interfaces, found.routes, { jail: jail.name, jid: jail.jid });
  }
  const known = new Map<number, Place>();
  const untold = new Set<number>();
  for (const [index, node] of eifaces.entries()) {
    const one = told[index];
    if (one === undefined) continue;
    const { name } = one;
    const found = placesFor(one);
    // It may be in one that nothing is known of.
    const isSure = one.ether !== undefined && found.length === 1;
    const places = isSure
      ? found
      : [...found, ...unreadable.map((jail) => unreadPlace(jail, name))];
    const place = likeliest(node, name, places) ?? (await heard(netgraph, bridges, node, places));
    if (place !== undefined) known.set(node.id, place);
    else if (places.length > 0) untold.add(node.id);
  }
  return { known, untold, unreadable };
}

/** What is known of an eiface that is not asked. */
function nameOnly({ name }: NodeInfo): Told {
  return { name, ether: undefined, inet: [], inet6: [] };
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

/**
 * Vnet jails that run without any interface but loopbacks: an ifconfig in each, but in those that are called as one of
 * `away`, the eifaces that are not on the host.
 */
export async function jailsWithout(
  host: Host,
  away: readonly { readonly name: string }[],
): Promise<JailInfo[]> {
  const jails = await vnetJails(host);
  const namesakes = byNodeName(jails);
  const supplied = new Set(away.map(({ name }) => namesakes.get(name)));
  const asked = jails.filter((jail) => !supplied.has(jail));
  const { read } = await readEach(asked, (jid) => interfaces(host, jid));
  return read.flatMap(({ jail, found }) =>
    found.every(({ flags }) => flags.includes("LOOPBACK")) ? [jail] : [],
  );
}

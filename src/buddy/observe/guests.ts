/** Who sits behind a link. */
import type { HostInterface } from "../../host/ifconfig.ts";
import type { JailReadings, UnreadableJail } from "../../host/jailreading.ts";
import type { JailInfo } from "../../host/jls.ts";
import type { BridgeHost, HookInfo, Netgraph, NodeInfo } from "../../netgraph/client.ts";
import { eiface } from "../../netgraph/types/eiface.ts";
import { nodeNameOf } from "../names.ts";
import type { Guest, InterfaceInfo } from "../topology.ts";
import { pathOf, pipelined, unlessGone } from "./nodes.ts";

/** All interfaces of a host and of its vnet jails, read once. */
export interface EveryInterface {
  readonly host: readonly HostInterface[];
  readonly jails: JailReadings<readonly HostInterface[]>;
}

interface Place {
  readonly interface: HostInterface;
  /** Absent: the host's own stack. */
  readonly jail?: JailInfo;
}

/** Where the interfaces of the nodes may be found. */
export interface Occupants {
  /** The interface of an eiface's node, by its ID; it may have been renamed inside a jail. */
  readonly nameOf: ReadonlyMap<number, string>;
  /** All interfaces of a name, on the host and in the jails. */
  readonly placesOf: ReadonlyMap<string, readonly Place[]>;
  /** The host's interfaces by the names of their ng_ether nodes. */
  readonly nics: ReadonlyMap<string, HostInterface>;
  /** The jails where an interface may be that is in no other place. */
  readonly unreadable: readonly UnreadableJail[];
}

/** When nobody asked who is there. */
export const NOBODY: Occupants = {
  nameOf: new Map(),
  placesOf: new Map(),
  nics: new Map(),
  unreadable: [],
};

export async function occupants(
  netgraph: Netgraph,
  nodes: readonly NodeInfo[],
  every: EveryInterface,
): Promise<Occupants> {
  const eifaces = nodes.filter(({ type }) => type === "eiface");
  const names = await pipelined(eifaces, (node) => unlessGone(interfaceOf(netgraph, node)));
  const placesOf = new Map<string, Place[]>();
  const add = (place: Place) => {
    const places = placesOf.get(place.interface.name);
    if (places === undefined) placesOf.set(place.interface.name, [place]);
    else places.push(place);
  };
  for (const one of every.host) add({ interface: one });
  for (const { jail, found } of every.jails.read)
    for (const one of found) add({ interface: one, jail });
  return {
    nameOf: new Map(
      eifaces.flatMap(({ id }, at) => (names[at] === undefined ? [] : [[id, names[at]] as const])),
    ),
    placesOf,
    nics: new Map(every.host.map((one) => [nodeNameOf(one.name), one])),
    unreadable: every.jails.unreadable,
  };
}

/** The name that an eiface's interface has now. */
export async function interfaceOf(
  netgraph: Netgraph,
  node: { readonly id: number },
): Promise<string> {
  return await netgraph.send(pathOf(node), eiface, "getifname");
}

/** Whoever is behind a hook of a bridge. `table`: the bridge's addresses, to tell interfaces of the same name apart. */
export function guestOf(
  hook: HookInfo,
  who: Occupants,
  table: readonly BridgeHost[] | undefined,
): Guest {
  const { peer, peerHook } = hook;
  const other: Guest = { kind: "other", name: peer.name, type: peer.type };
  if (peer.type === "socket") return { kind: "vm", name: peer.name };
  if (peer.type === "bridge") return { kind: "bridge", name: peer.name };
  if (peer.type === "ether") {
    const nic = who.nics.get(peer.name);
    const known = peerHook === "lower" || peerHook === "upper" || peerHook === "orphans";
    return nic !== undefined && known
      ? { kind: "uplink", hook: peerHook, interface: interfaceInfo(nic) }
      : other;
  }
  if (peer.type !== "eiface") return other;
  const places = who.placesOf.get(who.nameOf.get(peer.id) ?? "") ?? [];
  const place = places.length > 1 ? likeliest(places, hook, table) : places[0];
  if (place === undefined) return { ...other, ...whyUnknown(who) };
  const found = interfaceInfo(place.interface);
  if (place.jail === undefined) return { kind: "host", interface: found };
  return { kind: "jail", jail: place.jail.name, jid: place.jail.jid, interface: found };
}

/** Several jails may call their interface `vnet0`: the address that the bridge has learned tells, else the jail's name. */
function likeliest(
  places: readonly Place[],
  hook: HookInfo,
  table: readonly BridgeHost[] | undefined,
): Place | undefined {
  const learned = new Set(table?.filter((host) => host.hook === hook.name).map(({ addr }) => addr));
  return (
    places.find(
      (place) => place.interface.ether !== undefined && learned.has(place.interface.ether),
    ) ?? places.find((place) => place.jail?.name === hook.peer.name)
  );
}

/** What can be said of an interface that is nowhere: it may be where nobody can look. */
function whyUnknown({ unreadable }: Occupants): { readonly why?: string } {
  if (unreadable.length === 0) return {};
  const names = unreadable.map(({ jail }) => jail).join(", ");
  return {
    why: `perhaps in ${unreadable.length === 1 ? `jail ${names}, which cannot be read` : `a jail that cannot be read: ${names}`}`,
  };
}

function interfaceInfo(one: HostInterface): InterfaceInfo {
  return {
    name: one.name,
    ...(one.ether !== undefined && { ether: one.ether }),
    inet: one.inet,
    inet6: one.inet6,
    up: one.up,
    mtu: one.mtu,
    ...(one.status !== undefined && { status: one.status }),
    ...(one.tag !== undefined &&
      one.parent !== undefined && { vlan: { tag: one.tag, parent: one.parent } }),
  };
}

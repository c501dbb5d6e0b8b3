/** Who sits behind a link. */
import type { BridgeHost, HookInfo, Netgraph } from "../../netgraph/client.ts";
import { eiface } from "../../netgraph/types/eiface.ts";
import type { Guest } from "../topology.ts";
import { pathOf } from "./nodes.ts";
import type { Occupants, Place } from "./occupants.ts";

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
    return nic !== undefined && known ? { kind: "uplink", hook: peerHook, interface: nic } : other;
  }
  if (peer.type !== "eiface") return other;
  const places = who.placesOf.get(peer.id) ?? [];
  const place = places.length > 1 ? likeliest(places, hook, table) : places[0];
  if (place === undefined) return { ...other, ...whyUnknown(who) };
  if (place.jail === undefined) return { kind: "host", interface: place.interface };
  return {
    kind: "jail",
    jail: place.jail.name,
    jid: place.jail.jid,
    interface: place.interface,
  };
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

/** What can be said of an interface that is nowhere: it may be where nothing can be read. */
function whyUnknown({ unreadable }: Occupants): { readonly why?: string } {
  if (unreadable.length === 0) return {};
  const names = unreadable.map(({ jail }) => jail).join(", ");
  return {
    why: `perhaps in ${unreadable.length === 1 ? `jail ${names}, which cannot be read` : `a jail that cannot be read: ${names}`}`,
  };
}

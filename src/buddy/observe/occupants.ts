/** Where the interfaces of the nodes are: asked of the nodes themselves, and inside of jails only where nothing else tells. */
import { interfaces } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import type { HostInterface } from "../../host/ifconfig.ts";
import { readEach, type UnreadableJail, vnetJails } from "../../host/jailreading.ts";
import type { JailInfo } from "../../host/jls.ts";
import type { Netgraph, NodeInfo } from "../../netgraph/client.ts";
import { nodeNameOf } from "../names.ts";
import type { InterfaceInfo } from "../topology.ts";
import { pipelined } from "./nodes.ts";
import { isSame, type Told, toldBy } from "./told.ts";
import { byNodeName, likeliestFirst } from "./whichjail.ts";

/** Where an interface is. */
export interface Place {
  readonly interface: InterfaceInfo;
  /** Absent: the host's own stack. */
  readonly jail?: JailInfo;
}

/** Where the interfaces of the nodes may be found. */
export interface Occupants {
  /** The places where the interface of an eiface's node may be, by its ID: more than one where only its name is known. */
  readonly placesOf: ReadonlyMap<number, readonly Place[]>;
  /** The host's interfaces by the names of their ng_ether nodes. */
  readonly nics: ReadonlyMap<string, InterfaceInfo>;
  /** The jails where an interface may be that is in no other place. */
  readonly unreadable: readonly UnreadableJail[];
}

/** When nobody asked who is there. */
export const NOBODY: Occupants = { placesOf: new Map(), nics: new Map(), unreadable: [] };

/** An eiface that was told of. */
interface Eiface {
  readonly node: NodeInfo;
  readonly told: Told;
}

/**
 * Finds out where the eifaces are: a message each. One that is not on the host is in the jail that is called as its node is,
 * if one runs; jails are looked into for others only, one command each, until they are found. `onHost`: the host's interfaces.
 */
export async function occupants(
  host: Host,
  netgraph: Netgraph,
  nodes: readonly NodeInfo[],
  onHost: readonly HostInterface[],
): Promise<Occupants> {
  const all = nodes.filter(({ type }) => type === "eiface");
  const told = await pipelined(all, (node) => toldBy(netgraph, node));
  const eifaces = all.flatMap((node, at): Eiface[] =>
    told[at] === undefined ? [] : [{ node, told: told[at] }],
  );
  const placesOf = new Map<number, Place[]>();
  const add = ({ node }: Eiface, place: Place) =>
    placesOf.set(node.id, [...(placesOf.get(node.id) ?? []), place]);
  const byName = new Map(onHost.map((one) => [one.name, one]));
  for (const one of eifaces) {
    const found = byName.get(one.told.name);
    if (found !== undefined && isSame(one.told, found))
      add(one, { interface: interfaceInfo(found) });
  }
  const isSettled = ({ node, told: { ether } }: Eiface) =>
    ether !== undefined && placesOf.has(node.id);
  const away = eifaces.filter((one) => !isSettled(one));
  const unreadable: UnreadableJail[] = [];
  const jails = away.length === 0 ? [] : await vnetJails(host);
  const namesakes = byNodeName(jails);
  for (const one of away) {
    const jail = one.told.ether === undefined ? undefined : namesakes.get(one.node.name);
    if (jail !== undefined) add(one, { interface: infoOf(one.told), jail });
  }
  const sought = () => away.filter((one) => !isSettled(one));
  const groups = likeliestFirst(
    jails,
    sought().map(({ node }) => node),
  );
  for (const group of groups) {
    const missing = sought();
    if (missing.length === 0) break;
    const inside = await readEach(group, (jid) => interfaces(host, jid));
    unreadable.push(...inside.unreadable);
    for (const { jail, found } of inside.read)
      for (const one of missing) {
        const same = found.find((other) => isSame(one.told, other));
        if (same !== undefined) add(one, { interface: interfaceInfo(same), jail });
      }
  }
  return {
    placesOf,
    nics: new Map(onHost.map((one) => [nodeNameOf(one.name), interfaceInfo(one)])),
    unreadable: unreadable.sort((a, b) => a.jid - b.jid),
  };
}

/** What a node tells of its interface: all that is known of one in a jail that nobody has looked into. */
function infoOf({ name, ether, inet, inet6 }: Told): InterfaceInfo {
  return { name, ...(ether !== undefined && { ether }), inet, inet6 };
}

/** What the host tells of an interface. */
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

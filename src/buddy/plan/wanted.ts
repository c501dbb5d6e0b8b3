/** What a plan is made from: the configuration and what was seen of the host. */
import type { BridgeSettings, Settings } from "../../config/settings.ts";
import type { Variables } from "../../config/variables.ts";
import type { HostInterface } from "../../host/ifconfig.ts";
import type { UnreadableJail } from "../../host/jailreading.ts";
import type { RouteInfo } from "../../host/netstat.ts";
import type { HookInfo, NodeInfo } from "../../netgraph/client.ts";
import type { NicSettings } from "../observe/nicsettings.ts";
import type { Tags } from "../observe/tags.ts";
import { type Passed, type Walked, walk } from "../observe/walk.ts";
import { partOf } from "./portparts.ts";

/** A bridge as rc.conf wants it. */
export type WantedBridge = BridgeSettings;

/** The settings of rc.conf, and its other variables by name. */
export interface Wanted extends Settings {
  /** A variable's value; undefined when it is not set. */
  value(variable: string): string | undefined;
  /** All that are set, whatever they are for. */
  readonly variables: Variables;
  /** What rc.conf wants as it is, where the request is about to change that. */
  readonly before?: Wanted;
}

/** What was seen, as far as the request needs it. */
export interface Seen {
  /** All nodes of the host, or those that the request names and the bridges of rc.conf. */
  readonly nodes: readonly NodeInfo[];
  readonly byName: ReadonlyMap<string, NodeInfo>;
  /** Hooks by node ID, of the nodes that were asked. */
  readonly hooks: ReadonlyMap<number, readonly HookInfo[]>;
  /** The host's interfaces by name; absent when they were not asked for. */
  readonly interfaces?: ReadonlyMap<string, HostInterface>;
  /** The interface's own name of each eiface that was asked, by node ID. */
  readonly interfaceNames: ReadonlyMap<number, string>;
  /** What ng_ether(4) does with frames of the NICs that were asked, by node name. */
  readonly nics: ReadonlyMap<string, NicSettings>;
  /** The VLANs of ng_vlan(4) nodes; absent where there are no such nodes. */
  readonly tags?: Tags;
  /** Node types whose modules are loaded; absent when not asked for. */
  readonly types?: ReadonlySet<string>;
  /** The addresses that eifaces get, by name; empty when the kernel chooses. */
  readonly ethers: ReadonlyMap<string, string>;
  /** Where the eifaces are that may be removed, by node ID. */
  readonly places: ReadonlyMap<number, Place>;
  /** The jails whose interfaces have no place because they cannot be read. */
  readonly unreadable: readonly UnreadableJail[];
  /** Eifaces that may be removed and that are in a jail, of which it cannot be told which one it is, by node ID. */
  readonly untold: ReadonlySet<number>;
  /** Jails with a network stack of their own and nothing in it but loopbacks; empty when not asked for. */
  readonly lacking: readonly RunningJail[];
  /** The interface the default route leaves by; absent when there is none, or it was not asked for. */
  readonly defaultRoute?: string;
}

/** A jail that runs, by its name and number. */
export interface RunningJail {
  readonly name: string;
  readonly jid: number;
}

/** Where an eiface's interface is, and what it has there. */
export interface Place {
  /** The jail's name; absent: the host's own stack. */
  readonly jail?: string;
  readonly jid?: number;
  readonly interface: HostInterface;
  /** Those that somebody has set; of the host only where they were asked for. */
  readonly routes: readonly RouteInfo[];
}

/** What an eiface is made with, bytes. */
export const EIFACE_MTU = 1500;

/** Returns ifconfig's arguments for the MTU of an eiface's interface; none for the one it is made with. */
export function mtuOf({ mtu }: HostInterface): string[] {
  return mtu === EIFACE_MTU ? [] : ["mtu", String(mtu)];
}

/** The node of this name, when it is of this type. */
export function nodeOf(seen: Seen, name: string, type: string): NodeInfo | undefined {
  const node = seen.byName.get(name);
  return node?.type === type ? node : undefined;
}

export function hooksSeen(seen: Seen, node: NodeInfo | undefined): readonly HookInfo[] {
  return (node && seen.hooks.get(node.id)) ?? [];
}

/** Where an eiface leads to, through the nodes that hand frames on; undefined when it is connected to nothing. */
export function linkSeen(seen: Seen, eiface: NodeInfo | undefined): Walked | undefined {
  const hook = hooksSeen(seen, eiface)[0];
  return hook && walk(hook, seen.hooks);
}

/** Does a guest's port hang (network/portnodes.ts): is the last of its nodes connected to nothing any more, since its bridge went? */
export function portHangs(seen: Seen, eiface: NodeInfo): boolean {
  const nodes = wholeWay(linkSeen(seen, eiface));
  return nodes.length > 0 && nodes.every(({ node }) => partOf(eiface.name, node.name));
}

/** The nodes that are an eiface's own on its way to a bridge, with the last one of a port that hangs. */
export function waySeen(seen: Seen, eiface: NodeInfo): Walked | undefined {
  const walked = linkSeen(seen, eiface);
  return walked && portHangs(seen, eiface) ? { ...walked, between: wholeWay(walked) } : walked;
}

function wholeWay(walked: Walked | undefined): readonly Passed[] {
  if (walked === undefined) return [];
  const { peer, peerHook } = walked.hook;
  return [...walked.between, { node: peer, entry: peerHook, exit: peerHook }];
}

/** What is at the other end of an eiface. */
export function endSeen(seen: Seen, eiface: NodeInfo | undefined): NodeInfo | undefined {
  return linkSeen(seen, eiface)?.hook.peer;
}

/** How many links all bridges have. */
export function linkCount(nodes: readonly NodeInfo[]): number {
  return nodes.reduce((sum, { type, hooks }) => (type === "bridge" ? sum + hooks : sum), 0);
}

/**
 * The number of the next link. Links are numbered over all bridges together, one higher than the highest, as the
 * reference does; where not all were read, by how many there are: a number that is taken is no failure.
 */
export function nextLink(seen: Seen): number {
  const bridges = seen.nodes.filter(({ type }) => type === "bridge");
  if (!bridges.every(({ id }) => seen.hooks.has(id))) return linkCount(bridges);
  return 1 + highestLink(bridges.flatMap((bridge) => hooksSeen(seen, bridge)));
}

/** The highest number of a link hook; -1 when there is none. */
export function highestLink(hooks: readonly { readonly name: string }[]): number {
  return hooks.reduce(
    (highest, { name }) => Math.max(highest, Number(/^link(\d+)$/.exec(name)?.[1] ?? -1)),
    -1,
  );
}

/** The list of every bridge that has one, whether it has an interface or not. */
export function allLists(
  wanted: Pick<Wanted, "bridges" | "lists">,
): Map<string, readonly string[]> {
  return new Map([
    ...wanted.lists,
    ...wanted.bridges.map(({ name, list }) => [name, list] as const),
  ]);
}

/** What the bridge of this name is on, when rc.conf has it. */
export function ownInterface({ bridges }: Wanted, name: string): string[] {
  return bridges.filter((bridge) => bridge.name === name).map((bridge) => bridge.interface);
}

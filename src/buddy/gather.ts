/** Reads a host as far as a request needs it. */
import { MAX_NODE_NAME } from "../config/names.ts";
import { defaultRoute, interfaceNamed, interfaces } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { HostInterface } from "../host/ifconfig.ts";
import { readJails } from "../host/jailreading.ts";
import type { BridgeHost, HookInfo, Netgraph, NodeInfo } from "../netgraph/client.ts";
import { ethersOf, refuseCollisions, type WrittenEther, writtenEther } from "./ethers.ts";
import { meant, nodeNameOf } from "./names.ts";
import { withPeers } from "./observe/graph.ts";
import { type NicSettings, nicSettings } from "./observe/nicsettings.ts";
import { hooksOf, pathOf, pipelined, unlessGone } from "./observe/nodes.ts";
import { isSame, type Told, toldBy } from "./observe/told.ts";
import { type Hooks, walk, withBetween } from "./observe/walk.ts";
import { jailsWithout, NO_PLACES, placesOf } from "./places.ts";
import { loadVlanPlanner } from "./plan/vlanplanner.ts";
import { linkCount, type Seen, type Wanted } from "./plan/wanted.ts";
import type { Needs, Request } from "./request.ts";

/** What is read for. */
export interface GatherOptions {
  /** What is removed has to come back as it was, or may have to. */
  readonly restorable: boolean;
  /** The plan is shown and not carried out: no kernel will refuse a name that an interface has. */
  readonly shown: boolean;
}

/** Reads what the plan for a request is made from. */
export async function gather(
  host: Host,
  netgraph: Netgraph,
  request: Pick<Request, "needs">,
  wanted: Wanted,
  options: GatherOptions,
): Promise<Seen> {
  const needs = request.needs?.(wanted, options.shown) ?? {};
  const { nics = [], eifaces = [] } = needs;
  const route = needs.defaultRoute ? await defaultRoute(host) : undefined;
  // Somebody may have put a bridge on it already.
  const routeNode = route === undefined ? [] : [nodeNameOf(route)];
  const hooksWanted = [...(needs.hooks ?? []), ...routeNode];
  const nodes =
    needs.nodes === "all"
      ? await netgraph.nodes()
      : await nodesNamed(netgraph, [...(needs.nodes ?? []), ...routeNode]);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const named = (names: readonly string[]) => names.flatMap((name) => byName.get(name) ?? []);
  const bridges = await hooksOf(
    netgraph,
    wantsEveryBridge(needs, nodes)
      ? [...new Set([...nodes.filter(({ type }) => type === "bridge"), ...named(hooksWanted)])]
      : named(hooksWanted),
  );
  const told = withPeers(nodes, bridges);
  const nicNodes = named(nics.map(nodeNameOf));
  // Those that are removed may be behind what is on no bridge.
  const removed =
    needs.removes === "all"
      ? nodes.filter(({ type }) => type === "eiface")
      : named(needs.removes ?? []);
  const asking = [...nicNodes, ...named(eifaces), ...removed.filter((node) => node.hooks > 0)];
  const unknown = [...new Set(asking)].filter(({ id }) => !told.has(id));
  const asked = new Map([...told, ...(await hooksOf(netgraph, unknown))]);
  const hooks = withPeers(nodes, await withBetween(netgraph, asked));
  const onHost = needs.interfaces
    ? byNameOf(await interfaces(host))
    : await renamed(host, netgraph, named(eifaces));
  const missing = needs.remakes ? eifaces : eifaces.filter((name) => !byName.has(name));
  const { known, untold, unreadable } =
    needs.removes === undefined
      ? NO_PLACES
      : await placesOf(host, netgraph, removableEifaces(needs.removes, nodes, bridges, hooks), {
          routes: options.restorable,
          bridges,
        });
  return {
    nodes,
    byName,
    hooks,
    ...(await tagsOf(netgraph, wanted, needs, nodes, hooks)),
    places: known,
    untold,
    unreadable,
    lacking: needs.lacking ? await jailsWithout(host, awayFrom(onHost, nodes)) : [],
    ...(onHost && { interfaces: onHost }),
    ...(route !== undefined && { defaultRoute: route, interfaces: await only(host, route) }),
    interfaceNames: await namesElsewhere(host, netgraph, named(eifaces), onHost),
    nics: await settingsOf(netgraph, nicNodes),
    ...(needs.types && { types: new Set((await netgraph.types()).map(({ name }) => name)) }),
    ethers: await freeEthers(host, netgraph, wanted, missing, { byName, onHost, hooks }),
  };
}

/** The tags of ng_vlan(4) nodes; absent where neither rc.conf nor the host has any, and then nothing is loaded that plans them. */
async function tagsOf(
  netgraph: Netgraph,
  wanted: Wanted,
  { vlans }: Needs,
  nodes: readonly NodeInfo[],
  hooks: Hooks,
): Promise<Pick<Seen, "tags">> {
  const peers = [...hooks.values()].flatMap((links) => links.map(({ peer }) => peer));
  const all = [...nodes, ...peers].filter(({ type }) => type === "vlan");
  const isWanted = vlans === true || wanted.bridges.some(({ vlan }) => vlan !== undefined);
  if (all.length === 0 && !isWanted) return {};
  await loadVlanPlanner();
  const { vlanTags } = await import("./observe/tags.ts");
  const each = [...new Map(all.map((node) => [node.id, node])).values()];
  return { tags: await vlanTags(netgraph, each, hooks) };
}

/** The ports' ngbuddy(8) reads the links of all bridges to number the next one, and cannot read more than these (seen on 15). */
const FEW_LINKS = 149;

/** Does the request need the hooks of all bridges? */
function wantsEveryBridge({ everyBridge }: Needs, nodes: readonly NodeInfo[]): boolean {
  return everyBridge === "always" || (everyBridge === "few" && linkCount(nodes) <= FEW_LINKS);
}

/** The nodes of these names that there are. A name that no path can have has no node. */
async function nodesNamed(netgraph: Netgraph, names: readonly string[]): Promise<NodeInfo[]> {
  const possible = names.filter((name) => name.length <= MAX_NODE_NAME);
  const found = await pipelined(possible, (name) => unlessGone(netgraph.nodeInfo(`${name}:`)));
  // A path such as `.:` would lead to a node of another name.
  return found.filter((node) => node !== undefined).filter(({ name }) => names.includes(name));
}

/** The eifaces that may be removed. */
function removableEifaces(
  removes: "all" | readonly string[],
  nodes: readonly NodeInfo[],
  bridges: Hooks,
  hooks: Hooks,
): NodeInfo[] {
  const behind = [...bridges.values()].flatMap((links) =>
    links.map((link) => walk(link, hooks).hook.peer),
  );
  // Where not all nodes were read, the bridges' own hooks tell of those on them.
  const all = new Map([...behind, ...nodes].map((node) => [node.id, node]));
  const eifaces = [...all.values()].filter(({ type }) => type === "eiface");
  if (removes === "all") return eifaces;
  const attached = new Set(behind.map(({ id }) => id));
  return eifaces.filter(({ id, name }) => attached.has(id) || removes.includes(name));
}

function byNameOf(list: readonly HostInterface[]): Map<string, HostInterface> {
  return new Map(list.map((one) => [one.name, one]));
}

async function only(host: Host, name: string): Promise<Map<string, HostInterface>> {
  const found = await interfaceNamed(host, name);
  return byNameOf(found === undefined ? [] : [found]);
}

/** Of an eiface whose interface has another name now, in a jail that it came back from, that interface, if it is on the host. */
async function renamed(
  host: Host,
  netgraph: Netgraph,
  [node]: readonly NodeInfo[],
): Promise<Map<string, HostInterface> | undefined> {
  if (node?.type !== "eiface") return undefined;
  const told = await toldBy(netgraph, node);
  if (told === undefined || told.name === node.name) return undefined;
  const { name } = told;
  const found = await only(host, name);
  if (found.size === 0) return found;
  return (await isHosts(host, told, found.get(name)!)) ? found : undefined;
}

/** Is the interface that was told of this one of the host's? In its jail it may be called so, too. */
async function isHosts(host: Host, told: Told, namesake: HostInterface): Promise<boolean> {
  if (told.ether !== undefined) return isSame(told, namesake);
  // Only when no jail has the name it is surely the host's.
  const { name } = told;
  const { read, unreadable } = await readJails(host, (jid) => interfaceNamed(host, name, jid));
  return unreadable.length === 0 && read.every((one) => one.found === undefined);
}

/** The eifaces that are not on the host under their nodes' names. */
function awayFrom(
  onHost: ReadonlyMap<string, HostInterface> | undefined,
  nodes: readonly NodeInfo[],
): NodeInfo[] {
  return nodes.filter(({ type, name }) => type === "eiface" && onHost?.has(name) === false);
}

/** The names that the interfaces of eifaces have, of those that the host does not show under the node's name. */
async function namesElsewhere(
  host: Host,
  netgraph: Netgraph,
  nodes: readonly NodeInfo[],
  onHost: ReadonlyMap<string, HostInterface> | undefined,
): Promise<Map<number, string>> {
  if (onHost === undefined) return new Map();
  const elsewhere = nodes.filter(({ type, name }) => type === "eiface" && !onHost.has(name));
  const told = await pipelined(elsewhere, (node) => toldBy(netgraph, node));
  const names = new Map<number, string>();
  for (const [at, { id }] of elsewhere.entries()) {
    const one = told[at];
    const namesake = one && onHost.get(one.name);
    if (one !== undefined && (namesake === undefined || (await isHosts(host, one, namesake))))
      names.set(id, one.name);
  }
  return names;
}

async function settingsOf(
  netgraph: Netgraph,
  nodes: readonly NodeInfo[],
): Promise<Map<string, NicSettings>> {
  const nics = new Map<string, NicSettings>();
  for (const node of nodes.filter(({ type }) => type === "ether"))
    nics.set(node.name, await nicSettings(netgraph, node));
  return nics;
}

/** The addresses of the eifaces to make, none of which anything else may have. */
async function freeEthers(
  host: Host,
  netgraph: Netgraph,
  wanted: Wanted,
  names: readonly string[],
  seen: {
    readonly byName: ReadonlyMap<string, NodeInfo>;
    readonly onHost: ReadonlyMap<string, HostInterface> | undefined;
    readonly hooks: ReadonlyMap<number, readonly HookInfo[]>;
  },
): Promise<Map<string, string>> {
  const nics = names.filter(
    (name) => meant(seen.onHost, name) !== undefined && seen.byName.get(name)?.type !== "eiface",
  );
  const eifaces = names.filter((name) => !nics.includes(name));
  const ethers = await ethersOf(host, wanted, eifaces);
  const written = new Map(writtenOf(wanted, eifaces));
  if (ethers.size === 0 && written.size === 0) return ethers;
  const own = new Set(eifaces);
  const tables = new Map<string, BridgeHost[]>();
  for (const node of seen.byName.values()) {
    if (node.type !== "bridge") continue;
    const table = await unlessGone(netgraph.bridge(pathOf(node)).table());
    // Behind an eiface of ours is the address that it is to have again.
    const ours = seen.hooks
      .get(node.id)
      ?.filter((link) => own.has(walk(link, seen.hooks).hook.peer.name))
      .map(({ name }) => name);
    tables.set(node.name, table?.filter(({ hook }) => !ours?.includes(hook)) ?? []);
  }
  const others = [...(seen.onHost?.values() ?? [])].filter(({ name }) => !own.has(name));
  const inJails = [...seen.byName.values()].flatMap(({ name, type }) =>
    type === "eiface" && !own.has(name) && !seen.onHost?.has(name) ? [name] : [],
  );
  const given = writtenOf(wanted, inJails).map(([name, { ether }]) => ({ name, ether }));
  refuseCollisions(ethers, [...others, ...given], tables, written);
  return ethers;
}

/** The addresses that variables of rc.conf give interfaces, with their names. */
function writtenOf(wanted: Wanted, names: readonly string[]): (readonly [string, WrittenEther])[] {
  return names.flatMap((name) => {
    const written = writtenEther(wanted, name);
    return written === undefined ? [] : [[name, written] as const];
  });
}

/** What a kernel that comes back is laid over: vnets, interfaces and nodes made anew, of the kinds that there were, each with what its driver does. */
import { HeapError } from "./heap.ts";
import type { NetgraphVnet } from "./kernel/netgraphvnet.ts";
import type { Node, NodeBehaviour } from "./kernel/node.ts";
import type { Machine } from "./lab.ts";
import type { VirtualHost } from "./net/carphost.ts";
import { createEpair } from "./net/epair.ts";
import { bridgeOf, createBridge } from "./net/ifbridge.ts";
import type { Interface, InterfaceKind } from "./net/interface.ts";
import { cloneLoopback, createLoopback } from "./net/loopback.ts";
import { createVlan } from "./net/vlan.ts";

/** The bones of a kernel. Vnets are called by their places, the host's is 0. */
export interface Skeleton {
  readonly modules: readonly string[];
  readonly vnets: number;
  readonly interfaces: readonly BareInterface[];
  readonly nodes: readonly BareNode[];
}

interface BareInterface {
  /** The kernel's number for it. */
  readonly index: number;
  readonly kind: InterfaceKind;
  readonly unit: number | null;
  readonly home: number;
  readonly vnet: number;
  /** The place of a NIC among those of the host; -1 for its lo0; null for others. */
  readonly hardware: number | null;
  readonly isDestroyable: boolean;
  /** The numbers of its virtual hosts of carp(4). */
  readonly vhids: readonly number[];
}

interface BareNode {
  readonly id: number;
  readonly vnet: number;
  readonly type: string;
  /** The interface that came with it, or that it came with. */
  readonly interface: number | null;
  /** The number that its driver gave it; null where nodes have none. */
  readonly unit: number | null;
}

/** What is looked for in the states of nodes. */
type OfDriver = { readonly iface?: Interface; readonly unit?: number } | undefined;
const interfaceOf = ({ state }: Node): Interface | undefined => (state as OfDriver)?.iface;
const unitOf = ({ state }: Node): number | undefined => (state as OfDriver)?.unit;

/** Reads the bones off a kernel. */
export function skeletonOf({ kernel, hardware }: Machine): Skeleton {
  const vnets = [...kernel.vnets];
  const places = new Map<unknown, number>(vnets.map((vnet, place) => [vnet, place]));
  const nics = new Map(hardware.nics.map(({ iface }, place) => [iface, place]));
  return {
    modules: kernel.loaded.map(({ name }) => name),
    vnets: vnets.length,
    interfaces: vnets.flatMap((vnet, place) =>
      vnet.interfaces.map((iface) => ({
        index: iface.index,
        kind: iface.kind,
        unit: iface.unit ?? null,
        home: places.get(iface.home) ?? -1,
        vnet: place,
        hardware: iface === hardware.loopback ? -1 : (nics.get(iface) ?? null),
        isDestroyable: iface.destroy !== undefined,
        vhids: virtualHostsOf(vnets, iface).map(({ vhid }) => vhid),
      })),
    ),
    nodes: vnets.flatMap((vnet, place) =>
      [...vnet.graph.nodes()].map((node) => ({
        id: node.id,
        vnet: place,
        type: node.type.table.name,
        interface: interfaceOf(node)?.index ?? null,
        unit: unitOf(node) ?? null,
      })),
    ),
  };
}

/** The virtual hosts of carp(4) on an interface, oldest first. */
export function virtualHostsOf(
  vnets: readonly NetgraphVnet[],
  iface: Interface,
): readonly VirtualHost[] {
  const vnet = vnets.find((one) => one === iface.vnet);
  return vnet?.stack.carp?.hostsOf(iface) ?? [];
}

/** The names of a kernel's parts, by which a heap knows them. */
export function namedParts(
  { kernel, hardware, jails }: Machine,
  vnets: readonly NetgraphVnet[],
  interfaces: ReadonlyMap<number, Interface>,
  nodes: ReadonlyMap<string, Node>,
): Map<string, object> {
  const named = new Map<string, object>([
    ["kernel", kernel],
    ["hardware", hardware],
    ["jails", jails],
  ]);
  for (const [place, vnet] of vnets.entries()) named.set(`vnet ${place}`, vnet);
  for (const [index, iface] of interfaces) {
    named.set(`interface ${index}`, iface);
    const bridge = bridgeOf(iface);
    if (bridge !== undefined) named.set(`bridge ${index}`, bridge);
    if (iface.carp !== undefined) named.set(`carp ${index}`, iface.carp);
    for (const host of virtualHostsOf(vnets, iface)) named.set(`carp ${index} ${host.vhid}`, host);
  }
  for (const [key, node] of nodes) named.set(`node ${key}`, node);
  return named;
}

/** The key of a node among all: IDs are a vnet's. */
export const nodeKey = (vnet: number, id: number) => `${vnet} ${id}`;

/** A node whose program is gone. */
export function lostSocket({ table }: NodeBehaviour): NodeBehaviour {
  return { table, create: () => ({}) };
}

/** Makes the parts anew in a machine that was just switched on. Throws a HeapError when that cannot be. */
export function build(
  machine: Machine,
  skeleton: Skeleton,
  host: { readonly hostname: string; readonly release: string },
) {
  const { kernel } = machine;
  for (const module of skeleton.modules) if (!kernel.load(module)) fail(`module ${module}`);
  const vnets = [machine.host];
  while (vnets.length < skeleton.vnets) vnets.push(kernel.makeVnet({ isHost: false }));
  const vnetAt = (place: number) => vnets[place] ?? fail(`vnet ${place}`);
  const interfaces = new Map<number, Interface>();
  const nodes = new Map<string, Node>();

  makeNodes(skeleton, vnetAt, nodes, interfaces);
  for (const bare of skeleton.interfaces) {
    if (interfaces.has(bare.index)) continue;
    const home = vnetAt(bare.home);
    const { hardware, kind, unit } = bare;
    if (hardware === -1) interfaces.set(bare.index, machine.hardware.loopback);
    else if (hardware !== null) {
      interfaces.set(bare.index, machine.hardware.nics[hardware]?.iface ?? fail("NIC"));
    } else if (kind === "loopback") {
      const make = bare.isDestroyable ? cloneLoopback : createLoopback;
      interfaces.set(bare.index, make(home, `lo${unit ?? 0}`));
    } else if (kind === "bridge") {
      interfaces.set(bare.index, createBridge(home, unit ?? 0, host.hostname));
    } else if (kind === "vlan") {
      const made = createVlan(home, `vlan${unit ?? bare.index}`, unit ?? undefined);
      home.attach(made);
      interfaces.set(bare.index, made);
    } else if (kind === "epair") {
      const other = skeleton.interfaces.find(
        (one) => one !== bare && one.kind === kind && one.unit === unit && one.home === bare.home,
      );
      const a = createEpair(home, unit ?? 0, host);
      interfaces.set(bare.index, a);
      interfaces.set(other?.index ?? fail("other end of an epair"), home.interfaces.at(-1)!);
    } else fail(`${kind} interface`);
  }
  for (const { index, home, vnet } of skeleton.interfaces) {
    if (home !== vnet) vnetAt(home).move(interfaces.get(index)!, vnetAt(vnet));
  }
  for (const { index, vnet, vhids } of skeleton.interfaces) {
    const iface = interfaces.get(index)!;
    for (const vhid of vhids) vnetAt(vnet).stack.carp?.set(iface, { vhid });
  }
  findEtherNodes(skeleton, vnets, nodes, interfaces);
  return { vnets, interfaces, nodes };
}

function fail(what: string): never {
  throw new HeapError(`there is no ${what}`);
}

/** All nodes but those of ng_ether(4), which come with the interfaces. */
function makeNodes(
  skeleton: Skeleton,
  vnetAt: (place: number) => NetgraphVnet,
  nodes: Map<string, Node>,
  interfaces: Map<number, Interface>,
): void {
  const unneeded: Node[] = [];
  const wanted = skeleton.nodes
    .filter(({ type }) => type !== "ether")
    .sort((a, b) => (a.unit ?? 0) - (b.unit ?? 0));
  for (const bare of wanted) {
    const { graph } = vnetAt(bare.vnet);
    const type = graph.kernel.typeNamed(bare.type) ?? fail(`node type ${bare.type}`);
    const make = () => graph.make(bare.type === "socket" ? lostSocket(type) : type);
    let node = make();
    // A driver gives the lowest number that is free: those in between are made, and go at the end.
    while (bare.unit !== null && (unitOf(node) ?? bare.unit) < bare.unit) {
      unneeded.push(node);
      node = make();
    }
    nodes.set(nodeKey(bare.vnet, bare.id), node);
    const iface = interfaceOf(node);
    if (iface !== undefined && bare.interface !== null) interfaces.set(bare.interface, iface);
  }
  for (const node of unneeded) node.graph.remove(node);
}

/** Lets an interface have a node of ng_ether(4)'s that has none because another node has its name. */
function offer(vnet: NetgraphVnet, iface: Interface): void {
  if (iface.netgraph !== undefined || iface.vnet !== vnet) return;
  const namesake = vnet.graph.named(iface.name.replaceAll(/[.:]/g, "_"));
  if (namesake !== undefined) vnet.graph.name(namesake, `restored-${namesake.id}`);
  for (const listener of vnet.listeners) listener.arrived(iface);
}

/** Pairs the nodes that came with interfaces with those that there were. */
function findEtherNodes(
  skeleton: Skeleton,
  vnets: readonly NetgraphVnet[],
  nodes: Map<string, Node>,
  interfaces: ReadonlyMap<number, Interface>,
): void {
  for (const [place, vnet] of vnets.entries()) {
    for (const bare of skeleton.nodes) {
      const iface = bare.interface === null ? undefined : interfaces.get(bare.interface);
      if (bare.type === "ether" && bare.vnet === place && iface !== undefined) offer(vnet, iface);
    }
    const there = new Map<Interface | undefined, Node>();
    for (const node of vnet.graph.nodes()) {
      if (node.type.table.name === "ether") there.set(interfaceOf(node), node);
    }
    for (const { id, type, vnet: at, interface: index } of skeleton.nodes) {
      if (type !== "ether" || at !== place) continue;
      const iface = index === null ? undefined : interfaces.get(index);
      nodes.set(nodeKey(place, id), there.get(iface) ?? fail(`ether node [${id.toString(16)}]`));
      there.delete(iface);
    }
    for (const node of there.values()) {
      (node.state as { leaving: boolean }).leaving = true;
      vnet.graph.remove(node);
    }
  }
}

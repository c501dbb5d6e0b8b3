/** A lab's kernel as a text, from which the same lab comes back: its graphs, interfaces, addresses, routes, jails and clock. */
import type { Asker } from "./commands/sysctl/oid.ts";
import { oids } from "./commands/sysctl/oids.ts";
import { type Acquaintances, type Heap, HeapError, readHeap, writeHeap } from "./heap.ts";
import type { NetgraphVnet } from "./kernel/netgraphvnet.ts";
import { Hook, type Node } from "./kernel/node.ts";
import type { Lab, Machine } from "./lab.ts";
import type { Interface } from "./net/interface.ts";
import { BpfPort } from "./nodes/bpf.ts";
import { Host, Link } from "./nodes/bridgestate.ts";
import { HoleCounters } from "./nodes/hole.ts";
import {
  build,
  lostSocket,
  namedParts,
  nodeKey,
  type Skeleton,
  skeletonOf,
  virtualHostsOf,
} from "./skeleton.ts";

/** What is written of a lab. */
export interface LabState {
  /** Of this form; another one is of another version of the program. */
  readonly version: 1;
  /** What the lab was started from: the state of one that was described otherwise is of no use. */
  readonly description: string;
  readonly hostname: string;
  readonly bootId: string;
  readonly clock: {
    /** Seconds since the epoch when the host was booted. */
    readonly bootEpoch: number;
    /** Milliseconds since then. */
    readonly uptime: number;
  };
  readonly skeleton: Skeleton;
  readonly heap: Heap;
  /** Values of sysctl(8) that each vnet has for itself, by their names; a list has one of each vnet. */
  readonly values: { readonly [name: string]: readonly string[] };
}

/** Instances of these are made when they come back; all others come with what has them. */
const classes = new Map<string, object>(
  [Hook, Link, Host, BpfPort, HoleCounters].map(({ name, prototype }) => [name, prototype]),
);

const ofVnets = oids.filter(({ ofVnet, set }) => ofVnet === true && set !== undefined);
const inVnet = (lab: Lab, vnet: NetgraphVnet): Asker => ({ lab, vnet, jail: undefined });

/** Writes down a lab as it is now. What is under way (frames in pipes, programs that run) is not part of it. */
export function saveState(lab: Lab): LabState {
  const { machine, clock } = lab;
  const { kernel, bootId } = machine;
  const vnets = [...kernel.vnets];
  const interfaces = new Map<number, Interface>();
  const nodes = new Map<string, Node>();
  for (const [place, vnet] of vnets.entries()) {
    for (const iface of vnet.interfaces) interfaces.set(iface.index, iface);
    for (const node of vnet.graph.nodes()) nodes.set(nodeKey(place, node.id), node);
  }
  return {
    version: 1,
    description: JSON.stringify(lab.description),
    hostname: lab.hostname,
    bootId,
    clock: { bootEpoch: clock.epoch() - clock.now() / 1000, uptime: clock.now() },
    skeleton: skeletonOf(machine),
    heap: writeHeap(rootOf(machine), acquaintances(lab, machine, vnets, interfaces, nodes)),
    values: Object.fromEntries(
      ofVnets.map((oid) => [oid.name, vnets.map((vnet) => oid.get(inVnet(lab, vnet)))]),
    ),
  };
}

/** Lets a lab that was just made be the one that was written down; its clock has to be that one's already. Throws a HeapError, and leaves the lab as it was, when what is written is of no use. */
export function restoreState(lab: Lab, state: LabState): void {
  if (state.version !== 1) throw new HeapError("it is of another version");
  if (state.description !== JSON.stringify(lab.description)) {
    throw new HeapError("the lab is described otherwise now");
  }
  const machine: Machine = { ...lab.newMachine(), bootId: state.bootId };
  const { vnets, interfaces, nodes } = build(machine, state.skeleton, {
    hostname: state.hostname,
    release: lab.description.release,
  });
  readHeap(
    state.heap,
    rootOf(machine),
    acquaintances(lab, machine, vnets, interfaces, nodes),
    classes,
  );
  // What was plugged in is not part of it: a NIC is on its LAN, unless a cable is in it now.
  for (const { iface, lan } of machine.hardware.nics) {
    lan.setPlugged(true);
    iface.carrier = true;
  }
  // The programs that had sockets are gone.
  for (const node of nodes.values()) {
    if (node.type.table.name !== "socket") continue;
    Object.assign(node, { type: lostSocket(node.type) });
    node.graph.remove(node);
  }
  machine.kernel.work.settle();
  for (const iface of interfaces.values()) {
    for (const host of virtualHostsOf(vnets, iface)) host.run();
  }
  for (const oid of ofVnets) {
    for (const [place, value] of (state.values[oid.name] ?? []).entries()) {
      const vnet = vnets[place];
      if (vnet !== undefined) oid.set?.(inVnet(lab, vnet), value);
    }
  }
  for (const { stack } of vnets) stack.resume();
  lab.hostname = state.hostname;
  lab.useMachine(machine);
}

function rootOf({ kernel, hardware, jails }: Machine): object {
  return { kernel, hardware, jails };
}

/** Module, types, clock and the like are the program's; the rest of a kernel has its name. */
function acquaintances(
  lab: Lab,
  machine: Machine,
  vnets: readonly NetgraphVnet[],
  interfaces: ReadonlyMap<number, Interface>,
  nodes: ReadonlyMap<string, Node>,
): Acquaintances {
  const fixed = new Map<string, object>([
    ["clock", lab.clock],
    ["work", machine.kernel.work],
  ]);
  for (const module of lab.modules) {
    fixed.set(`module ${module.name}`, module);
    if (module.type !== undefined) fixed.set(`type ${module.type.table.name}`, module.type);
  }
  for (const [key, node] of nodes) {
    if (node.type.table.name === "socket") fixed.set(`socket ${key}`, node.state as object);
  }
  return { fixed, known: namedParts(machine, vnets, interfaces, nodes) };
}

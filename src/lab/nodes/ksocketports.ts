/** The local ports of the kernel's sockets: which are taken, and which one a socket gets that asks for none (in_pcb.c). */
import { errno } from "../../netgraph/errno.ts";
import { AF_INET } from "../../netgraph/types/socketaddress.ts";
import { type Node, refuse } from "../kernel/node.ts";
import type { Vnet } from "../net/vnet.ts";

/** What of a socket counts for its port. */
export interface PortUser {
  readonly family: number;
  readonly type: number;
  /** so_options. */
  readonly options: number;
  /** struct sockaddr_in or sockaddr_in6; undefined while it has no address. */
  readonly bound: Uint8Array | undefined;
}

/** net.inet.ip.portrange.first and .last */
const FIRST_PORT = 10_000;
const LAST_PORT = 65_535;
const PORT_AT = 2;
const SO_REUSEADDR = 0x4;
const SO_REUSEPORT = 0x200;

/** By their nodes: the state of one is another object when a lab comes back. */
const users = new WeakMap<Vnet, Set<Node<PortUser>>>();

function usersIn(vnet: Vnet): Set<Node<PortUser>> {
  const found = users.get(vnet) ?? new Set();
  users.set(vnet, found);
  return found;
}

export function addPortUser(node: Node<PortUser>): void {
  usersIn(node.graph.vnet).add(node);
}

export function removePortUser(node: Node<PortUser>): void {
  usersIn(node.graph.vnet).delete(node);
}

/** Chooses a free port for a socket's address where it has none. Refuses a port that another socket has. */
export function takePort(node: Node<PortUser>, address: Uint8Array): void {
  const view = new DataView(address.buffer, address.byteOffset);
  if (view.getUint16(PORT_AT) !== 0) {
    if (isTaken(node, address)) refuse(errno.EADDRINUSE);
    return;
  }
  const count = LAST_PORT - FIRST_PORT + 1;
  const start = Math.floor(node.graph.kernel.random() * count);
  for (let tried = 0; tried < count; tried++) {
    view.setUint16(PORT_AT, FIRST_PORT + ((start + tried) % count));
    if (!isTaken(node, address)) return;
  }
  refuse(errno.EADDRNOTAVAIL);
}

function isTaken({ graph, state }: Node<PortUser>, address: Uint8Array): boolean {
  // A socket that shares looks only at those that have the very same address.
  const sharesAddress = (state.options & (SO_REUSEADDR | SO_REUSEPORT)) !== 0;
  for (const { state: other } of usersIn(graph.vnet)) {
    if (other === state || other.family !== state.family || other.type !== state.type) continue;
    if (other.bound === undefined || !samePort(other.bound, address)) continue;
    const overlap =
      hostOf(other.bound) === hostOf(address) ||
      (!sharesAddress && (isAny(other.bound) || isAny(address)));
    if (overlap && (state.options & other.options & SO_REUSEPORT) === 0) return true;
  }
  return false;
}

function samePort(one: Uint8Array, other: Uint8Array): boolean {
  return one[PORT_AT] === other[PORT_AT] && one[PORT_AT + 1] === other[PORT_AT + 1];
}

/** The address without length, family and port. */
function hostOf(address: Uint8Array): string {
  return address[1] === AF_INET
    ? address.subarray(4, 8).join(".")
    : address.subarray(8, 24).join(".");
}

function isAny(address: Uint8Array): boolean {
  return /^[0.]*$/.test(hostOf(address));
}

/** ng_ksocket(4): a socket of the kernel's as a node; of it the lab has names and addresses, and the traffic of UDP over IPv4. */
import { decodeArgs, encodeArgs } from "../../netgraph/ascii.ts";
import { errno } from "../../netgraph/errno.ts";
import { int32 } from "../../netgraph/layout.ts";
import { offsetOf } from "../../netgraph/memory.ts";
import { commandOf } from "../../netgraph/nodetype.ts";
import { ksocket as table } from "../../netgraph/types/ksocket.ts";
import {
  AF_INET,
  AF_INET6,
  AF_LOCAL,
  numbered,
  SOCKADDR_IN_SIZE,
  SOCKADDR_IN6_SIZE,
  sockaddr,
} from "../../netgraph/types/socketaddress.ts";
import { copyOf } from "../base/bytes.ts";
import { type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import type { Ends } from "../net/connection.ts";
import type { KernelSocket } from "../net/sockets.ts";
import { PROTOCOL_UDP } from "../wire/ip.ts";
import { udpPayload } from "../wire/udp.ts";
import { addPortUser, removePortUser, takePort } from "./ksocketports.ts";
import { answerBy, goWithLastHook, read, refuseData, replyTo } from "./support.ts";

const families = { local: AF_LOCAL, inet: AF_INET, inet6: AF_INET6, atm: 30, divert: 44 };
const [STREAM, DGRAM, RAW, SEQPACKET] = [1, 2, 3, 5];
const types = { stream: STREAM, dgram: DGRAM, raw: RAW, rdm: 4, seqpacket: SEQPACKET };
/** Protocols have names in the families inet and inet6 alone. */
const protocols = {
  ip: 0,
  raw: 255,
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  swipe: 53,
  encap: 98,
  pim: 103,
};
/** Those of inet6 end in a 6, as FreeBSD 15 has them. */
const protocols6 = {
  ip6: 41,
  raw6: 255,
  icmp6: 58,
  igmp6: 2,
  tcp6: 6,
  udp6: 17,
  gre6: 47,
  esp6: 50,
  ah6: 51,
  swipe6: 53,
  encap6: 98,
  pim6: 103,
};
const named: { readonly [family: number]: { readonly [name: string]: number } } = {
  [AF_INET]: protocols,
  [AF_INET6]: protocols6,
};

/** The protocols that a family has for a type of socket; 0 means the usual one. A raw socket takes any. */
const supported: { readonly [family: number]: { readonly [type: number]: readonly number[] } } = {
  [AF_LOCAL]: { [STREAM]: [0], [DGRAM]: [0], [SEQPACKET]: [0] },
  [AF_INET]: { [STREAM]: [0, 6], [DGRAM]: [0, 17], [RAW]: [] },
  [AF_INET6]: { [STREAM]: [0, 6], [DGRAM]: [0, 17], [RAW]: [] },
};

/** SOL_SOCKET, and of its options those that are a bit of so_options: SO_DEBUG, REUSEADDR, KEEPALIVE, DONTROUTE, BROADCAST, OOBINLINE, REUSEPORT, TIMESTAMP, NOSIGPIPE. */
const SOCKET_LEVEL = 0xffff;
const FLAGS = new Set([0x1, 0x4, 0x8, 0x10, 0x20, 0x100, 0x200, 0x400, 0x800]);
const SO_ACCEPTCONN = 0x2;
const SO_ERROR = 0x1007;
const SO_TYPE = 0x1008;
const option = commandOf(table, "setopt").args;
/** struct ng_ksocket_sockopt without its value, and a value that is an int. */
const OPTION_SIZE = offsetOf(option, "value")!;
const INT_SIZE = 4;

const sizes: { readonly [family: number]: number } = {
  [AF_INET]: SOCKADDR_IN_SIZE,
  [AF_INET6]: SOCKADDR_IN6_SIZE,
};
/** Where sockaddr_in has its address. */
const IN_ADDRESS = 4;
/** Where both have their port. */
const PORT = 2;
/** net.inet.udp.maxdgram, bytes: what does not fit into a socket's send buffer is refused. */
const MAX_DATAGRAM = 9216;

interface KsocketState {
  family: number;
  type: number;
  /** so_options. */
  options: number;
  isAccepting: boolean;
  bound: Uint8Array | undefined;
  peer: Uint8Array | undefined;
}

/** A socket address in a message: it says its own length. */
function addressIn(args: Uint8Array): Uint8Array {
  if (args.length < 2 || args.length < args[0]!) refuse(errno.EINVAL);
  return copyOf(args.subarray(0, args[0]));
}

/** struct sockaddr_in or sockaddr_in6 without an address and a port; undefined for families that have none. */
function anyAddress(family: number): Uint8Array | undefined {
  const size = sizes[family];
  return size === undefined ? undefined : sockaddr(family, new Uint8Array(size - 2));
}

/** Binds a socket to the address that it asks for, or that listening or connecting needs, and a port where none is asked for. */
function bindTo(node: Node<KsocketState>, address: Uint8Array): void {
  const { state } = node;
  if (state.type !== RAW && state.family in sizes) takePort(node, address);
  state.bound = address;
}

/** A connected socket of inet has the address that its packets will come from; where no route leads it is not known. */
function addressToward(node: Node<KsocketState>, peer: Uint8Array): Uint8Array | undefined {
  const { bound, family } = node.state;
  if (family !== AF_INET) return bound;
  const destination = new DataView(peer.buffer).getUint32(IN_ADDRESS);
  const route = node.graph.vnet.stack.routes.lookup(destination);
  const address = copyOf(bound ?? anyAddress(AF_INET)!);
  const view = new DataView(address.buffer);
  if (view.getUint32(IN_ADDRESS) !== 0) return bound;
  if (route === undefined) return bound;
  view.setUint32(IN_ADDRESS, route.source);
  return address;
}

function noArgs(args: Uint8Array): void {
  if (args.length !== 0) refuse(errno.EINVAL);
}

/** What ends that a node's socket takes datagrams. */
const detach = new WeakMap<Node, () => void>();

function inetOf(address: Uint8Array): { readonly address: number; readonly port: number } {
  const view = new DataView(address.buffer, address.byteOffset);
  return { address: view.getUint32(IN_ADDRESS), port: view.getUint16(PORT) };
}

/** A node's socket, as the stack knows it. What comes for it goes out by its hook. */
function kernelSocket(node: Node<KsocketState>): KernelSocket {
  return {
    fits({ source, sourcePort, destination, destinationPort }: Ends) {
      const { family, type, bound, peer } = node.state;
      if (family !== AF_INET || type !== DGRAM || bound === undefined) return 0;
      const own = inetOf(bound);
      if (own.port !== sourcePort || (own.address !== 0 && own.address !== source)) return 0;
      if (peer === undefined) return own.address === 0 ? 1 : 2;
      const other = inetOf(peer);
      return other.address === destination && other.port === destinationPort ? 3 : 0;
    },
    take: (data) => void node.hooks[0]?.send(copyOf(data)),
  };
}

export const ksocket: NodeBehaviour<KsocketState> = {
  table,
  create(node) {
    addPortUser(node);
    detach.set(node, node.graph.vnet.stack.sockets.attach(kernelSocket(node)));
    return {
      ...{ family: 0, type: 0, options: 0, isAccepting: false },
      ...{ bound: undefined, peer: undefined },
    };
  },
  newHook(node, hook) {
    if (node.hooks.length > 0) refuse(errno.EISCONN);
    const [first, second, ...rest] = hook.name.split("/");
    if (first === undefined || second === undefined || rest.length === 0) refuse(errno.EINVAL);
    const family = numbered(families, first) ?? refuse(errno.EINVAL);
    const type = numbered(types, second) ?? refuse(errno.EINVAL);
    const protocol = numbered(named[family] ?? {}, rest.join("/")) ?? refuse(errno.EINVAL);
    // uipc_socket.c, socreate: which of the three does not fit.
    const ofFamily = supported[family] ?? refuse(errno.EAFNOSUPPORT);
    const isThere = ofFamily[type]?.includes(protocol) || (type === RAW && RAW in ofFamily);
    if (!isThere) refuse(protocol === 0 && type !== 0 ? errno.EPROTOTYPE : errno.EPROTONOSUPPORT);
    node.state.family = family;
    node.state.type = type;
  },
  receiveMessage: answerBy<typeof table, KsocketState>(table, {
    bind(node, args) {
      const { state } = node;
      const address = addressIn(args);
      if (state.bound !== undefined) refuse(errno.EINVAL);
      checkFamily(state, address);
      bindTo(node, address);
      return undefined;
    },
    listen(node, args) {
      const { state } = node;
      read(table, "listen", args);
      if (state.type !== STREAM && state.type !== SEQPACKET) refuse(errno.EOPNOTSUPP);
      if (state.family === AF_LOCAL && state.bound === undefined) refuse(errno.EDESTADDRREQ);
      const any = anyAddress(state.family);
      if (state.bound === undefined && any !== undefined) bindTo(node, any);
      state.options |= SO_ACCEPTCONN;
      return undefined;
    },
    accept({ state }, args) {
      noArgs(args);
      if ((state.options & SO_ACCEPTCONN) === 0) refuse(errno.EINVAL);
      if (state.isAccepting) refuse(errno.EALREADY);
      // The answer comes with a connection: never, in a lab.
      state.isAccepting = true;
      return undefined;
    },
    connect(node, args) {
      const { state } = node;
      const address = addressIn(args);
      checkFamily(state, address);
      // A stream would have to be answered.
      if (state.type !== DGRAM) refuse(errno.EOPNOTSUPP);
      const own = addressToward(node, address);
      if (own !== undefined && own !== state.bound) bindTo(node, own);
      state.peer = address;
      return undefined;
    },
    getname({ state }, args) {
      noArgs(args);
      if (state.bound !== undefined) return state.bound;
      // A socket of inet without an address has 0.0.0.0; one that is connected has one, which the lab does not know if no route leads there.
      if (state.peer !== undefined) refuse(errno.EOPNOTSUPP);
      return anyAddress(state.family) ?? refuse(errno.EOPNOTSUPP);
    },
    getpeername({ state }, args) {
      noArgs(args);
      return state.peer ?? refuse(errno.ENOTCONN);
    },
    setopt({ state }, args) {
      if (args.length < OPTION_SIZE) refuse(errno.EINVAL);
      const { level, name, value } = decodeArgs(option, args);
      if (level !== SOCKET_LEVEL || !FLAGS.has(name)) refuse(errno.EOPNOTSUPP);
      if (value.length < INT_SIZE) refuse(errno.EINVAL);
      const isOn = decodeArgs(int32, value) !== 0;
      state.options = isOn ? state.options | name : state.options & ~name;
      return undefined;
    },
    getopt({ state }, args) {
      if (args.length !== OPTION_SIZE) refuse(errno.EINVAL);
      const { level, name } = decodeArgs(option, args);
      if (level !== SOCKET_LEVEL) refuse(errno.EOPNOTSUPP);
      return replyTo(table, "getopt", {
        level,
        name,
        value: encodeArgs(int32, optionOf(state, name)),
      });
    },
  }),
  receiveData(node, _hook, frame) {
    const { family, type, bound, peer } = node.state;
    if (family !== AF_INET || type !== DGRAM)
      return refuseData(node, "traffic of kernel sockets other than UDP over IPv4 is");
    if (bound === undefined || peer === undefined) return errno.EDESTADDRREQ;
    if (frame.length > MAX_DATAGRAM) return errno.EMSGSIZE;
    const [own, other] = [inetOf(bound), inetOf(peer)];
    const payload = udpPayload({
      sourcePort: own.port,
      destinationPort: other.port,
      data: frame,
    });
    const { ip } = node.graph.vnet.stack;
    // Without a route when it was connected it has no address yet.
    const source = own.address === 0 ? undefined : own.address;
    return ip.send(other.address, PROTOCOL_UDP, payload, { source });
  },
  disconnect: goWithLastHook,
  shutdown(node) {
    removePortUser(node);
    detach.get(node)?.();
    detach.delete(node);
    return false;
  },
};

/** udp_bind, tcp_usr_bind and their like: the family first, then the length. */
function checkFamily({ family }: KsocketState, address: Uint8Array): void {
  if (address[1] !== family) refuse(errno.EAFNOSUPPORT);
  const size = sizes[family];
  if (size !== undefined && address.length !== size) refuse(errno.EINVAL);
}

/** Buffers, timeouts and the options of protocols are not emulated. */
function optionOf({ type, options }: KsocketState, name: number): number {
  if (name === SO_TYPE) return type;
  if (name === SO_ERROR) return 0;
  return FLAGS.has(name) || name === SO_ACCEPTCONN ? options & name : refuse(errno.EOPNOTSUPP);
}

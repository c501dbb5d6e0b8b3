/** ng_ksocket(4): a socket of the kernel's as a node; of it the lab has names and addresses, no traffic. */
import { errno } from "../../netgraph/errno.ts";
import {
  AF_INET,
  AF_LOCAL,
  numbered,
  sockaddr,
  ksocket as table,
} from "../../netgraph/types/ksocket.ts";
import { copyOf } from "../bytes.ts";
import { type NodeBehaviour, refuse } from "../kernel/node.ts";
import { answerBy, goWithLastHook, read, refuseData } from "./support.ts";

const AF_INET6 = 28;
const families = { local: AF_LOCAL, inet: AF_INET, inet6: AF_INET6, atm: 30, divert: 44 };
const [STREAM, DGRAM, RAW, SEQPACKET] = [1, 2, 3, 5];
const types = { stream: STREAM, dgram: DGRAM, raw: RAW, rdm: 4, seqpacket: SEQPACKET };
/** Protocols have names in the family inet alone. */
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
/** struct ng_ksocket_sockopt without its value. */
const OPTION_SIZE = 8;

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

function noArgs(args: Uint8Array): void {
  if (args.length !== 0) refuse(errno.EINVAL);
}

export const ksocket: NodeBehaviour<KsocketState> = {
  table,
  create: () => ({
    ...{ family: 0, type: 0, options: 0, isAccepting: false },
    ...{ bound: undefined, peer: undefined },
  }),
  newHook(node, hook) {
    if (node.hooks.length > 0) refuse(errno.EISCONN);
    const [first, second, ...rest] = hook.name.split("/");
    if (first === undefined || second === undefined || rest.length === 0) refuse(errno.EINVAL);
    const family = numbered(families, first) ?? refuse(errno.EINVAL);
    const type = numbered(types, second) ?? refuse(errno.EINVAL);
    const known = family === AF_INET ? protocols : {};
    const protocol = numbered(known, rest.join("/")) ?? refuse(errno.EINVAL);
    // uipc_socket.c, socreate: which of the three does not fit.
    const ofFamily = supported[family] ?? refuse(errno.EAFNOSUPPORT);
    const isThere = ofFamily[type]?.includes(protocol) || (type === RAW && RAW in ofFamily);
    if (!isThere) refuse(protocol === 0 && type !== 0 ? errno.EPROTOTYPE : errno.EPROTONOSUPPORT);
    node.state.family = family;
    node.state.type = type;
  },
  receiveMessage: answerBy<typeof table, KsocketState>(table, {
    bind({ state }, args) {
      const address = addressIn(args);
      if (state.bound !== undefined) refuse(errno.EINVAL);
      if (address[1] !== state.family) refuse(errno.EAFNOSUPPORT);
      state.bound = address;
      return undefined;
    },
    listen({ state }, args) {
      read(table, "listen", args);
      if (state.type !== STREAM && state.type !== SEQPACKET) refuse(errno.EOPNOTSUPP);
      if (state.family === AF_LOCAL && state.bound === undefined) refuse(errno.EDESTADDRREQ);
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
    connect({ state }, args) {
      const address = addressIn(args);
      if (address[1] !== state.family) refuse(errno.EAFNOSUPPORT);
      // A stream would have to be answered.
      if (state.type !== DGRAM) refuse(errno.EOPNOTSUPP);
      state.peer = address;
      return undefined;
    },
    getname({ state }, args) {
      noArgs(args);
      if (state.bound !== undefined) return state.bound;
      // A socket of inet without an address has 0.0.0.0; once it is connected or listens it has one that the lab does not know.
      const isUnused = state.peer === undefined && (state.options & SO_ACCEPTCONN) === 0;
      if (state.family !== AF_INET || !isUnused) refuse(errno.EOPNOTSUPP);
      return sockaddr(AF_INET, new Uint8Array(14));
    },
    getpeername({ state }, args) {
      noArgs(args);
      return state.peer ?? refuse(errno.ENOTCONN);
    },
    setopt({ state }, args) {
      if (args.length < OPTION_SIZE) refuse(errno.EINVAL);
      const view = new DataView(args.buffer, args.byteOffset, args.length);
      const name = view.getInt32(4, true);
      if (view.getInt32(0, true) !== SOCKET_LEVEL || !FLAGS.has(name)) refuse(errno.EOPNOTSUPP);
      if (args.length < OPTION_SIZE + 4) refuse(errno.EINVAL);
      const isOn = view.getInt32(OPTION_SIZE, true) !== 0;
      state.options = isOn ? state.options | name : state.options & ~name;
      return undefined;
    },
    getopt({ state }, args) {
      if (args.length !== OPTION_SIZE) refuse(errno.EINVAL);
      const reply = new Uint8Array(OPTION_SIZE + 4);
      reply.set(args);
      const view = new DataView(reply.buffer);
      if (view.getInt32(0, true) !== SOCKET_LEVEL) refuse(errno.EOPNOTSUPP);
      view.setInt32(OPTION_SIZE, optionOf(state, view.getInt32(4, true)), true);
      return reply;
    },
  }),
  receiveData: (node) => refuseData(node, "traffic of kernel sockets is"),
  disconnect: goWithLastHook,
};

/** Buffers, timeouts and the options of protocols are not emulated. */
function optionOf({ type, options }: KsocketState, name: number): number {
  if (name === SO_TYPE) return type;
  if (name === SO_ERROR) return 0;
  return FLAGS.has(name) || name === SO_ACCEPTCONN ? options & name : refuse(errno.EOPNOTSUPP);
}

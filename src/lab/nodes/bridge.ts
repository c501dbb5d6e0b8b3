/** ng_bridge(4): an Ethernet bridge that learns, ages, floods, and mutes a link that closes a loop. */
import { errno } from "../../netgraph/errno.ts";
import { NG_HOOKSIZ, readString, writeString } from "../../netgraph/message.ts";
import { bridge as table } from "../../netgraph/types/bridge.ts";
import { type Hook, type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import { ETHER_HEADER } from "../net/ethernet.ts";
import { type Answers, answerBy, thenClear } from "./support.ts";

const TICK = 1000;
const LINK = /^(link|uplink)(0|[1-9]\d{0,9})?$/;

/** The counters of a link, in the order of struct ng_bridge_link_stats. */
const COUNTERS = [
  "recvOctets",
  "recvPackets",
  "recvMulticast",
  "recvBroadcast",
  "recvUnknown",
  "recvRunts",
  "recvInvalid",
  "xmitOctets",
  "xmitPackets",
  "xmitMulticasts",
  "xmitBroadcasts",
  "loopDrops",
  "loopDetects",
  "memoryFailures",
] as const;

class Link {
  recvOctets = 0;
  recvPackets = 0;
  recvMulticast = 0;
  recvBroadcast = 0;
  recvUnknown = 0;
  recvRunts = 0;
  recvInvalid = 0;
  xmitOctets = 0;
  xmitPackets = 0;
  xmitMulticasts = 0;
  xmitBroadcasts = 0;
  loopDrops = 0;
  loopDetects = 0;
  memoryFailures = 0;
  /** Seconds that it stays muted; 0 when it is not. */
  muted = 0;
  constructor(
    readonly hook: Hook,
    /** Are source addresses learned here? Not on an uplink. */
    readonly learns: boolean,
    /** Do frames to unknown addresses go here? */
    readonly sendsUnknown: boolean,
  ) {}

  clear(): void {
    for (const counter of COUNTERS) this[counter] = 0;
  }
}

class Host {
  age = 0;
  staleness = 0;
  constructor(
    /** The address as a number of 48 bits. */
    readonly address: number,
    public link: Link,
  ) {}
}

interface BridgeState {
  debugLevel: number;
  /** Seconds, as in struct ng_bridge_config. */
  loopTimeout: number;
  maxStaleness: number;
  minStableAge: number;
  persistent: boolean;
  /** New links get frames to unknown addresses; not when an uplink was there first. */
  floodsUnknown: boolean;
  readonly hosts: Map<number, Host>;
  readonly links: Map<string, Link>;
  /** The kernel's timer runs every second from here: what it would have done is made up when someone looks. */
  lastTick: number;
}

export const bridge: NodeBehaviour<BridgeState> = {
  table,
  create: (node) => ({
    debugLevel: 1,
    loopTimeout: 60,
    maxStaleness: 15 * 60,
    minStableAge: 1,
    persistent: false,
    floodsUnknown: true,
    hosts: new Map(),
    links: new Map(),
    lastTick: node.graph.kernel.clock.now(),
  }),

  newHook(node, hook) {
    const match = LINK.exec(hook.name);
    if (match === null) refuse(errno.EINVAL);
    const isUplink = match[1] === "uplink";
    // uplink0 is refused, so that the counters of "-0" are not those of link0 (ng_bridge(4)).
    if (isUplink && match[2] === "0") refuse(errno.EINVAL);
    if (Number(match[2] ?? 0) > 0xffff_ffff) refuse(errno.EINVAL);
    if (hook.peer?.node === node) refuse(errno.ELOOP);
    if (match[2] === undefined) {
      if (!node.graph.kernel.numbersHooks) refuse(errno.EINVAL);
      hook.name = freeName(node, match[1]!, isUplink ? 1 : 0);
    }
    if (isUplink && node.hooks.length === 0) node.state.floodsUnknown = false;
    const link = new Link(hook, !isUplink, isUplink || node.state.floodsUnknown);
    hook.state = link;
    node.state.links.set(hook.name, link);
  },

  receiveMessage(node, message, from) {
    tick(node);
    return answer(node, message, from);
  },
  receiveData: receive,

  disconnect(node, hook) {
    const link = hook.state as Link;
    node.state.links.delete(hook.name);
    forgetHosts(node.state, link);
    if (node.hooks.length === 0 && !node.state.persistent) node.graph.remove(node);
  },
};

function receive(node: Node<BridgeState>, hook: Hook, frame: Uint8Array): number {
  const link = hook.state as Link;
  const length = frame.length;
  if (length < ETHER_HEADER) {
    link.recvRunts++;
    return errno.EINVAL;
  }
  if ((frame[6]! & 1) !== 0) {
    link.recvInvalid++;
    return errno.EINVAL;
  }
  tick(node);
  if (link.muted > 0) {
    link.loopDrops++;
    return errno.ELOOP;
  }
  link.recvPackets++;
  link.recvOctets += length;
  const cast = castOf(frame);
  if (cast === BROADCAST) link.recvBroadcast++;
  else if (cast === MULTICAST) link.recvMulticast++;

  const { hosts } = node.state;
  const source = addressAt(frame, 6);
  const known = hosts.get(source);
  if (known !== undefined && known.staleness > 0) known.staleness = 0;
  if (known === undefined ? link.learns : known.link !== link) {
    learnLater(node, source, link);
    if (known !== undefined && known.age < node.state.minStableAge) {
      link.loopDrops++;
      return errno.ELOOP;
    }
  }
  if (cast === UNICAST) {
    const host = hosts.get(addressAt(frame, 0));
    if (host !== undefined) return host.link === link ? 0 : sendTo(host.link, frame, cast);
    link.recvUnknown++;
  }
  return flood(node, link, frame, cast);
}

/** The kernel sends itself a message for that: it comes when the frame is through. */
function learnLater(node: Node<BridgeState>, address: number, link: Link): void {
  const { state } = node;
  node.later(() => {
    if (state.links.get(link.hook.name) === link) putHost(state, address, link);
  });
}

const UNICAST = 0;
const MULTICAST = 1;
const BROADCAST = 2;

function castOf(frame: Uint8Array): number {
  if ((frame[0]! & 1) === 0) return UNICAST;
  for (let i = 0; i < 6; i++) if (frame[i] !== 0xff) return MULTICAST;
  return BROADCAST;
}

function addressAt(frame: Uint8Array, at: number): number {
  const high = (frame[at]! << 8) | frame[at + 1]!;
  const low =
    ((frame[at + 2]! << 24) | (frame[at + 3]! << 16) | (frame[at + 4]! << 8) | frame[at + 5]!) >>>
    0;
  return high * 0x1_0000_0000 + low;
}

/** Sends a frame out; what the other end refuses does not count. */
function sendTo(link: Link, frame: Uint8Array, cast: number): number {
  const error = link.hook.send(frame);
  if (error !== 0) return error;
  link.xmitPackets++;
  link.xmitOctets += frame.length;
  if (cast === UNICAST) return 0;
  if (cast === MULTICAST) link.xmitMulticasts++;
  else link.xmitBroadcasts++;
  return 0;
}

/** The first link has its turn last: it gets the frame itself, the others get copies. Gives the last error. */
function flood(node: Node<BridgeState>, incoming: Link, frame: Uint8Array, cast: number): number {
  const { hooks } = node;
  let first: Link | undefined;
  let error = 0;
  for (let i = 0; i < hooks.length; i++) {
    const link = hooks[i]!.state as Link;
    if (link === incoming || (cast === UNICAST && !link.sendsUnknown)) continue;
    if (first === undefined) {
      first = link;
      continue;
    }
    const refusal = sendTo(link, frame, cast);
    if (refusal !== 0) error = refusal;
  }
  if (first === undefined) return error;
  const refusal = sendTo(first, frame, cast);
  return refusal === 0 ? error : refusal;
}

/** A host was heard on a link. One that was on another for less than minStableAge is a loop: the new link is muted. Gives an errno. */
function putHost(state: BridgeState, address: number, link: Link): number {
  const host = state.hosts.get(address);
  if (host === undefined) state.hosts.set(address, new Host(address, link));
  else if (host.link !== link) {
    if (host.age < state.minStableAge) {
      link.loopDetects++;
      link.muted = state.loopTimeout & 0xffff;
      forgetHosts(state, link);
      return errno.ELOOP;
    }
    host.link = link;
    host.age = 0;
  }
  return 0;
}

function forgetHosts(state: BridgeState, link: Link): void {
  for (const host of state.hosts.values()) if (host.link === link) state.hosts.delete(host.address);
}

function freeName(node: Node<BridgeState>, prefix: string, first: number): string {
  for (let number = first; ; number++) {
    const name = `${prefix}${number}`;
    if (node.hook(name) === undefined) return name;
  }
}

/** Makes up for the seconds since the last look: hosts grow older and stale, muted links come back. */
function tick(node: Node<BridgeState>): void {
  const { state } = node;
  const ticks = Math.floor((node.graph.kernel.clock.now() - state.lastTick) / TICK);
  if (ticks <= 0) return;
  state.lastTick += ticks * TICK;
  for (const host of state.hosts.values()) {
    host.staleness += ticks;
    host.age = Math.min(host.age + ticks, 0xffff);
    if (host.staleness >= state.maxStaleness) state.hosts.delete(host.address);
  }
  for (const link of state.links.values()) link.muted = Math.max(0, link.muted - ticks);
}

const answers: Answers<typeof table, BridgeState> = {
  getconfig({ state }) {
    const bytes = new Uint8Array(16);
    const view = new DataView(bytes.buffer);
    view.setUint8(0, state.debugLevel);
    view.setUint32(4, state.loopTimeout, true);
    view.setUint32(8, state.maxStaleness, true);
    view.setUint32(12, state.minStableAge, true);
    return bytes;
  },
  setconfig({ state }, args) {
    if (args.length !== 16) refuse(errno.EINVAL);
    const view = new DataView(args.buffer, args.byteOffset);
    state.debugLevel = view.getUint8(0);
    state.loopTimeout = view.getUint32(4, true);
    state.maxStaleness = view.getUint32(8, true);
    state.minStableAge = view.getUint32(12, true);
    return undefined;
  },
  reset({ state }) {
    state.hosts.clear();
    for (const link of state.links.values()) {
      link.muted = 0;
      link.clear();
    }
    return undefined;
  },
  getstats: stats,
  clrstats: clear,
  getclrstats: thenClear(stats, clear),
  gettable: ({ state }) => tableOf([...state.hosts.values()]),
  setpersistent({ state }) {
    state.persistent = true;
    return undefined;
  },
  movehost({ state }, args, from) {
    if (args.length < 6 + NG_HOOKSIZ) refuse(errno.EINVAL);
    const name = readString(args, 6, NG_HOOKSIZ);
    const link = name === "" ? (from.hook?.state as Link | undefined) : state.links.get(name);
    if (link === undefined) refuse(errno.ENOENT);
    const error = putHost(state, addressAt(args, 0), link);
    return error === 0 ? undefined : refuse(error);
  },
};
const answer = answerBy(table, answers);

/** The link that a number means: n is link n, -n is uplink n. */
function linkOf(node: Node<BridgeState>, args: Uint8Array): Link {
  if (args.length !== 4) refuse(errno.EINVAL);
  const number = new DataView(args.buffer, args.byteOffset).getInt32(0, true);
  const link = node.state.links.get(number < 0 ? `uplink${-number}` : `link${number}`);
  return link ?? refuse(errno.ENOTCONN);
}

function clear(node: Node<BridgeState>, args: Uint8Array): undefined {
  linkOf(node, args).clear();
}

function stats(node: Node<BridgeState>, args: Uint8Array): Uint8Array {
  const link = linkOf(node, args);
  const bytes = new Uint8Array(COUNTERS.length * 8);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < COUNTERS.length; i++)
    view.setBigUint64(i * 8, BigInt(link[COUNTERS[i]!]), true);
  return bytes;
}

const HOST_SIZE = 6 + NG_HOOKSIZ + 4;

/** Hosts by the bucket of the kernel's hash table, the newest of a bucket first (ng_bridge.c: HASH, ng_bridge_put). */
function tableOf(hosts: readonly Host[]): Uint8Array {
  let buckets = 32;
  while (hosts.length > buckets && buckets < 16384) buckets *= 2;
  const ordered = hosts
    .map((host, index) => ({ host, index, bucket: bucketOf(host.address, buckets) }))
    .sort((a, b) => a.bucket - b.bucket || b.index - a.index);
  const bytes = new Uint8Array(4 + hosts.length * HOST_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, hosts.length, true);
  for (const [index, { host }] of ordered.entries()) {
    const at = 4 + index * HOST_SIZE;
    for (let i = 0; i < 6; i++) bytes[at + i] = byteOf(host.address, i);
    writeString(bytes, at + 6, NG_HOOKSIZ, host.link.hook.name);
    view.setUint16(at + 6 + NG_HOOKSIZ, host.age, true);
    view.setUint16(at + 6 + NG_HOOKSIZ + 2, host.staleness & 0xffff, true);
  }
  return bytes;
}

function byteOf(address: number, index: number): number {
  return Math.floor(address / 2 ** ((5 - index) * 8)) & 0xff;
}

function bucketOf(address: number, buckets: number): number {
  let hash = 0;
  for (let i = 0; i < 6; i += 2) hash ^= byteOf(address, i) | (byteOf(address, i + 1) << 8);
  return hash & (buckets - 1);
}

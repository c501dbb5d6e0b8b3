/** What a bridge keeps: its links with their counters, and the hosts that it has heard. */
import { errno } from "../../netgraph/errno.ts";
import type { Hook, Node } from "../kernel/node.ts";

/** ng_bridge's timer, milliseconds. */
const TICK = 1000;

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

/** A link's counters, and what its kind of hook has to do with addresses. */
export class Link {
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

/** An address that was heard, and where; its ages in seconds. */
export class Host {
  age = 0;
  staleness = 0;
  constructor(
    /** The address as a number of 48 bits. */
    readonly address: number,
    public link: Link,
  ) {}
}

/** The state of one bridge. */
export interface BridgeState {
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

/** The address in a frame or a message as a number of 48 bits. */
export function addressAt(frame: Uint8Array, at: number): number {
  const high = (frame[at]! << 8) | frame[at + 1]!;
  const low =
    ((frame[at + 2]! << 24) | (frame[at + 3]! << 16) | (frame[at + 4]! << 8) | frame[at + 5]!) >>>
    0;
  return high * 0x1_0000_0000 + low;
}

/** A host was heard on a link. One that was on another for less than minStableAge is a loop: the new link is muted. Returns an errno. */
export function putHost(state: BridgeState, address: number, link: Link): number {
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

export function forgetHosts(state: BridgeState, link: Link): void {
  for (const host of state.hosts.values()) if (host.link === link) state.hosts.delete(host.address);
}

/** Makes up for the seconds since the last look: hosts grow older and stale, muted links come back. */
export function tick(node: Node<BridgeState>): void {
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

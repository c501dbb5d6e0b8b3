/** ng_bridge(4): an Ethernet bridge that learns, ages, floods, and mutes a link that closes a loop. */
import { errno } from "../../netgraph/errno.ts";
import { bridge as table } from "../../netgraph/types/bridge.ts";
import { type Hook, type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import { ETHER_HEADER } from "../wire/ethernet.ts";
import { answer } from "./bridgemessages.ts";
import { addressAt, type BridgeState, forgetHosts, Link, putHost, tick } from "./bridgestate.ts";

const LINK = /^(link|uplink)(0|[1-9]\d{0,9})?$/;

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

  receiveMessage: answer,
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

/** The first link has its turn last: it gets the frame itself, the others get copies. Returns the last error. */
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

function freeName(node: Node<BridgeState>, prefix: string, first: number): string {
  for (let number = first; ; number++) {
    const name = `${prefix}${number}`;
    if (node.hook(name) === undefined) return name;
  }
}

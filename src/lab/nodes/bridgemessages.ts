/** ng_bridge(4)'s control messages. */
import { errno } from "../../netgraph/errno.ts";
import { NG_HOOKSIZ, readString, writeString } from "../../netgraph/message.ts";
import { bridge as table } from "../../netgraph/types/bridge.ts";
import { type Node, refuse } from "../kernel/node.ts";
import {
  addressAt,
  type BridgeState,
  COUNTERS,
  type Host,
  type Link,
  putHost,
  tick,
} from "./bridgestate.ts";
import { type Answers, answerBy, thenClear } from "./support.ts";

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
const answerAsItIs = answerBy(table, answers);

/** Answers a message as things are by now. */
export const answer: typeof answerAsItIs = (node, message, from) => {
  tick(node);
  return answerAsItIs(node, message, from);
};

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

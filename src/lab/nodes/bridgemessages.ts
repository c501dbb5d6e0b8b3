/** ng_bridge(4)'s control messages. */
import { decodeArgs } from "../../netgraph/ascii.ts";
import { errno } from "../../netgraph/errno.ts";
import { commandOf } from "../../netgraph/nodetype.ts";
import { bridge as table } from "../../netgraph/types/bridge.ts";
import { type Node, refuse } from "../kernel/node.ts";
import { type BridgeState, type Host, type Link, putHost, tick } from "./bridgestate.ts";
import { type Answers, answerBy, read, replyTo, thenClear } from "./support.ts";

const answers: Answers<typeof table, BridgeState> = {
  getconfig: ({ state }) => replyTo(table, "getconfig", state),
  setconfig({ state }, args) {
    Object.assign(state, read(table, "setconfig", args));
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
    const { addr, hook } = decodeArgs(commandOf(table, "movehost").args, args);
    const link = hook === "" ? (from.hook?.state as Link | undefined) : state.links.get(hook);
    if (link === undefined) refuse(errno.ENOENT);
    const error = putHost(state, Number.parseInt(addr.replaceAll(":", ""), 16), link);
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
  // The kernel reads it as signed.
  const number = read(table, "getstats", args) | 0;
  const link = node.state.links.get(number < 0 ? `uplink${-number}` : `link${number}`);
  return link ?? refuse(errno.ENOTCONN);
}

function clear(node: Node<BridgeState>, args: Uint8Array): undefined {
  linkOf(node, args).clear();
}

function stats(node: Node<BridgeState>, args: Uint8Array): Uint8Array {
  return replyTo(table, "getstats", linkOf(node, args));
}

/** Hosts by the bucket of the kernel's hash table, the newest of a bucket first (ng_bridge.c: HASH, ng_bridge_put). */
function tableOf(hosts: readonly Host[]): Uint8Array {
  let buckets = 32;
  while (hosts.length > buckets && buckets < 16384) buckets *= 2;
  const ordered = hosts
    .map((host, index) => ({ host, index, bucket: bucketOf(host.address, buckets) }))
    .sort((a, b) => a.bucket - b.bucket || b.index - a.index);
  return replyTo(table, "gettable", {
    numHosts: hosts.length,
    hosts: ordered.map(({ host: { address, link, age, staleness } }) => ({
      addr: etherOf(address),
      hook: link.hook.name,
      age,
      staleness,
    })),
  });
}

function etherOf(address: number): string {
  const digits = address.toString(16).padStart(12, "0");
  return digits.replace(/..(?!$)/g, "$&:");
}

function byteOf(address: number, index: number): number {
  return Math.floor(address / 2 ** ((5 - index) * 8)) & 0xff;
}

function bucketOf(address: number, buckets: number): number {
  let hash = 0;
  for (let i = 0; i < 6; i += 2) hash ^= byteOf(address, i) | (byteOf(address, i + 1) << 8);
  return hash & (buckets - 1);
}

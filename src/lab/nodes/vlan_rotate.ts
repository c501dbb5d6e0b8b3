/** ng_vlan_rotate(4): turns the VLAN tags of a frame round, on the way from `ordered` to `original` and back. */
import { errno } from "../../netgraph/errno.ts";
import type { ArgsOf } from "../../netgraph/nodetype.ts";
import { MAX_TAGS, vlanRotate as table } from "../../netgraph/types/vlan_rotate.ts";
import { copyOf } from "../base/bytes.ts";
import { type Hook, type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import { ETHER_ADDRESSES, ETHER_TAG } from "../wire/ethernet.ts";
import { carrying } from "../wire/marks.ts";
import { answerBy, goWithLastHook, read, replyTo, thenClear } from "./support.ts";

const HOOKS = new Set(["original", "ordered", "excessive", "incomplete"]);
/** 802.1Q, 802.1ad, and the numbers that were used before there was a standard. */
const PROTOCOLS = new Set([0x8100, 0x88a8, 0x9100, 0x9200, 0x9300]);

type Config = ArgsOf<typeof table, "setconf">;

interface RotateState {
  config: Config;
  stats: Stats;
}

class Stats {
  drops = 0;
  excessive = 0;
  incomplete = 0;
  /** Frames by the number of their tags. */
  readonly histogram = new Array<number>(MAX_TAGS).fill(0);
}

function clear({ state }: Node<RotateState>): undefined {
  state.stats = new Stats();
}

const stats = ({ state }: Node<RotateState>) => replyTo(table, "getstat", { ...state.stats });

export const vlanRotate: NodeBehaviour<RotateState> = {
  table,
  create: () => ({ config: { rot: 0, min: 0, max: MAX_TAGS }, stats: new Stats() }),
  newHook(node, hook) {
    if (!HOOKS.has(hook.name)) refuse(errno.EINVAL);
    if (node.hook(hook.name) !== undefined) refuse(errno.EADDRINUSE);
  },
  receiveMessage: answerBy<typeof table, RotateState>(table, {
    getconf: ({ state }) => replyTo(table, "getconf", { ...state.config }),
    setconf({ state }, args) {
      const wanted = read(table, "setconf", args);
      const max = wanted.max === 0 ? state.config.max : wanted.max;
      if (max > MAX_TAGS || wanted.min > max || Math.abs(wanted.rot) >= max) refuse(errno.EINVAL);
      state.config = { ...wanted, max };
      return undefined;
    },
    getstat: stats,
    clrstat: clear,
    getclrstat: thenClear(stats, clear),
  }),
  receiveData(node, hook, frame) {
    const error = pass(node, hook, frame);
    if (error === 0) return 0;
    node.state.stats.drops++;
    return error;
  },
  disconnect: goWithLastHook,
};

/** Sends a frame on; gives why it is dropped, 0 when it is not. */
function pass(node: Node<RotateState>, hook: Hook, frame: Uint8Array): number {
  const { config, stats } = node.state;
  if (hook.name !== "ordered" && hook.name !== "original")
    return sendOut(node.hook("original"), frame);
  const out = node.hook(hook.name === "ordered" ? "original" : "ordered");
  if (out === undefined) return errno.ENETDOWN;
  const tags = countTags(frame);
  if (tags === undefined) return errno.EINVAL;
  if (tags > config.max || tags >= MAX_TAGS) {
    stats.excessive++;
    return sendOut(node.hook("excessive"), frame);
  }
  if (tags < config.min || tags <= Math.abs(config.rot)) {
    stats.incomplete++;
    return sendOut(node.hook("incomplete"), frame);
  }
  stats.histogram[tags]!++;
  const turn = hook.name === "ordered" ? config.rot : -config.rot;
  return sendOut(out, turn === 0 ? frame : rotated(frame, tags, (turn + tags) % tags));
}

/** What becomes of it further on does not come back. */
function sendOut(hook: Hook | undefined, frame: Uint8Array): number {
  if (hook === undefined) return errno.ENOSYS;
  hook.send(frame);
  return 0;
}

/** How many tags a frame has, at most one more than there may be; undefined when it ends too early. */
function countTags(frame: Uint8Array): number | undefined {
  for (let tags = 0; tags <= MAX_TAGS; tags++) {
    const at = ETHER_ADDRESSES + tags * ETHER_TAG;
    if (frame.length < at + ETHER_TAG) return undefined;
    if (!PROTOCOLS.has((frame[at]! << 8) | frame[at + 1]!)) return tags;
  }
  return MAX_TAGS + 1;
}

/** The tags moved to the left by `turn`, those that fall off put back on the right. */
function rotated(frame: Uint8Array, tags: number, turn: number): Uint8Array {
  const bytes = carrying(frame, copyOf(frame));
  for (let tag = 0; tag < tags; tag++) {
    const from = ETHER_ADDRESSES + ((tag + turn) % tags) * ETHER_TAG;
    bytes.set(frame.subarray(from, from + ETHER_TAG), ETHER_ADDRESSES + tag * ETHER_TAG);
  }
  return bytes;
}

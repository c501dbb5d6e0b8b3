/** ng_tee(4): passes frames between left and right, and copies them to left2right and right2left. */
import { errno } from "../../netgraph/errno.ts";
import { tee as table } from "../../netgraph/types/tee.ts";
import { deliver } from "../kernel/delivery.ts";
import { type Hook, type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import { answerBy, goWithLastHook, isFlow, replyTo, thenClear } from "./support.ts";

const HOOKS = ["right", "left", "right2left", "left2right"] as const;
type HookName = (typeof HOOKS)[number];

class Counters {
  inOctets = 0;
  inFrames = 0;
  outOctets = 0;
  outFrames = 0;
}

interface Port {
  hook: Hook | undefined;
  counters: Counters;
}

type TeeState = { readonly [name in HookName]: Port };

const newPort = (): Port => ({ hook: undefined, counters: new Counters() });

/** Where a frame goes on to, and where its copy goes: what a missing hook would get, goes to the other one. */
const ways: { readonly [name in HookName]: readonly HookName[] } = {
  left: ["right", "left2right"],
  right: ["left", "right2left"],
  // What comes in by a copy's hook goes out on that side (ng_tee(4)).
  left2right: ["left"],
  right2left: ["right"],
};

const answer = answerBy<typeof table, TeeState>(table, {
  getstats: stats,
  clrstats: clear,
  getclrstats: thenClear(stats, clear),
});

export const tee: NodeBehaviour<TeeState> = {
  table,
  create: () => ({
    right: newPort(),
    left: newPort(),
    right2left: newPort(),
    left2right: newPort(),
  }),
  newHook({ state }, hook) {
    const name = HOOKS.find((name) => name === hook.name);
    if (name === undefined) refuse(errno.EINVAL);
    state[name].hook = hook;
    state[name].counters = new Counters();
  },
  receiveMessage(node, message, from) {
    if (!isFlow(message)) return answer(node, message, from);
    // Word of a link that comes by left or right goes where a frame would go.
    const { left, right } = node.state;
    if (from.hook === undefined || (from.hook !== left.hook && from.hook !== right.hook))
      return undefined;
    const peer = onwardOf(node.state, from.hook.name as HookName)?.hook?.peer;
    const error = peer === undefined ? 0 : deliver(peer.node, message, { id: from.id, hook: peer });
    return error === 0 ? undefined : refuse(error);
  },
  receiveData({ state }, hook, frame) {
    const name = hook.name as HookName;
    const { counters } = state[name];
    counters.inOctets += frame.length;
    counters.inFrames++;
    const second = ways[name][1];
    const onward = onwardOf(state, name);
    const copy = second !== undefined && onward !== state[second] ? state[second] : undefined;
    if (copy?.hook !== undefined && copy.hook.send(frame) === 0) countOut(copy.counters, frame);
    if (onward?.hook === undefined) return 0;
    countOut(onward.counters, frame);
    return onward.hook.send(frame);
  },
  disconnect(node, hook) {
    node.state[hook.name as HookName].hook = undefined;
    goWithLastHook(node);
  },
  // A tee that is shut down connects its two neighbours with each other (ng_tee.c: ngt_close).
  close: (node) => bypass(node, "right", "left"),
};

/** The port that a frame goes on to. */
function onwardOf(state: TeeState, name: HookName): Port | undefined {
  const [first, second] = ways[name];
  return state[first!].hook === undefined ? second && state[second] : state[first!];
}

function countOut(counters: Counters, frame: Uint8Array): void {
  counters.outOctets += frame.length;
  counters.outFrames++;
}

function stats({ state }: Node<TeeState>): Uint8Array {
  return replyTo(
    table,
    "getstats",
    Object.fromEntries(HOOKS.map((hook) => [hook, { ...state[hook].counters }])),
  );
}

function clear({ state }: Node<TeeState>): undefined {
  for (const hook of HOOKS) state[hook].counters = new Counters();
}

function bypass(node: Node<TeeState>, a: HookName, b: HookName): void {
  const [one, other] = [node.state[a].hook, node.state[b].hook];
  if (one?.peer === undefined || other?.peer === undefined) return;
  const [left, right] = [one.peer, other.peer];
  left.peer = right;
  right.peer = left;
  one.peer = undefined;
  other.peer = undefined;
}

/** ng_tee(4): passes frames between left and right, and copies them to left2right and right2left. */
import { errno } from "../../netgraph/errno.ts";
import { tee as table } from "../../netgraph/types/tee.ts";
import { type Hook, type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import { goWithLastHook, parseRequest, replyTo } from "./support.ts";

const HOOKS = ["right", "left", "right2left", "left2right"] as const;
type HookName = (typeof HOOKS)[number];

class Port {
  hook: Hook | undefined;
  inOctets = 0;
  inFrames = 0;
  outOctets = 0;
  outFrames = 0;

  send(frame: Uint8Array): number {
    if (this.hook === undefined) return 0;
    this.outOctets += frame.length;
    this.outFrames++;
    return this.hook.send(frame);
  }

  counters() {
    const { inOctets, inFrames, outOctets, outFrames } = this;
    return { inOctets, inFrames, outOctets, outFrames };
  }
  clear(): void {
    this.inOctets = this.inFrames = this.outOctets = this.outFrames = 0;
  }
}

type TeeState = { readonly [name in HookName]: Port };

/** Where a frame goes on to, and where its copy goes. */
const ways: { readonly [name in HookName]?: readonly [HookName, HookName] } = {
  left: ["right", "left2right"],
  right: ["left", "right2left"],
};

export const tee: NodeBehaviour<TeeState> = {
  table,
  create: () => ({
    right: new Port(),
    left: new Port(),
    right2left: new Port(),
    left2right: new Port(),
  }),
  newHook(node, hook) {
    const name = HOOKS.find((name) => name === hook.name);
    if (name === undefined) refuse(errno.EINVAL);
    node.state[name].hook = hook;
  },
  receiveMessage(node, message) {
    const { name } = parseRequest(table, message);
    const stats = () =>
      replyTo(
        table,
        "getstats",
        Object.fromEntries(HOOKS.map((hook) => [hook, node.state[hook].counters()])),
      );
    const answer = name === "clrstats" ? undefined : stats();
    if (name !== "getstats") for (const hook of HOOKS) node.state[hook].clear();
    return answer;
  },
  receiveData(node, hook, frame) {
    const name = hook.name as HookName;
    const port = node.state[name];
    port.inOctets += frame.length;
    port.inFrames++;
    // What comes in by a copy's hook goes out on that side (ng_tee(4)).
    const [onward, copy] = ways[name] ?? [name === "left2right" ? "right" : "left", undefined];
    if (copy !== undefined) node.state[copy].send(frame);
    return node.state[onward].send(frame);
  },
  disconnect(node, hook) {
    node.state[hook.name as HookName].hook = undefined;
    goWithLastHook(node);
  },
  // A tee that is shut down connects its two neighbours with each other (ng_tee.c: ngt_close).
  close: (node) => bypass(node, "right", "left"),
};

function bypass(node: Node<TeeState>, a: HookName, b: HookName): void {
  const [one, other] = [node.state[a].hook, node.state[b].hook];
  if (one?.peer === undefined || other?.peer === undefined) return;
  const [left, right] = [one.peer, other.peer];
  left.peer = right;
  right.peer = left;
  one.peer = undefined;
  other.peer = undefined;
}

/** ng_hole(4): counts frames and drops them. */
import { hole as table } from "../../netgraph/types/hole.ts";
import type { Node, NodeBehaviour } from "../kernel/node.ts";
import { answerBy, goWithLastHook, hookNamed, replyTo, thenClear } from "./support.ts";

/** What a hook has swallowed. */
export class HoleCounters {
  frames = 0;
  octets = 0;
}

function countersOf(node: Node, args: Uint8Array): HoleCounters {
  return hookNamed(node, args).state as HoleCounters;
}

function clear(node: Node, args: Uint8Array): undefined {
  Object.assign(countersOf(node, args), new HoleCounters());
}

function stats(node: Node, args: Uint8Array): Uint8Array {
  return replyTo(table, "getstats", { ...countersOf(node, args) });
}

export const hole: NodeBehaviour<undefined> = {
  table,
  create: () => undefined,
  newHook(_node, hook) {
    hook.state = new HoleCounters();
  },
  receiveMessage: answerBy<typeof table, undefined>(table, {
    getstats: stats,
    clrstats: clear,
    getclrstats: thenClear(stats, clear),
  }),
  receiveData(_node, hook, frame) {
    const counters = hook.state as HoleCounters;
    counters.frames++;
    counters.octets += frame.length;
    return 0;
  },
  disconnect: goWithLastHook,
};

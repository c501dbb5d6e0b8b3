/** ng_split(4): what comes in by `in` goes out by `mixed`, what comes in by `mixed` goes out by `out`. */
import { errno } from "../../netgraph/errno.ts";
import { split as table } from "../../netgraph/types/split.ts";
import { type NodeBehaviour, refuse } from "../kernel/node.ts";
import { goWithLastHook } from "./support.ts";

const HOOKS = new Set(["in", "out", "mixed"]);

/** It has no messages, and no ear for any: those of other types are taken and dropped. */
export const split: NodeBehaviour<undefined> = {
  table,
  create: () => undefined,
  newHook(node, hook) {
    if (!HOOKS.has(hook.name)) refuse(errno.EINVAL);
    if (node.hook(hook.name) !== undefined) refuse(errno.EISCONN);
  },
  receiveData(node, hook, frame) {
    // `out` only sends.
    if (hook.name === "out") return errno.EINVAL;
    return node.hook(hook.name === "in" ? "mixed" : "out")?.send(frame) ?? 0;
  },
  disconnect: goWithLastHook,
};

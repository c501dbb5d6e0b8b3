/** ng_hole(4): counts frames and drops them. */
import { hole as table } from "../../netgraph/types/hole.ts";
import type { NodeBehaviour } from "../kernel/node.ts";
import { goWithLastHook, hookNamed, parseRequest, replyTo } from "./support.ts";

interface Counters {
  frames: number;
  octets: number;
}

export const hole: NodeBehaviour<undefined> = {
  table,
  create: () => undefined,
  newHook(_node, hook) {
    hook.state = { frames: 0, octets: 0 } satisfies Counters;
  },
  receiveMessage(node, message) {
    const { name } = parseRequest(table, message);
    const counters = hookNamed(node, message).state as Counters;
    const { frames, octets } = counters;
    if (name !== "getstats") counters.frames = counters.octets = 0;
    return name === "clrstats" ? undefined : replyTo(table, name, { frames, octets });
  },
  receiveData(_node, hook, frame) {
    const counters = hook.state as Counters;
    counters.frames++;
    counters.octets += frame.length;
    return 0;
  },
  disconnect: goWithLastHook,
};

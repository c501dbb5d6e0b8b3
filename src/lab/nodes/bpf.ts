/** ng_bpf(4): sends frames where a program says; of it the lab has programs and counters, not their running. */

import { errno } from "../../netgraph/errno.ts";
import { NG_HOOKSIZ, readString } from "../../netgraph/message.ts";
import { bpf as table } from "../../netgraph/types/bpf.ts";
import { type NodeBehaviour, refuse } from "../kernel/node.ts";
import { goWithLastHook, hookNamed, parseRequest, refuseData, replyTo } from "./support.ts";

/** BPF_RET+BPF_K with k = 0: every frame is refused. */
const REFUSE_ALL = 0x6;

export const bpf: NodeBehaviour<undefined> = {
  table,
  create: () => undefined,
  newHook(_node, hook) {
    hook.state = replyTo(table, "getprogram", {
      thisHook: hook.name,
      bpf_prog_len: 1,
      bpf_prog: [{ code: REFUSE_ALL }],
    });
  },
  receiveMessage(node, message) {
    const { name } = parseRequest(table, message);
    if (name === "setprogram") {
      const hook = node.hook(readString(message.args, 0, NG_HOOKSIZ)) ?? refuse(errno.ENOENT);
      hook.state = message.args.slice();
      return undefined;
    }
    const hook = hookNamed(node, message);
    if (name === "getprogram") return hook.state as Uint8Array;
    return name === "clrstats" ? undefined : replyTo(table, name, {});
  },
  receiveData: refuseData,
  disconnect: goWithLastHook,
};

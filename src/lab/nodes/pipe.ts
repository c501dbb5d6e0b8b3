/** ng_pipe(4): bandwidth, delay and losses; of it the lab has the configuration. */
import { decodeArgs } from "../../netgraph/ascii.ts";
import { errno } from "../../netgraph/errno.ts";
import type { Value } from "../../netgraph/layout.ts";
import { pipe as table } from "../../netgraph/types/pipe.ts";
import { type NodeBehaviour, refuse } from "../kernel/node.ts";
import { goWithLastHook, parseRequest, refuseData, replyTo } from "./support.ts";

type Fields = { [name: string]: Value };

/** The frame overhead that a bandwidth is reckoned with when none is given (seen on FreeBSD 15). */
const DEFAULT_OVERHEAD = 10;

const emptyHook = (): Fields => ({ queuelen: 50, fifo: 1, droptail: 1 });

export const pipe: NodeBehaviour<Fields> = {
  table,
  create: () => ({ downstream: emptyHook(), upstream: emptyHook() }),
  newHook(_node, hook) {
    if (hook.name !== "upper" && hook.name !== "lower") refuse(errno.EINVAL);
  },
  receiveMessage({ state }, message) {
    const { name } = parseRequest(table, message);
    switch (name) {
      case "getcfg":
        return replyTo(table, name, state);
      case "setcfg": {
        const layout = table.commands.find((command) => command.name === "setcfg")!.args;
        merge(state, decodeArgs(layout, message.args) as Fields);
        if (Number(state["bandwidth"] ?? 0) > 0 && !Number(state["overhead"] ?? 0))
          state["overhead"] = DEFAULT_OVERHEAD;
        return undefined;
      }
      case "clrstats":
        return undefined;
      default:
        return replyTo(table, name, {});
    }
  },
  receiveData: refuseData,
  disconnect: goWithLastHook,
};

/** Fields that are zero stay as they were. */
function merge(into: Fields, from: Fields): void {
  for (const [name, value] of Object.entries(from)) {
    if (typeof value === "object" && !(value instanceof Uint8Array))
      merge(into[name] as Fields, value as Fields);
    else if (Number(value) !== 0) into[name] = value;
  }
}

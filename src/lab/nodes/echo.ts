/** ng_echo(4): sends every frame and every message back where it came from. */
import { echo as table } from "../../netgraph/types/echo.ts";
import { sendBack } from "../kernel/delivery.ts";
import type { NodeBehaviour } from "../kernel/node.ts";
import { goWithLastHook } from "./support.ts";

export const echo: NodeBehaviour<undefined> = {
  table,
  create: () => undefined,
  receiveMessage(node, message, from) {
    sendBack(node, message, from);
    return undefined;
  },
  receiveData: (_node, hook, frame) => hook.send(frame),
  disconnect: goWithLastHook,
};

/** ng_echo(4): sends every frame back where it came from. */
import { echo as table } from "../../netgraph/types/echo.ts";
import type { NodeBehaviour } from "../kernel/node.ts";
import { goWithLastHook } from "./support.ts";

export const echo: NodeBehaviour<undefined> = {
  table,
  create: () => undefined,
  // A message comes back as it is: whoever sent it has it already (ng_echo.c: nge_rcvmsg).
  receiveMessage: () => undefined,
  receiveData: (_node, hook, frame) => hook.send(frame),
  disconnect: goWithLastHook,
};

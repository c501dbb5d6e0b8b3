/** ng_hub(4): what comes in by one hook goes out by all others. */
import { errno } from "../../netgraph/errno.ts";
import { hub as table } from "../../netgraph/types/hub.ts";
import { type NodeBehaviour, refuse } from "../kernel/node.ts";

interface HubState {
  persistent: boolean;
}

export const hub: NodeBehaviour<HubState> = {
  table,
  create: () => ({ persistent: false }),
  receiveMessage(node, message) {
    if (message.cookie !== table.cookie || message.command !== 1) refuse(errno.EINVAL);
    node.state.persistent = true;
    return undefined;
  },
  receiveData(node, incoming, frame) {
    for (const hook of node.hooks) if (hook !== incoming) hook.send(frame);
    return 0;
  },
  disconnect(node) {
    if (node.hooks.length === 0 && !node.state.persistent) node.graph.remove(node);
  },
};

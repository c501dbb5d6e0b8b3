/** ng_hub(4): what comes in by one hook goes out by all others. */
import { hub as table } from "../../netgraph/types/hub.ts";
import type { NodeBehaviour } from "../kernel/node.ts";
import { answerBy } from "./support.ts";

interface HubState {
  persistent: boolean;
}

export const hub: NodeBehaviour<HubState> = {
  table,
  create: () => ({ persistent: false }),
  receiveMessage: answerBy<typeof table, HubState>(table, {
    setpersistent({ state }) {
      state.persistent = true;
      return undefined;
    },
  }),
  receiveData({ hooks }, incoming, frame) {
    let error = 0;
    // The sender hears what became of the last one only.
    for (let i = 0; i < hooks.length; i++) {
      const hook = hooks[i]!;
      if (hook !== incoming) error = hook.send(frame);
    }
    return error;
  },
  disconnect(node) {
    if (node.hooks.length === 0 && !node.state.persistent) node.graph.remove(node);
  },
};

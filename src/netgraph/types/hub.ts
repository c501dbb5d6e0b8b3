/** ng_hub(4): what comes in by one hook goes out by all others. */
import type { NodeTypeTable } from "../nodetype.ts";

/** The messages of ng_hub(4) (sys/netgraph/ng_hub.h). After `setpersistent` the node stays when its last hook goes. */
export const hub = {
  name: "hub",
  cookie: 1082189597,
  commands: [{ name: "setpersistent", id: 1 }],
} as const satisfies NodeTypeTable;

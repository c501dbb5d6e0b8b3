/** ng_iface(4): a point-to-point interface with a hook for each protocol. */
import { string, uint32 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

/** The messages of ng_iface(4) (sys/netgraph/ng_iface.h). */
export const iface = {
  name: "iface",
  cookie: 1108312559,
  commands: [
    { name: "getifname", id: 1, reply: string },
    { name: "point2point", id: 2 },
    { name: "broadcast", id: 3 },
    { name: "getifindex", id: 4, reply: uint32 },
  ],
} as const satisfies NodeTypeTable;

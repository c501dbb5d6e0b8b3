/** ng_eiface(4): a virtual Ethernet interface. */
import { enaddr, string } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

/** The messages of ng_eiface(4) (sys/netgraph/ng_eiface.h). `set` gives the interface its Ethernet address. */
export const eiface = {
  name: "eiface",
  cookie: 948105892,
  commands: [
    { name: "getifname", id: 1, reply: string },
    { name: "set", id: 3, args: enaddr },
  ],
} as const satisfies NodeTypeTable;

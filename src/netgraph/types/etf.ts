/** ng_etf(4): a hook for each Ethertype. */
import { hookName, int32, struct, uint16, uint32 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

/** The messages of ng_etf(4) (sys/netgraph/ng_etf.h). `setfilter` sends frames of an Ethertype to a hook. */
export const etf = {
  name: "etf",
  cookie: 983084516,
  commands: [
    { name: "getstatus", id: 2, reply: struct({ packets_in: uint32, packets_out: uint32 }) },
    { name: "setflag", id: 1, args: int32 },
    { name: "setfilter", id: 3, args: struct({ matchhook: hookName, ethertype: uint16 }) },
  ],
} as const satisfies NodeTypeTable;

/** ng_netflow(4): accounts of flows. The table has no messages: the lab has none of it but the name. */
import type { NodeTypeTable } from "../nodetype.ts";

/** The type ng_netflow(4), by its name and typecookie alone (sys/netgraph/netflow/ng_netflow.h). */
export const netflow = {
  name: "netflow",
  cookie: 1365546166,
  commands: [],
} as const satisfies NodeTypeTable;

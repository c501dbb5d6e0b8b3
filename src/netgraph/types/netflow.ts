/** ng_netflow(4): accounts of flows. The table has no messages: the lab has none of it but the name. */
import type { NodeTypeTable } from "../nodetype.ts";

export const netflow = {
  name: "netflow",
  cookie: 1365546166,
  commands: [],
} as const satisfies NodeTypeTable;

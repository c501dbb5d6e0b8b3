/** ng_split(4): separates the two directions of a hook. */
import type { NodeTypeTable } from "../nodetype.ts";

/** The type ng_split(4), which has no messages of its own (sys/netgraph/ng_split.h). */
export const split = {
  name: "split",
  cookie: 949409402,
  commands: [],
} as const satisfies NodeTypeTable;

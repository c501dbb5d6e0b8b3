/** ng_split(4): separates the two directions of a hook. */
import type { NodeTypeTable } from "../nodetype.ts";

export const split = {
  name: "split",
  cookie: 949409402,
  commands: [],
} as const satisfies NodeTypeTable;

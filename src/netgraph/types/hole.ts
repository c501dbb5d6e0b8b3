/** ng_hole(4): counts frames and drops them. */
import { hookName, struct, uint64 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

const stats = struct({ frames: uint64, octets: uint64 });

/** The messages of ng_hole(4) (sys/netgraph/ng_hole.h). Each is about the hook that its argument names. */
export const hole = {
  name: "hole",
  cookie: 915433206,
  commands: [
    { name: "getstats", id: 1, args: hookName, reply: stats },
    { name: "clrstats", id: 2, args: hookName },
    { name: "getclrstats", id: 3, args: hookName, reply: stats },
  ],
} as const satisfies NodeTypeTable;

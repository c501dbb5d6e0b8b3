/** ng_patch(4): changes fields of frames. */
import { struct, uint32 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

export const patch = {
  name: "patch",
  cookie: 1262445509,
  commands: [
    { name: "getconfig", id: 2 },
    { name: "getstats", id: 3 },
    { name: "clrstats", id: 4 },
    { name: "getclrstats", id: 5 },
    { name: "getdlt", id: 6, reply: struct({ type: uint32 }) },
  ],
} as const satisfies NodeTypeTable;

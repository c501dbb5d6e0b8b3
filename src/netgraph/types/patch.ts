/** ng_patch(4): changes fields of frames. */
import { array, struct, uint8, uint16, uint32, uint64 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

const operation = struct({ offset: uint32, length: uint16, mode: uint16, value: uint64 });
const config = struct({
  count: uint32,
  csum_flags: uint64,
  relative_offset: uint32,
  ops: array(operation, { lengthOf: "count" }),
});
const stats = struct({ Received: uint64, Patched: uint64, Dropped: uint64 });

/** The messages of ng_patch(4) (sys/netgraph/ng_patch.h). Offsets and lengths are bytes; the DLT is bpf(4)'s. */
export const patch = {
  name: "patch",
  cookie: 1262445509,
  commands: [
    { name: "getdlt", id: 6, reply: uint8 },
    { name: "setdlt", id: 7, args: uint8 },
    { name: "getconfig", id: 2, reply: config },
    { name: "setconfig", id: 1, args: config },
    { name: "getstats", id: 3, reply: stats },
    { name: "clrstats", id: 4 },
    { name: "getclrstats", id: 5, reply: stats },
  ],
} as const satisfies NodeTypeTable;

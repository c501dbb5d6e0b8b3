/** ng_tee(4): passes frames on and copies them aside. */
import { struct, uint64 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

const hook = struct({ inOctets: uint64, inFrames: uint64, outOctets: uint64, outFrames: uint64 });
const stats = struct({ right: hook, left: hook, right2left: hook, left2right: hook });

/** The messages of ng_tee(4) (sys/netgraph/ng_tee.h): counters of each hook, of what comes in by it and goes out. */
export const tee = {
  name: "tee",
  cookie: 916107047,
  commands: [
    { name: "getstats", id: 1, reply: stats },
    { name: "clrstats", id: 2 },
    { name: "getclrstats", id: 3, reply: stats },
  ],
} as const satisfies NodeTypeTable;

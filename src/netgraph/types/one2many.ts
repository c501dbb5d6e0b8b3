/** ng_one2many(4): spreads frames over several hooks. */
import { array, int32, struct, uint8, uint32, uint64 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

/** How many `manyN` hooks there can be. */
export const MAX_LINKS = 64;
const config = struct({ xmitAlg: uint32, failAlg: uint32, enabledLinks: array(uint8, MAX_LINKS) });
const stats = struct({
  recvOctets: uint64,
  recvPackets: uint64,
  xmitOctets: uint64,
  xmitPackets: uint64,
  memoryFailures: uint64,
});

/** The messages of ng_one2many(4) (sys/netgraph/ng_one2many.h). Links are asked for by their numbers, the hook `one` by -1. */
export const one2many = {
  name: "one2many",
  cookie: 1100897444,
  commands: [
    { name: "setconfig", id: 0, args: config },
    { name: "getconfig", id: 1, reply: config },
    { name: "getstats", id: 2, args: int32, reply: stats },
    { name: "clrstats", id: 3, args: int32 },
    { name: "getclrstats", id: 4, args: int32, reply: stats },
  ],
} as const satisfies NodeTypeTable;

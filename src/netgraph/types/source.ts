/** ng_source(4): sends frames that it was given, as fast as it can. */

import { struct, uint32, uint64 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

const time = struct({ tv_sec: uint64, tv_usec: uint64 });
const stats = struct({
  outOctets: uint64,
  outFrames: uint64,
  queueOctets: uint32,
  queueFrames: uint32,
  maxPps: uint32,
  startTime: time,
  endTime: time,
  elapsedTime: time,
});

export const source = {
  name: "source",
  cookie: 1110646684,
  commands: [
    { name: "getstats", id: 1, reply: stats },
    { name: "clrstats", id: 2 },
    { name: "getclrstats", id: 3, reply: stats },
    { name: "start", id: 4, args: uint64 },
    { name: "stop", id: 5 },
    { name: "clrdata", id: 6 },
    { name: "setpps", id: 8, args: uint32 },
  ],
} as const satisfies NodeTypeTable;

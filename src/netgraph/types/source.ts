/** ng_source(4): sends frames that it was given, as fast as it can. */
import { hint8, hint16, int32, int64, string, struct, uint8, uint32, uint64 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

const time = struct({ tv_sec: int64, tv_usec: int64 });
const stats = struct({
  outOctets: uint64,
  outFrames: uint64,
  queueOctets: uint32,
  queueFrames: uint32,
  maxPps: uint32,
  startTime: time,
  endTime: time,
  elapsedTime: time,
  lastTime: time,
});
const timestamp = struct({ offset: hint16, flags: hint8 });
const counter = struct({
  offset: hint16,
  flags: hint8,
  width: uint8,
  next_val: uint32,
  min_val: uint32,
  max_val: uint32,
  increment: int32,
  index: uint8,
});

/** The messages of ng_source(4) (sys/netgraph/ng_source.h). `start` takes how many frames to send, `setpps` how many a second. */
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
    { name: "setiface", id: 7, args: string },
    { name: "setpps", id: 8, args: uint32 },
    { name: "settimestamp", id: 9, args: timestamp },
    { name: "gettimestamp", id: 10, reply: timestamp },
    { name: "setcounter", id: 11, args: counter },
    { name: "getcounter", id: 12, args: uint8, reply: counter },
  ],
} as const satisfies NodeTypeTable;

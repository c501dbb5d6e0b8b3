/** ng_pipe(4): bandwidth, delay and losses on a link. */
import { struct, uint32, uint64 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

const hookStats = struct({
  FwdOctets: uint64,
  FwdFrames: uint64,
  queueDropOctets: uint64,
  queueDropFrames: uint64,
  delayDropOctets: uint64,
  delayDropFrames: uint64,
});
const stats = struct({ downstream: hookStats, upstream: hookStats });
const hookRun = struct({
  queues: uint32,
  queuedOctets: uint32,
  queuedFrames: uint32,
  delayedOctets: uint32,
  delayedFrames: uint32,
});
const hookConfig = struct({
  bandwidth: uint64,
  BER: uint64,
  queuelen: uint32,
  delaylen: uint32,
  duplicate: uint32,
  fifo: uint32,
  drr: uint32,
  wfq: uint32,
  droptail: uint32,
  drophead: uint32,
});
const config = struct({
  bandwidth: uint64,
  delay: uint64,
  header_offset: uint32,
  overhead: uint32,
  downstream: hookConfig,
  upstream: hookConfig,
});

/** The messages of ng_pipe(4) (sys/netgraph/ng_pipe.h). `bandwidth` is bits a second, `delay` microseconds. */
export const pipe = {
  name: "pipe",
  cookie: 200708191,
  commands: [
    { name: "getstats", id: 1, reply: stats },
    { name: "clrstats", id: 2 },
    { name: "getclrstats", id: 3, reply: stats },
    { name: "getrun", id: 4, reply: struct({ downstream: hookRun, upstream: hookRun }) },
    { name: "getcfg", id: 5, reply: config },
    { name: "setcfg", id: 6, args: config },
  ],
} as const satisfies NodeTypeTable;

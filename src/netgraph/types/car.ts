/** ng_car(4): polices or shapes traffic to a committed rate. */
import { struct, uint8, uint64 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

const hookConfig = struct({
  cbs: uint64,
  ebs: uint64,
  cir: uint64,
  pir: uint64,
  greenAction: uint8,
  yellowAction: uint8,
  redAction: uint8,
  mode: uint8,
  opt: uint8,
});
const hookStats = struct({
  passed: uint64,
  dropped: uint64,
  green: uint64,
  yellow: uint64,
  red: uint64,
  errors: uint64,
});
const config = struct({ upstream: hookConfig, downstream: hookConfig });
const stats = struct({ upstream: hookStats, downstream: hookStats });

/**
 * The messages of ng_car(4) (sys/netgraph/ng_car.h). The rates `cir` and `pir` are bits a second, the bursts `cbs` and
 * `ebs` bytes.
 */
export const car = {
  name: "car",
  cookie: 1173648034,
  commands: [
    { name: "getstats", id: 1, reply: stats },
    { name: "clrstats", id: 2 },
    { name: "getclrstats", id: 3, reply: stats },
    { name: "getconf", id: 4, reply: config },
    { name: "setconf", id: 5, args: config },
  ],
} as const satisfies NodeTypeTable;

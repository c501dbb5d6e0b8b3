/** ng_vlan_rotate(4): reorders the VLAN tags of a frame. */
import { array, int8, struct, uint8, uint64 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

/** How many tags a frame can have. */
export const MAX_TAGS = 10;
const config = struct({ rot: int8, min: uint8, max: uint8 });
const stats = struct({
  drops: uint64,
  excessive: uint64,
  incomplete: uint64,
  histogram: array(uint64, MAX_TAGS),
});

/**
 * The messages of ng_vlan_rotate(4) (sys/netgraph/ng_vlan_rotate.h). `rot` is how many places tags move; `min` and `max`
 * bound how many there may be.
 */
export const vlanRotate = {
  name: "vlan_rotate",
  cookie: 1568378766,
  commands: [
    { name: "getconf", id: 1, reply: config },
    { name: "setconf", id: 2, args: config },
    { name: "getstat", id: 3, reply: stats },
    { name: "clrstat", id: 4, reply: stats },
    { name: "getclrstat", id: 5, reply: stats },
  ],
} as const satisfies NodeTypeTable;

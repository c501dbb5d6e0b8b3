/** ng_vlan(4): frames of each VLAN by a hook of their own. */
import { array, hint16, hint32, hookName, struct, uint8, uint16, uint32 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

const filter = struct({ hook: hookName, vlan: uint16, vid: uint16, pcp: uint8, cfi: uint8 });

/**
 * The messages of ng_vlan(4) (sys/netgraph/ng_vlan.h). A filter's `vid` is 12 bits, its `pcp` 3; `vlan` holds both for
 * older programs.
 */
export const vlan = {
  name: "vlan",
  cookie: 1068486472,
  commands: [
    { name: "addfilter", id: 1, args: filter },
    { name: "delfilter", id: 2, args: hookName },
    {
      name: "gettable",
      id: 3,
      reply: struct({ n: uint32, filter: array(filter, { lengthOf: "n" }) }),
    },
    { name: "delvidflt", id: 4, args: uint16 },
    { name: "getdecap", id: 5, reply: hint32 },
    { name: "setdecap", id: 6, args: hint32 },
    { name: "getencap", id: 7, reply: hint32 },
    { name: "setencap", id: 8, args: hint32 },
    { name: "getencapproto", id: 9, reply: hint16 },
    { name: "setencapproto", id: 10, args: hint16 },
  ],
} as const satisfies NodeTypeTable;

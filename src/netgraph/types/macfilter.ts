/** ng_macfilter(4): frames of each Ethernet address by a hook of their own. */
import { array, enaddr, hookName, struct, uint16, uint32, uint64 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

const address = struct({
  ether: enaddr,
  hookid: uint16,
  packets_in: uint64,
  bytes_in: uint64,
  packets_out: uint64,
  bytes_out: uint64,
});
const addresses = struct({ n: uint32, macs: array(address, { lengthOf: "n" }) });
const hook = struct({ hookname: hookName, hookid: uint16, maccnt: uint32 });

/** The messages of ng_macfilter(4) (sys/netgraph/ng_macfilter.h). `direct` names a hook, `directi` its number. */
export const macfilter = {
  name: "macfilter",
  cookie: 1042445461,
  commands: [
    { name: "reset", id: 1 },
    { name: "direct", id: 2, args: struct({ ether: enaddr, hookname: hookName }) },
    { name: "directi", id: 3, args: struct({ ether: enaddr, hookid: uint16 }) },
    { name: "getmacs", id: 4, reply: addresses },
    { name: "getclrmacs", id: 5, reply: addresses },
    { name: "clrmacs", id: 6 },
    {
      name: "gethooks",
      id: 7,
      reply: struct({ n: uint32, hooks: array(hook, { lengthOf: "n" }) }),
    },
  ],
} as const satisfies NodeTypeTable;

/** ng_ether(4): the node of an Ethernet interface. */
import { enaddr, int32, string } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

/** The messages of ng_ether(4) (sys/netgraph/ng_ether.h). `promisc` and `autosrc` are 1 or 0. */
export const ether = {
  name: "ether",
  cookie: 917786906,
  commands: [
    { name: "getifname", id: 1, reply: string },
    { name: "getifindex", id: 2, reply: int32 },
    { name: "getenaddr", id: 3, reply: enaddr },
    { name: "setenaddr", id: 4, args: enaddr },
    { name: "getpromisc", id: 5, reply: int32 },
    { name: "setpromisc", id: 6, args: int32 },
    { name: "getautosrc", id: 7, reply: int32 },
    { name: "setautosrc", id: 8, args: int32 },
    { name: "addmulti", id: 9, args: enaddr },
    { name: "delmulti", id: 10, args: enaddr },
    { name: "detach", id: 11 },
  ],
} as const satisfies NodeTypeTable;

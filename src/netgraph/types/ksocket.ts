/** ng_ksocket(4): a socket of the kernel's as a node. */
import { byteArray, hint32, int32, struct } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";
import { socketAddress as address, plainAddress } from "./socketaddress.ts";

const option = struct({
  level: int32,
  name: int32,
  value: byteArray({ lengthOf: "arglen", less: 8 }),
});

/** The messages of ng_ksocket(4) (sys/netgraph/ng_ksocket.h). `connect` is answered with an errno once the connection stands. */
export const ksocket = {
  name: "ksocket",
  cookie: 942710669,
  commands: [
    { name: "bind", id: 1, args: address },
    { name: "listen", id: 2, args: int32 },
    { name: "accept", id: 3, reply: struct({ nodeid: hint32, addr: plainAddress }) },
    { name: "connect", id: 4, args: address, reply: int32 },
    { name: "getname", id: 5, reply: address },
    { name: "getpeername", id: 6, reply: address },
    { name: "setopt", id: 7, args: option },
    { name: "getopt", id: 8, args: option, reply: option },
  ],
} as const satisfies NodeTypeTable;

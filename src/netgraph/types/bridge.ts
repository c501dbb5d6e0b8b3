/** ng_bridge(4): an Ethernet bridge of up to as many links as there are hooks. */
import { array, enaddr, hookName, struct, uint8, uint16, uint32, uint64 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

const config = struct({
  debugLevel: uint8,
  loopTimeout: uint32,
  maxStaleness: uint32,
  minStableAge: uint32,
});
const stats = struct({
  recvOctets: uint64,
  recvPackets: uint64,
  recvMulticast: uint64,
  recvBroadcast: uint64,
  recvUnknown: uint64,
  recvRunts: uint64,
  recvInvalid: uint64,
  xmitOctets: uint64,
  xmitPackets: uint64,
  xmitMulticasts: uint64,
  xmitBroadcasts: uint64,
  loopDrops: uint64,
  loopDetects: uint64,
  memoryFailures: uint64,
});
const host = struct({ addr: enaddr, hook: hookName, age: uint16, staleness: uint16 });
const table = struct({ numHosts: uint32, hosts: array(host, { lengthOf: "numHosts" }) });

/** Links are numbered as they are called, uplinks from -1 down: the kernel reads the number as signed. */
export const bridge = {
  name: "bridge",
  cookie: 1569321993,
  commands: [
    { name: "setconfig", id: 1, args: config },
    { name: "getconfig", id: 2, reply: config },
    { name: "reset", id: 3 },
    { name: "getstats", id: 4, args: uint32, reply: stats },
    { name: "clrstats", id: 5, args: uint32 },
    { name: "getclrstats", id: 6, args: uint32, reply: stats },
    { name: "gettable", id: 7, reply: table },
    { name: "setpersistent", id: 8 },
    { name: "movehost", id: 9, args: struct({ addr: enaddr, hook: hookName }) },
  ],
} as const satisfies NodeTypeTable;

/** The library `ngbuddy/netgraph`: messages, node types, the ASCII form, paths, and a client over any netgraph socket. */
export { decodeArgs, encodeArgs, parseArgs, unparseArgs } from "./ascii.ts";
export {
  BridgeClient,
  type BridgeHost,
  type BridgeLinkStats,
  type HookInfo,
  Netgraph,
  type NodeInfo,
} from "./client.ts";
export { type ErrnoName, errno, errnoName, errnoText, NetgraphError } from "./errno.ts";
export * as layout from "./layout.ts";
export {
  decodeMessage,
  encodeMessage,
  type Message,
  NG_HOOKSIZ,
  NG_NODESIZ,
  NG_PATHSIZ,
  NG_TYPESIZ,
  NGF_RESP,
} from "./message.ts";
export { type CommandTable, commandById, commandByName, type NodeTypeTable } from "./nodetype.ts";
export { type NodePath, parsePath } from "./path.ts";
export type { Datagram, DataSocket, NetgraphSocket } from "./socket.ts";
export { generic } from "./types/generic.ts";
export { nodeTypes } from "./types/index.ts";

/**
 * The library `ngbuddy/netgraph`: messages, node types, the ASCII form, and a client over any netgraph socket.
 *
 * ```ts
 * import { Netgraph, types } from "ngbuddy/netgraph";
 *
 * const netgraph = await Netgraph.open(socket);
 * await netgraph.mkpeer(".", "bridge", "b", "link0");
 * await netgraph.name(".:b", "public");
 * await netgraph.send("public:", types.bridge, "setconfig", { debugLevel: 1, loopTimeout: 60 });
 * const { links } = await netgraph.show("public:");
 * ```
 *
 * A refusal is a NetgraphError with the operation, its object and FreeBSD's error number. `socket` is a NetgraphSocket:
 * the kernel's, a lab's, or one of your own. Replies are matched with requests by their tokens, so any number of
 * requests may be under way; what comes without being asked for is kept for `takeOthers`.
 */
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
  HEADER_SIZE,
  type Message,
  NG_VERSION,
  NGF_RESP,
} from "./message.ts";
export { type CommandTable, commandById, commandByName, type NodeTypeTable } from "./nodetype.ts";
export { type NodePath, parsePath } from "./path.ts";
export type { Datagram, DataSocket, NetgraphSocket } from "./socket.ts";
export * as types from "./types/index.ts";

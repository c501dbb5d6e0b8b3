/** The lists that nodes answer with: struct namelist, hooklist and typelist (sys/netgraph/ng_message.h). */
import { errno, NetgraphError } from "./errno.ts";
import { type Layout, type StructLayout, uint32, type ValueOf } from "./layout.ts";
import { offsetOf } from "./memory.ts";
import { commandOf } from "./nodetype.ts";
import { generic } from "./types/generic.ts";
import { decodeArgs, decodeRows, encodeReply } from "./values.ts";

/** One row of a list of nodes. */
export interface NodeInfo {
  /** Its number in its vnet, by which its path is `[1f]:`. */
  readonly id: number;
  /** Empty when the node has no name. */
  readonly name: string;
  /** The name of its type: `bridge`. */
  readonly type: string;
  /** How many hooks it has. */
  readonly hooks: number;
}

/** One hook of a node, and who is at the other end. */
export interface HookInfo {
  readonly name: string;
  /** The name of the hook at the other end. */
  readonly peerHook: string;
  readonly peer: NodeInfo;
}

const { reply: nodeInfo } = commandOf(generic, "nodeinfo");
const { reply: nodeList } = commandOf(generic, "listnodes");
const { reply: typeList } = commandOf(generic, "listtypes");
const { reply: hookList } = commandOf(generic, "listhooks");

/** Refuses bytes that end before the fixed part of a reply does. */
function checkSize(bytes: Uint8Array, least: number | undefined): void {
  if (least !== undefined && bytes.length < least)
    throw new NetgraphError("read", "list", errno.EPROTO);
}

/** Reads the reply to nodeinfo. Throws EPROTO for bytes that are too few, as all that read lists. */
export function readNodeInfo(bytes: Uint8Array): NodeInfo {
  checkSize(bytes, nodeInfo.size);
  return decodeArgs(nodeInfo, bytes);
}

/** Reads the rows of a list whose count is in front; a count larger than what is there is cut. */
function rows<L extends Layout>(
  { fields: [, list] }: StructLayout,
  row: L,
  bytes: Uint8Array,
): ValueOf<L>[] {
  checkSize(bytes, list!.at);
  return decodeRows(row, bytes, list!.at!, decodeArgs(uint32, bytes));
}

/** Reads the reply to listnodes and listnames. */
export function readNodeList(bytes: Uint8Array): NodeInfo[] {
  return rows(nodeList, nodeInfo, bytes);
}

/** Reads the node types and how many nodes each has. */
export function readTypeList(bytes: Uint8Array): { name: string; nodes: number }[] {
  return rows(typeList, typeList.types.typeinfo.of, bytes).map(({ typename, numnodes }) => ({
    name: typename,
    nodes: numnodes,
  }));
}

/** The reply to listhooks. It has the hooks that are given, whatever their number in `node` is: the kernel leaves out those without a peer. */
export function hookListBytes(node: NodeInfo, links: readonly HookInfo[]): Uint8Array {
  return encodeReply(hookList, {
    nodeinfo: node,
    linkinfo: links.map(({ name, peerHook, peer }) => ({
      ourhook: name,
      peerhook: peerHook,
      nodeinfo: peer,
    })),
  });
}

/** Reads a node and its hooks, newest first. */
export function readHookList(bytes: Uint8Array): { node: NodeInfo; links: HookInfo[] } {
  const node = readNodeInfo(bytes);
  const { linkinfo } = hookList.types;
  const links = decodeRows(linkinfo.of, bytes, offsetOf(hookList, "linkinfo")!).map(
    ({ ourhook, peerhook, nodeinfo }) => ({ name: ourhook, peerHook: peerhook, peer: nodeinfo }),
  );
  return { node, links };
}

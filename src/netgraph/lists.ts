/** The lists that nodes answer with: struct namelist, hooklist and typelist (sys/netgraph/ng_message.h). */
import { encodeArgs } from "./ascii.ts";
import { errno, NetgraphError } from "./errno.ts";
import { NG_HOOKSIZ, NG_NODESIZ, NG_TYPESIZ, readString } from "./message.ts";
import { commandOf } from "./nodetype.ts";
import { generic } from "./types/generic.ts";

/** One row of a list of nodes. */
export interface NodeInfo {
  readonly id: number;
  /** Empty when the node has no name. */
  readonly name: string;
  readonly type: string;
  /** How many hooks it has. */
  readonly hooks: number;
}

/** One hook of a node, and who is at the other end. */
export interface HookInfo {
  readonly name: string;
  readonly peerHook: string;
  readonly peer: NodeInfo;
}

/** The sizes of struct nodeinfo, linkinfo and typeinfo. */
const NODEINFO_SIZE = NG_NODESIZ + NG_TYPESIZ + 8;
const LINKINFO_SIZE = 2 * NG_HOOKSIZ + NODEINFO_SIZE;
const TYPEINFO_SIZE = NG_TYPESIZ + 4;

function viewOf(bytes: Uint8Array, least: number): DataView {
  if (bytes.length < least) throw new NetgraphError("read", "list", errno.EPROTO);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function nodeInfoAt(bytes: Uint8Array, view: DataView, at: number): NodeInfo {
  return {
    name: readString(bytes, at, NG_NODESIZ),
    type: readString(bytes, at + NG_NODESIZ, NG_TYPESIZ),
    id: view.getUint32(at + NG_NODESIZ + NG_TYPESIZ, true),
    hooks: view.getUint32(at + NG_NODESIZ + NG_TYPESIZ + 4, true),
  };
}

export function readNodeInfo(bytes: Uint8Array): NodeInfo {
  return nodeInfoAt(bytes, viewOf(bytes, NODEINFO_SIZE), 0);
}

/** The rows of a list whose count is in front; a count larger than what is there is cut. */
function rows<T>(bytes: Uint8Array, size: number, read: (view: DataView, at: number) => T): T[] {
  const view = viewOf(bytes, 4);
  const number = Math.min(view.getUint32(0, true), Math.floor((bytes.length - 4) / size));
  const found: T[] = new Array(number);
  for (let index = 0; index < number; index++) found[index] = read(view, 4 + index * size);
  return found;
}

export function readNodeList(bytes: Uint8Array): NodeInfo[] {
  return rows(bytes, NODEINFO_SIZE, (view, at) => nodeInfoAt(bytes, view, at));
}

/** The node types and how many nodes each has. */
export function readTypeList(bytes: Uint8Array): { name: string; nodes: number }[] {
  return rows(bytes, TYPEINFO_SIZE, (view, at) => ({
    name: readString(bytes, at, NG_TYPESIZ),
    nodes: view.getUint32(at + NG_TYPESIZ, true),
  }));
}

/** The reply to listhooks. It has the hooks that are given, whatever their number in `node` is: the kernel leaves out those without a peer. */
export function hookListBytes(node: NodeInfo, links: readonly HookInfo[]): Uint8Array {
  const bytes = encodeArgs(commandOf(generic, "listhooks").reply, {
    nodeinfo: node,
    linkinfo: links.map(({ name, peerHook, peer }) => ({
      ourhook: name,
      peerhook: peerHook,
      nodeinfo: peer,
    })),
  });
  return bytes.subarray(0, NODEINFO_SIZE + links.length * LINKINFO_SIZE);
}

/** A node and its hooks, newest first. */
export function readHookList(bytes: Uint8Array): { node: NodeInfo; links: HookInfo[] } {
  const view = viewOf(bytes, NODEINFO_SIZE);
  const links: HookInfo[] = [];
  for (let at = NODEINFO_SIZE; at + LINKINFO_SIZE <= bytes.length; at += LINKINFO_SIZE) {
    links.push({
      name: readString(bytes, at, NG_HOOKSIZ),
      peerHook: readString(bytes, at + NG_HOOKSIZ, NG_HOOKSIZ),
      peer: nodeInfoAt(bytes, view, at + 2 * NG_HOOKSIZ),
    });
  }
  return { node: nodeInfoAt(bytes, view, 0), links };
}

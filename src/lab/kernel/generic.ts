/** The messages that every node answers (NGM_GENERIC_COOKIE): ng_base.c's ng_generic_msg. */
import { asciiToBinary, binaryToAscii } from "../../netgraph/ascii_message.ts";
import { errno } from "../../netgraph/errno.ts";
import { LINKINFO_SIZE, NODEINFO_SIZE, TYPEINFO_SIZE } from "../../netgraph/lists.ts";
import {
  type Message,
  NG_HOOKSIZ,
  NG_NODESIZ,
  NG_PATHSIZ,
  NG_TYPESIZ,
  readString,
  writeString,
} from "../../netgraph/message.ts";
import { generic } from "../../netgraph/types/generic.ts";
import { type Node, refuse, type Sender } from "./node.ts";

export const MKPEER = 2;

type Answer = (node: Node, message: Message, from: Sender) => Uint8Array | undefined;

const answers: { readonly [command: string]: Answer } = {
  shutdown(node) {
    node.graph.remove(node);
    return undefined;
  },
  mkpeer(node, { args }) {
    if (args.length !== NG_TYPESIZ + 2 * NG_HOOKSIZ) refuse(errno.EINVAL);
    node.graph.mkpeer(
      node,
      readString(args, 0, NG_TYPESIZ - 1),
      readString(args, NG_TYPESIZ, NG_HOOKSIZ - 1),
      readString(args, NG_TYPESIZ + NG_HOOKSIZ, NG_HOOKSIZ - 1),
    );
    return undefined;
  },
  connect(node, { args }) {
    if (args.length !== NG_PATHSIZ + 2 * NG_HOOKSIZ) refuse(errno.EINVAL);
    const peer = node.graph.resolve(node, readString(args, 0, NG_PATHSIZ - 1)).node;
    node.graph.connect(
      node,
      readString(args, NG_PATHSIZ, NG_HOOKSIZ - 1),
      peer,
      readString(args, NG_PATHSIZ + NG_HOOKSIZ, NG_HOOKSIZ - 1),
    );
    return undefined;
  },
  name(node, { args }) {
    if (args.length !== NG_NODESIZ) refuse(errno.EINVAL);
    node.graph.name(node, readString(args, 0, NG_NODESIZ - 1));
    return undefined;
  },
  rmhook(node, { args }) {
    if (args.length !== NG_HOOKSIZ) refuse(errno.EINVAL);
    const hook = node.hook(readString(args, 0, NG_HOOKSIZ - 1));
    if (hook !== undefined) node.graph.destroyHook(hook);
    return undefined;
  },
  nodeinfo(node) {
    const bytes = new Uint8Array(NODEINFO_SIZE);
    writeNodeInfo(bytes, new DataView(bytes.buffer), 0, node);
    return bytes;
  },
  listhooks(node) {
    const bytes = new Uint8Array(NODEINFO_SIZE + node.hooks.length * LINKINFO_SIZE);
    const view = new DataView(bytes.buffer);
    writeNodeInfo(bytes, view, 0, node);
    let at = NODEINFO_SIZE;
    for (const hook of node.hooks) {
      if (hook.peer === undefined) continue;
      writeString(bytes, at, NG_HOOKSIZ, hook.name);
      writeString(bytes, at + NG_HOOKSIZ, NG_HOOKSIZ, hook.peer.name);
      writeNodeInfo(bytes, view, at + 2 * NG_HOOKSIZ, hook.peer.node);
      at += LINKINFO_SIZE;
    }
    return bytes.subarray(0, at);
  },
  listnames: (node) => listNodes([...node.graph.nodes()].filter((other) => other.name !== "")),
  listnodes: (node) => listNodes([...node.graph.nodes()]),
  listtypes(node) {
    const { kernel } = node.graph;
    const types = kernel.loadedTypes();
    // A type counts its nodes in all vnets.
    const living = new Map<unknown, number>();
    for (const { graph } of kernel.vnets) {
      for (const { type } of graph.nodes()) living.set(type, (living.get(type) ?? 0) + 1);
    }
    const bytes = new Uint8Array(4 + types.length * TYPEINFO_SIZE);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, types.length, true);
    for (const [index, type] of types.entries()) {
      const at = 4 + index * TYPEINFO_SIZE;
      writeString(bytes, at, NG_TYPESIZ, type.table.name);
      view.setUint32(at + NG_TYPESIZ, living.get(type) ?? 0, true);
    }
    return bytes;
  },
  // Passed on as they are, generic cookie and all: the type may know how to answer (ng_base.c).
  textstatus: passOn,
  textconfig: passOn,
  ascii2binary: (node, message) => asciiToBinary(node.type.table, message),
  binary2ascii: (node, message) => binaryToAscii(node.type.table, message),
};

const answerByCommand = new Map(
  generic.commands.flatMap(({ id, name }) => {
    const answer = answers[name];
    return answer === undefined ? [] : [[id, answer] as const];
  }),
);

function passOn(node: Node, message: Message, from: Sender): Uint8Array | undefined {
  if (node.type.receiveMessage === undefined) refuse(errno.EINVAL);
  return node.type.receiveMessage(node, message, from);
}

/** Answers a generic message. Gives the reply's arguments, undefined for none. */
export function answerGeneric(node: Node, message: Message, from: Sender): Uint8Array | undefined {
  const answer = answerByCommand.get(message.command);
  if (answer === undefined) refuse(errno.EINVAL);
  return answer(node, message, from);
}

function listNodes(nodes: readonly Node[]): Uint8Array {
  const bytes = new Uint8Array(4 + nodes.length * NODEINFO_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, nodes.length, true);
  for (let i = 0; i < nodes.length; i++)
    writeNodeInfo(bytes, view, 4 + i * NODEINFO_SIZE, nodes[i]!);
  return bytes;
}

function writeNodeInfo(bytes: Uint8Array, view: DataView, at: number, node: Node): void {
  writeString(bytes, at, NG_NODESIZ, node.name);
  writeString(bytes, at + NG_NODESIZ, NG_TYPESIZ, node.type.table.name);
  view.setUint32(at + NG_NODESIZ + NG_TYPESIZ, node.id, true);
  view.setUint32(at + NG_NODESIZ + NG_TYPESIZ + 4, node.hooks.length, true);
}

/** The messages that every node answers (NGM_GENERIC_COOKIE), and how a message reaches its node: ng_base.c's ng_generic_msg and ng_apply_item. */
import { asciiToBinary, binaryToAscii } from "../../netgraph/ascii_message.ts";
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import {
  decodeMessage,
  encodeMessage,
  type Message,
  NG_HOOKSIZ,
  NG_NODESIZ,
  NG_PATHSIZ,
  NG_TYPESIZ,
  NG_VERSION,
  NGF_RESP,
  readString,
  writeString,
} from "../../netgraph/message.ts";
import { GENERIC_COOKIE, generic } from "../../netgraph/types/generic.ts";
import { type Node, refuse, type Sender } from "./node.ts";

const MKPEER = 2;
const NODEINFO_SIZE = 72;
const LINKINFO_SIZE = NG_HOOKSIZ * 2 + NODEINFO_SIZE;
const TYPEINFO_SIZE = NG_TYPESIZ + 4;

/** Takes a message from a node to the node of `path`. Gives sendto's errno, 0 for success. */
export function sendMessage(sender: Node, path: string, bytes: Uint8Array): number {
  const message = decodeMessage(bytes);
  if (message === undefined || message.version !== NG_VERSION) return errno.EINVAL;
  try {
    const generically = message.cookie === GENERIC_COOKIE && (message.flags & NGF_RESP) === 0;
    // A type that is asked for is loaded before the path is looked at (ng_socket.c: ngc_send).
    if (generically && message.command === MKPEER) {
      sender.graph.kernel.typeNamed(readString(message.args, 0, NG_TYPESIZ - 1));
    }
    const { node, hook } = sender.graph.resolve(sender, path);
    const from: Sender = { node: sender, hook };
    const args = generically ? answerGeneric(node, message, from) : askType(node, message, from);
    return args === undefined ? 0 : reply(node, sender, message, args);
  } catch (error) {
    if (error instanceof NetgraphError) return error.errno;
    throw error;
  }
}

function askType(node: Node, message: Message, from: Sender): Uint8Array | undefined {
  if (node.type.receiveMessage === undefined) refuse(errno.EINVAL);
  return node.type.receiveMessage(node, message, from);
}

function reply(node: Node, sender: Node, request: Message, args: Uint8Array): number {
  const answer = encodeMessage({ ...request, flags: request.flags | NGF_RESP, args });
  return deliverReply(node, sender, answer);
}

/** Hands a reply to the node that asked; only sockets ask. */
function deliverReply(node: Node, sender: Node, answer: Uint8Array): number {
  const inbox = sender.state as { deliver?(from: string, bytes: Uint8Array): number };
  return inbox.deliver?.(`[${node.id.toString(16)}]:`, answer) ?? 0;
}

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
    const types = node.graph.kernel.loadedTypes();
    const living = new Map<unknown, number>();
    for (const other of node.graph.nodes())
      living.set(other.type, (living.get(other.type) ?? 0) + 1);
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
  textstatus: askType,
  textconfig: askType,
  ascii2binary: (node, message) => asciiToBinary(node.type.table, message),
  binary2ascii: (node, message) => binaryToAscii(node.type.table, message),
};

const answerByCommand = new Map(
  generic.commands.flatMap(({ id, name }) => {
    const answer = answers[name];
    return answer === undefined ? [] : [[id, answer] as const];
  }),
);

function answerGeneric(node: Node, message: Message, from: Sender): Uint8Array | undefined {
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

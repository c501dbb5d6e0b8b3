/** How a message reaches its node, and the reply its sender: ng_socket.c's ngc_send, ng_base.c's ng_apply_item. */

import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { cString, readString } from "../../netgraph/latin1.ts";
import {
  decodeMessage,
  encodeMessage,
  Message,
  makeReply,
  NG_NODESIZ,
  NG_TYPESIZ,
  NG_VERSION,
  NGF_RESP,
  withHeaderOf,
} from "../../netgraph/message.ts";
import { GENERIC_COOKIE } from "../../netgraph/types/generic.ts";
import { isKnownElsewhere } from "../freebsd/modules.ts";
import { answerGeneric, MKPEER } from "./generic.ts";
import { type Hook, type Node, refuse, type Sender } from "./node.ts";

/** Takes a program's message from its socket's node to the node of `path`. Returns sendto's errno, 0 for success. */
export function sendMessage(sender: Node, path: string, bytes: Uint8Array): number {
  // A path has no more room in a socket address than a name (ng_socket.c).
  if (path.length >= NG_NODESIZ) return errno.EINVAL;
  const message = decodeMessage(bytes);
  if (message === undefined || message.version !== NG_VERSION) return errno.EINVAL;
  const error = loadType(sender, message);
  if (error !== 0) return error;
  const { work } = sender.graph.kernel;
  return attempt(() => {
    const { node, hook } = sender.graph.resolve(sender, cString(path));
    const from: Sender = { id: sender.id, hook };
    if (node.isWaiting) {
      let result = 0;
      node.later(() => {
        result = deliver(node, message, from);
      });
      work.settle();
      return result;
    }
    work.settle();
    return deliver(node, message, from);
  });
}

/** The type that mkpeer names is loaded before the path is looked at. A jail may not load modules (ng_socket.c; kern_linker.c, kern_kldload). */
function loadType({ graph }: Node, { cookie, command, args }: Message): number {
  if (cookie !== GENERIC_COOKIE || command !== MKPEER) return 0;
  const name = readString(args, 0, NG_TYPESIZ - 1);
  if (graph.kernel.hasType(name)) return 0;
  if (!graph.vnet.isHost) return errno.EPERM;
  if (graph.kernel.typeNamed(name) !== undefined) return 0;
  if (!isKnownElsewhere(`ng_${name}`)) return errno.ENOENT;
  graph.kernel.console.log(`ng_${name}: this node type is not emulated in a lab`);
  return errno.EOPNOTSUPP;
}

/** Hands a message to a node, and its reply to the sender. Returns an errno, 0 for success. */
export function deliver(node: Node, message: Message, from: Sender): number {
  if (!node.valid) return errno.EINVAL;
  const { work } = node.graph.kernel;
  if (!work.enter()) return 0;
  try {
    return attempt(() => {
      const args = answer(node, message, from);
      return args === undefined ? 0 : respond(node, makeReply(message, args), from);
    });
  } finally {
    work.leave();
  }
}

/** Sends a reply to whoever asked (netgraph.h, NG_RESPOND_MSG). Returns an errno. */
function respond(node: Node, reply: Message, from: Sender): number {
  const asker = node.graph.node(from.id);
  if (asker === undefined) return errno.EINVAL;
  const error = deliver(asker, reply, { id: node.id });
  return from.isNode ? 0 : error;
}

/** Sends a message itself back as its reply, every flag that it has kept. */
export function sendBack(node: Node, message: Message, from: Sender): void {
  const flags = (message.flags | NGF_RESP) >>> 0;
  const bytes = withHeaderOf(message.bytes, { flags, args: message.args });
  const error = respond(node, new Message(bytes), from);
  if (error !== 0) refuse(error);
}

function answer(node: Node, message: Message, from: Sender): Uint8Array | undefined {
  if (message.cookie === GENERIC_COOKIE && (message.flags & NGF_RESP) === 0)
    return answerGeneric(node, message, from);
  return node.type.receiveMessage?.(node, message, from);
}

/** A message that a node sends by itself. */
export interface NodeMessage {
  /** The typecookie of the node type whose command it is. */
  readonly cookie: number;
  /** The number of the command in its type. */
  readonly command: number;
  /** What stands in the message for people to read. */
  readonly commandName: string;
  readonly args?: Uint8Array;
}

/** Sends a message of a node's own out of a hook, to whoever is there. Returns an errno. */
export function sendByHook(node: Node, hook: Hook | undefined, message: NodeMessage): number {
  const peer = hook?.peer;
  if (!peer?.node.valid) return errno.ENETDOWN;
  return deliver(peer.node, ownMessage(message), { id: node.id, hook: peer, isNode: true });
}

/** Sends a message of a node's own to another, past all hooks. */
export function sendById(node: Node, id: number, message: NodeMessage): void {
  const peer = node.graph.node(id);
  if (peer !== undefined) deliver(peer, ownMessage(message), { id: node.id, isNode: true });
}

function ownMessage(message: NodeMessage): Message {
  return decodeMessage(encodeMessage({ ...message, token: 0 }))!;
}

/** What an action gives, or the errno that it is refused with. */
export function attempt(action: () => number): number {
  try {
    return action();
  } catch (error) {
    if (error instanceof NetgraphError) return error.errno;
    throw error;
  }
}

/** The messages that every node answers (NGM_GENERIC_COOKIE): ng_base.c's ng_generic_msg. */

import { decodeArgs, encodeArgs } from "../../netgraph/ascii.ts";
import { asciiToBinary, binaryToAscii } from "../../netgraph/ascii_message.ts";
import { errno } from "../../netgraph/errno.ts";
import { fitting, hookName, nodeName, pathName, typeName } from "../../netgraph/layout.ts";
import { type HookInfo, hookListBytes, type NodeInfo } from "../../netgraph/lists.ts";
import { sizeOf } from "../../netgraph/memory.ts";
import type { Message } from "../../netgraph/message.ts";
import { type ArgsOf, type CommandTable, commandOf } from "../../netgraph/nodetype.ts";
import { generic } from "../../netgraph/types/generic.ts";
import { type Node, refuse, type Sender } from "./node.ts";

export const MKPEER = commandOf(generic, "mkpeer").id;

const { reply: nodeInfo } = commandOf(generic, "nodeinfo");
const { reply: nodeList } = commandOf(generic, "listnodes");
const { reply: typeList } = commandOf(generic, "listtypes");

type WithNames = "mkpeer" | "connect" | "name" | "rmhook";

/** The arguments of a message of names. Refuses those that are not as long as the kernel's struct, which cuts each name to fit (ng_generic_msg). */
function read<N extends WithNames>(name: N, args: Uint8Array): ArgsOf<typeof generic, N> {
  const command: CommandTable = commandOf(generic, name);
  const layout = command.args!;
  if (args.length !== sizeOf(layout)) refuse(errno.EINVAL);
  return decodeArgs(layout, args) as ArgsOf<typeof generic, N>;
}

type Answer = (node: Node, message: Message, from: Sender) => Uint8Array | undefined;

const answers: { readonly [command: string]: Answer } = {
  shutdown(node) {
    node.graph.remove(node);
    return undefined;
  },
  mkpeer(node, { args }) {
    const { type, ourhook, peerhook } = read("mkpeer", args);
    const [ours, theirs] = [fitting(hookName, ourhook), fitting(hookName, peerhook)];
    node.graph.mkpeer(node, fitting(typeName, type), ours, theirs);
    return undefined;
  },
  connect(node, { args }) {
    const { path, ourhook, peerhook } = read("connect", args);
    const peer = node.graph.resolve(node, fitting(pathName, path)).node;
    const [ours, theirs] = [fitting(hookName, ourhook), fitting(hookName, peerhook)];
    node.graph.connect(node, ours, peer, theirs);
    return undefined;
  },
  name(node, { args }) {
    node.graph.name(node, fitting(nodeName, read("name", args).name));
    return undefined;
  },
  rmhook(node, { args }) {
    const hook = node.hook(fitting(hookName, read("rmhook", args).hook));
    if (hook !== undefined) node.graph.destroyHook(hook);
    return undefined;
  },
  nodeinfo: (node) => encodeArgs(nodeInfo, infoOf(node)),
  listhooks(node) {
    const links: HookInfo[] = [];
    for (const { name, peer } of node.hooks)
      if (peer !== undefined) links.push({ name, peerHook: peer.name, peer: infoOf(peer.node) });
    return hookListBytes(infoOf(node), links);
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
    return encodeArgs(typeList, {
      numtypes: types.length,
      typeinfo: types.map((type) => ({
        typename: type.table.name,
        numnodes: living.get(type) ?? 0,
      })),
    });
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

/** Answers a generic message. Returns the reply's arguments, undefined for none. */
export function answerGeneric(node: Node, message: Message, from: Sender): Uint8Array | undefined {
  const answer = answerByCommand.get(message.command);
  if (answer === undefined) refuse(errno.EINVAL);
  return answer(node, message, from);
}

function listNodes(nodes: readonly Node[]): Uint8Array {
  return encodeArgs(nodeList, { numnames: nodes.length, nodeinfo: nodes.map(infoOf) });
}

function infoOf({ name, type, id, hooks }: Node): NodeInfo {
  return { name, type: type.table.name, id, hooks: hooks.length };
}

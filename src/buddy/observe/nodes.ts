/** Reading the graph: many questions under way at once, as many as a socket can hold answers to. */
import type { HookInfo, Netgraph, NodeInfo } from "../../netgraph/client.ts";
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { idName } from "../../netgraph/path.ts";
import type { NodeName } from "../topology.ts";

/** How many questions are asked before their answers are read: 128 answers of 200 bytes fit even the default socket. */
const AT_ONCE = 128;

/** The absolute path of a node, whatever its name. */
export function pathOf(node: { readonly id: number }): string {
  return `${idName(node.id)}:`;
}

/** What a node is called, in a topology. */
export function nameOf({ id, name, type }: NodeInfo): NodeName {
  return { id, name, type };
}

/** Asks for something of each of `all`, in order, with up to `atOnce` questions under way. */
export async function pipelined<T, R>(
  all: readonly T[],
  ask: (one: T) => Promise<R>,
  atOnce: number = AT_ONCE,
): Promise<R[]> {
  const answers: R[] = [];
  for (let at = 0; at < all.length; at += atOnce) {
    answers.push(...(await Promise.all(all.slice(at, at + atOnce).map(ask))));
  }
  return answers;
}

/** The answer to a question; undefined when what it was about has gone in the meantime. */
export async function unlessGone<R>(answer: Promise<R>): Promise<R | undefined> {
  try {
    return await answer;
  } catch (error) {
    const gone = [errno.ENOENT, errno.ENOTCONN, errno.EINVAL] as readonly number[];
    if (error instanceof NetgraphError && gone.includes(error.errno)) return undefined;
    throw error;
  }
}

/** The hooks of nodes, newest first, by node ID. A node that has gone in the meantime is left out. */
export async function hooksOf(
  netgraph: Netgraph,
  nodes: readonly NodeInfo[],
): Promise<Map<number, readonly HookInfo[]>> {
  const shown = await pipelined(nodes, (node) => unlessGone(netgraph.show(pathOf(node))));
  return new Map(
    shown.flatMap((node) => (node === undefined ? [] : [[node.id, node.links] as const])),
  );
}

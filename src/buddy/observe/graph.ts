/** Every node with its hooks, asking only for those that the bridges' own hooks do not tell. */
import type { HookInfo, Netgraph, NodeInfo } from "../../netgraph/client.ts";
import type { GraphHook, GraphNode } from "../topology.ts";
import { hooksOf } from "./nodes.ts";

/** `known`: the hooks of some nodes, by ID. */
export async function readGraph(
  netgraph: Netgraph,
  nodes: readonly NodeInfo[],
  known: ReadonlyMap<number, readonly HookInfo[]>,
): Promise<GraphNode[]> {
  const hooks = withPeers(nodes, known);
  const asked = await hooksOf(
    netgraph,
    nodes.filter(({ id }) => !hooks.has(id)),
  );
  return nodes.map((node) => ({
    id: node.id,
    name: node.name,
    type: node.type,
    hooks: (hooks.get(node.id) ?? asked.get(node.id) ?? []).map(graphHook),
  }));
}

/** Adds what known hooks tell of the nodes at their other ends: all of it for a node with one hook, where there is no order to get wrong. */
export function withPeers(
  nodes: readonly NodeInfo[],
  known: ReadonlyMap<number, readonly HookInfo[]>,
): Map<number, readonly HookInfo[]> {
  const hooks = new Map(known);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) if (node.hooks === 0) hooks.set(node.id, []);
  for (const [id, links] of known) {
    const peer = byId.get(id);
    if (peer === undefined) continue;
    for (const { name, peerHook, peer: other } of links) {
      if (other.hooks === 1 && !hooks.has(other.id))
        hooks.set(other.id, [{ name: peerHook, peerHook: name, peer }]);
    }
  }
  return hooks;
}

function graphHook({ name, peerHook, peer }: HookInfo): GraphHook {
  return { name, peerId: peer.id, peerName: peer.name, peerType: peer.type, peerHook };
}

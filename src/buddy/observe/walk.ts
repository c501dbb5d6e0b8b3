/** From a hook through the nodes that hand frames on, to whoever is at the end. */
import type { HookInfo, Netgraph, NodeInfo } from "../../netgraph/client.ts";
import { exitOf, handsOn } from "../../netgraph/passthrough.ts";
import { hooksOf } from "./nodes.ts";

/** The hooks of nodes, by node ID. */
export type Hooks = ReadonlyMap<number, readonly HookInfo[]>;

/** A node on the way, and the hooks by which the way goes in and out. */
export interface Passed {
  readonly node: NodeInfo;
  /** The hook by which the walk came in. */
  readonly entry: string;
  /** The hook by which it went on. */
  readonly exit: string;
}

/** Where a walk ended, and the nodes on the way. */
export interface Walked {
  /** The hook that the walk began at, as if it led to the end itself. */
  readonly hook: HookInfo;
  readonly between: readonly Passed[];
}

/** Follows a hook. It ends at a node that hands nothing on, or of which it is not known where to. */
export function walk(hook: HookInfo, hooks: Hooks): Walked {
  const between: Passed[] = [];
  const seen = new Set<number>();
  let at = hook;
  for (;;) {
    const { peer: node, peerHook: entry } = at;
    const links = seen.has(node.id) ? [] : (hooks.get(node.id) ?? []);
    seen.add(node.id);
    const exit = exitOf(
      node.type,
      entry,
      links.map(({ name }) => name),
    );
    const next = links.find(({ name }) => name === exit);
    if (exit === undefined || next === undefined) break;
    between.push({ node, entry, exit });
    at = next;
  }
  return { hook: { ...at, name: hook.name }, between };
}

/** Adds the hooks of the nodes that hand frames on, as far as known hooks lead to them: a message for each. */
export async function withBetween(netgraph: Netgraph, known: Hooks): Promise<Hooks> {
  const hooks = new Map(known);
  let fresh: Hooks = known;
  while (fresh.size > 0) {
    const unread = new Map<number, NodeInfo>();
    for (const links of fresh.values())
      for (const { peer } of links)
        if (handsOn(peer.type) && !hooks.has(peer.id)) unread.set(peer.id, peer);
    fresh = unread.size === 0 ? new Map() : await hooksOf(netgraph, [...unread.values()]);
    for (const [id, links] of fresh) hooks.set(id, links);
  }
  return hooks;
}

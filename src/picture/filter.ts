/** A part of a topology: one bridge, or what one guest is on. */
import type { GraphNode, Guest, Link, Topology } from "../buddy/topology.ts";

/** What is shown; everything when nothing is given. */
export interface PictureFilter {
  /** A bridge's name. */
  readonly bridge?: string | undefined;
  /** A jail, machine, bridge or other node by its name, or an interface by its own. */
  readonly guest?: string | undefined;
}

/** The topology without what the filter leaves out, in `bridges`, `orphans` and `graph`. */
export function partOf(topology: Topology, filter: PictureFilter): Topology {
  const { bridge, guest } = filter;
  if (bridge === undefined && guest === undefined) return topology;
  const bridges = topology.bridges
    .filter(({ name }) => bridge === undefined || name === bridge)
    .map((one) =>
      guest === undefined
        ? one
        : { ...one, links: one.links.filter((link) => namesOf(link.guest).includes(guest)) },
    )
    .filter(({ links }) => guest === undefined || links.length > 0);
  return { ...topology, bridges, orphans: [], graph: nodesOf(topology.graph, bridges) };
}

function namesOf(guest: Guest): string[] {
  const own = guest.kind === "jail" ? [guest.jail] : "name" in guest ? [guest.name] : [];
  return "interface" in guest ? [...own, guest.interface.name] : own;
}

/** The bridges' own nodes and those on their links, with the hooks that lead to one another. */
function nodesOf(
  graph: readonly GraphNode[],
  bridges: readonly { readonly id: number; readonly links: readonly Link[] }[],
): GraphNode[] {
  const links = new Map(
    bridges.map(({ id, links }) => [id, new Set(links.map(({ hook }) => hook))]),
  );
  const kept = new Set(
    bridges.flatMap(({ id, links }) => [id, ...links.map(({ peerId }) => peerId)]),
  );
  return graph
    .filter(({ id }) => kept.has(id))
    .map((node) => ({
      ...node,
      hooks: node.hooks.filter(
        ({ name, peerId, peerHook }) =>
          (links.get(node.id)?.has(name) ?? true) &&
          (links.get(peerId)?.has(peerHook) ?? kept.has(peerId)),
      ),
    }));
}

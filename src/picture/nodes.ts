/** The netgraph view's content: every node and every hook, as the kernel has them. */
import { counted } from "../buddy/counted.ts";
import type { GraphHook, GraphNode } from "../buddy/topology.ts";
import { idName } from "../netgraph/path.ts";
import type { Box, Contents, Panel } from "./content.ts";
import { idPart, printable } from "./text.ts";
import type { MarkName } from "./theme.ts";

const marks: { readonly [type: string]: MarkName } = {
  ether: "ether",
  eiface: "eiface",
  socket: "socket",
};

/**
 * A node with several neighbours is a panel, and a neighbour that has no other is a box on it.
 * A link between two panels is a box at each end that names the other, so that no line has to be followed.
 */
export function nodeContents(graph: readonly GraphNode[]): Contents {
  const byId = new Map(graph.map((node) => [node.id, node]));
  const homes = homesOf(graph, byId);
  const panels = graph
    .filter(({ id, hooks }) => hooks.length > 0 && !homes.has(id))
    .map((node) => panelOf(node, byId, homes));
  const loose = graph
    .filter(({ hooks }) => hooks.length === 0)
    .map((node): Box => ({ ...boxOf(node), lines: [{ text: typeOf(node) }] }));
  const apart = loose.length === 0 ? [] : [{ id: "apart", name: "not connected", boxes: loose }];
  return { panels, apart };
}

/** For each node with a single neighbour, the panel that it is on. */
function homesOf(
  graph: readonly GraphNode[],
  byId: ReadonlyMap<number, GraphNode>,
): Map<number, number> {
  const peers = new Map(
    graph.map(({ id, hooks }) => [id, new Set(hooks.map(({ peerId }) => peerId))]),
  );
  const number = ({ id }: GraphNode) => peers.get(id)?.size ?? 0;
  const order = graph.toSorted(
    (a, b) =>
      number(b) - number(a) ||
      Number(b.type === "bridge") - Number(a.type === "bridge") ||
      a.id - b.id,
  );
  const homes = new Map<number, number>();
  for (const node of order) {
    if (homes.has(node.id)) continue;
    for (const peer of peers.get(node.id) ?? []) {
      const other = byId.get(peer);
      if (other !== undefined && peer !== node.id && number(other) === 1) homes.set(peer, node.id);
    }
  }
  return homes;
}

function panelOf(
  node: GraphNode,
  byId: ReadonlyMap<number, GraphNode>,
  homes: ReadonlyMap<number, number>,
): Panel {
  const byPeer = new Map<number, GraphHook[]>();
  // Oldest first: link0 is where one looks for it.
  for (const hook of node.hooks.toReversed()) {
    const known = byPeer.get(hook.peerId);
    if (known === undefined) byPeer.set(hook.peerId, [hook]);
    else known.push(hook);
  }
  const boxes = [...byPeer].map(([id, hooks]): Box => {
    const peer = byId.get(id);
    const own = peer !== undefined && homes.get(id) === node.id;
    const base = own
      ? boxOf(peer)
      : {
          id: `link:${hex(node.id)}:${idPart(hooks[0]!.name)}`,
          mark: "elsewhere" as const,
          name: nameOf(hooks[0]!.peerName),
          alarm: "",
        };
    const links = hooks.map(({ name, peerHook }) => ({
      text: `${printable(name)} to ${printable(peerHook)}`,
    }));
    return {
      ...base,
      ports: hooks.map(({ name }) => printable(name)),
      lines: [{ text: typeOf({ id, type: hooks[0]!.peerType }) }, ...links],
    };
  });
  return {
    id: `node:${hex(node.id)}`,
    name: nameOf(node.name),
    type: printable(node.type),
    subtitle: `${typeOf(node)} · ${counted(node.hooks.length, "hook")}`,
    above: boxes.filter(({ mark }) => mark === "ether"),
    below: [
      ...boxes.filter(({ mark }) => mark === "elsewhere"),
      ...boxes.filter(({ mark }) => mark !== "elsewhere" && mark !== "ether"),
    ],
  };
}

function boxOf(node: GraphNode): Omit<Box, "lines"> {
  return {
    id: `node:${hex(node.id)}`,
    mark: marks[node.type] ?? "node",
    name: nameOf(node.name),
    ports: [],
    alarm: "",
  };
}

function nameOf(name: string): string {
  return printable(name) || "<unnamed>";
}
function typeOf({ id, type }: Pick<GraphNode, "id" | "type">): string {
  return `${printable(type)} ${idName(id)}:`;
}
function hex(id: number): string {
  return id.toString(16);
}

/** `jng show`: whose interfaces there are, and which ones somebody has. */
import { hooksOf } from "../buddy/observe/nodes.ts";
import { withNetgraph } from "../buddy/withnetgraph.ts";
import type { Host } from "../host/host.ts";
import type { NodeInfo } from "../netgraph/client.ts";
import { ownerOf, sorted } from "./names.ts";

/** Returns the names that have interfaces on bridges. */
export async function showAll(host: Host): Promise<string[]> {
  return await withNetgraph(host, async (netgraph) => {
    const bridges = (await netgraph.nodes()).filter(
      ({ type, name }) => type === "bridge" && name !== "",
    );
    const links = [...(await hooksOf(netgraph, bridges)).values()].flat();
    return sorted(links.flatMap(({ peer }) => ownerOf(peer.name) ?? []));
  });
}

/** Returns the interfaces of a name, on a bridge or not. */
export async function showName(host: Host, name: string): Promise<string[]> {
  return await withNetgraph(host, async (netgraph) =>
    ownEifaces(await netgraph.nodes(), name).map((node) => node.name),
  );
}

/** Returns the nodes of a name's interfaces, in the order of their names. */
export function ownEifaces(nodes: readonly NodeInfo[], name: string): NodeInfo[] {
  const own = new Map(
    nodes.flatMap((node) =>
      node.type === "eiface" && ownerOf(node.name) === name ? [[node.name, node] as const] : [],
    ),
  );
  return sorted(own.keys()).map((one) => own.get(one)!);
}

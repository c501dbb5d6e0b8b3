/** `jng stats NAME`: what went through the links of a name's interfaces. */
import { pathOf, unlessGone } from "../buddy/observe/nodes.ts";
import { withNetgraph } from "../buddy/withnetgraph.ts";
import type { Host } from "../host/host.ts";
import type { Netgraph, NodeInfo } from "../netgraph/client.ts";
import { ownEifaces } from "./show.ts";

/** Returns each interface and the counters of its link that are not 0, by the kernel's names for them. */
export async function showStats(host: Host, name: string): Promise<string> {
  return await withNetgraph(host, async (netgraph) => {
    const lines: string[] = [];
    for (const eiface of ownEifaces(await netgraph.nodes(), name)) {
      lines.push(`${eiface.name}:\n`);
      for (const [counter, value] of await countersOf(netgraph, eiface))
        if (value !== 0) lines.push(`${counter.padStart(20)} = ${value}\n`);
    }
    return lines.join("");
  });
}

async function countersOf(
  netgraph: Netgraph,
  eiface: NodeInfo,
): Promise<readonly (readonly [string, number])[]> {
  const shown = await unlessGone(netgraph.show(pathOf(eiface)));
  const link = shown?.links.find(({ peer }) => peer.type === "bridge");
  const number = /^link(\d+)$/.exec(link?.peerHook ?? "")?.[1];
  if (link === undefined || number === undefined) return [];
  const client = netgraph.bridge(pathOf(link.peer));
  return Object.entries((await unlessGone(client.linkStats(Number(number)))) ?? {});
}

/** A host's netgraph for as long as it is used. */
import type { Host } from "../host/host.ts";
import { Netgraph } from "../netgraph/client.ts";

/** Opens the host's netgraph, and closes it whatever happens. */
export async function withNetgraph<T>(
  host: Host,
  use: (netgraph: Netgraph) => Promise<T>,
): Promise<T> {
  const netgraph = await Netgraph.open(await host.openNetgraph());
  try {
    return await use(netgraph);
  } finally {
    await netgraph.close();
  }
}

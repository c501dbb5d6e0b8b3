/** A client of the lab's socket protocol, with both ends of the wire in this process. */
import { WireConnection } from "../../src/lab/daemon/wire.ts";
import { WireClient } from "../../src/lab/daemon/wireclient.ts";
import type { NetgraphVnet } from "../../src/lab/kernel/netgraphvnet.ts";

/** Connects a client to a vnet's graph. The bytes go as Buffers, as a real socket's do. */
export function wire(vnet: NetgraphVnet): WireClient {
  const connection = new WireConnection(vnet.graph, {
    write(bytes) {
      client.feed(Buffer.from(bytes));
      return true;
    },
    close: () => client.closed(),
  });
  const client: WireClient = new WireClient(
    { write: (bytes) => connection.feed(Buffer.from(bytes)), close: () => connection.close() },
    async () => wire(vnet),
  );
  return client;
}

/** A real NATS cluster for tests: three servers that keep everything three times. */
import { createServer } from "node:net";
import { type NatsServer, natsServer } from "./natsserver.ts";

const SIZE = 3;

/** Starts the servers, with these lines in the configuration of each. */
export async function natsCluster(lines: string): Promise<readonly NatsServer[]> {
  // Each has to know where the others listen before they do.
  const ports = await freePorts(SIZE);
  const routes = ports.map((port) => `"nats-route://127.0.0.1:${port}"`).join(", ");
  return Promise.all(
    ports.map((port, index) =>
      natsServer(
        lines,
        `server_name: "n${index + 1}"
cluster { name: "fleet", listen: "127.0.0.1:${port}", routes: [${routes}], no_advertise: true }`,
      ),
    ),
  );
}

/** Returns ports that nobody has at the moment. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

import { expect, test } from "bun:test";
import { natsCluster } from "../../test/support/natscluster.ts";
import { createFleet, serverLines } from "./keys.ts";
import { withFleet } from "./owner.ts";
import { streams } from "./subjects.ts";

test("a cluster whose leader was killed is waited for, and has all that it had", async () => {
  const keys = await createFleet({ servers: ["nats://127.0.0.1:1"], replicas: 3 });
  const servers = await natsCluster(await serverLines(keys));
  try {
    const file = { ...keys, servers: servers.map(({ port }) => `nats://127.0.0.1:${port}`) };
    const leader = () =>
      withFleet(file, async ({ manager }) => {
        const { cluster } = await manager.streams.info(streams.events);
        expect(cluster!.replicas).toHaveLength(2);
        return cluster!.leader!;
      });
    const first = await leader();
    await servers[Number(first.slice(1)) - 1]!.kill();
    expect(await leader()).not.toBe(first);
  } finally {
    for (const server of servers) await server[Symbol.asyncDispose]();
  }
});

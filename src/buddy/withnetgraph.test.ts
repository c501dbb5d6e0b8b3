/** A host's netgraph is closed whatever happens. */
import { expect, test } from "bun:test";
import { applying } from "../../test/support/applying.ts";
import { withNetgraph } from "./withnetgraph.ts";

test("its socket is gone when it has been used, also when that failed", async () => {
  const { host, lab } = await applying();
  const sockets = () =>
    [...lab.lab.host.graph.nodes()].filter(({ type }) => type.table.name === "socket");
  const before = sockets().length;
  expect(
    await withNetgraph(host, async (netgraph) => (await netgraph.nodes()).length),
  ).toBeGreaterThan(0);
  expect(sockets()).toHaveLength(before);
  await expect(withNetgraph(host, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(sockets()).toHaveLength(before);
});

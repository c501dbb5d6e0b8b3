/** The library as programs import it. */
import { expect, test } from "bun:test";
import { errno, Netgraph, NetgraphError, types } from "ngbuddy/netgraph";
import { TestGraph } from "../../test/support/graph.ts";
import { openSocket } from "../lab/kernel/socket.ts";

test("a program makes a bridge and reads its links, any number of requests at a time", async () => {
  const netgraph = await Netgraph.open(openSocket(new TestGraph().vnet.graph, "program"));
  await netgraph.mkpeer(".", "bridge", "b", "link0");
  await netgraph.name(".:b", "public");
  const [config, info, ...shown] = await Promise.all([
    netgraph.send("public:", types.bridge, "getconfig"),
    netgraph.nodeInfo("public:"),
    ...Array.from({ length: 20 }, () => netgraph.show("public:")),
  ]);
  expect(config).toMatchObject({ debugLevel: 1, loopTimeout: 60 });
  expect(info).toMatchObject({ name: "public", type: "bridge" });
  expect(shown).toHaveLength(20);
});

test("a refusal says what was refused", async () => {
  const netgraph = await Netgraph.open(openSocket(new TestGraph().vnet.graph, "program"));
  const refusal = await netgraph.mkpeer(".", "bridge", "b", "nosuch").catch((error) => error);
  expect(refusal).toBeInstanceOf(NetgraphError);
  expect(refusal.errno).toBe(errno.EINVAL);
});

/** Every node with its hooks, asked no oftener than need be. */
import { describe, expect, test } from "bun:test";
import { applying } from "../../../test/support/applying.ts";
import type { HookInfo, Netgraph, NodeInfo } from "../../netgraph/client.ts";
import { readGraph, withPeers } from "./graph.ts";

const node = (id: number, hooks: number, type = "eiface"): NodeInfo => ({
  id,
  name: `n${id}`,
  type,
  hooks,
});
const hook = (name: string, peer: NodeInfo, peerHook = "ether"): HookInfo => ({
  name,
  peer,
  peerHook,
});

describe("the hooks of bridges tell", () => {
  const lan = node(1, 3, "bridge");
  const [single, double, alone] = [node(2, 1), node(3, 2, "ether"), node(4, 0)];
  const known = new Map([[1, [hook("link0", single), hook("link1", double, "lower")]]]);
  const told = withPeers([lan, single, double, alone], known);

  test("all of a node with one hook", () => {
    expect(told.get(2)).toEqual([{ name: "ether", peerHook: "link0", peer: lan }]);
  });

  test("nothing of one with more: their order is the kernel's", () => {
    expect(told.has(3)).toBe(false);
  });

  test("and one without hooks needs not be asked", () => {
    expect(told.get(4)).toEqual([]);
  });

  test("nothing else than what was known before", () => {
    expect(told.get(1)).toBe(known.get(1)!);
    expect(withPeers([single], known).has(2)).toBe(false);
  });
});

test("the graph has every node of a host, and only those are asked that nothing tells of", async () => {
  const { netgraph } = await applying("ngbuddy enable", "ngbuddy start", "ngbuddy jail a public");
  const nodes = await netgraph.nodes();
  const [lan] = nodes.filter(({ name }) => name === "public");
  const links = (await netgraph.show("public:")).links;
  const asked: string[] = [];
  const counting = {
    show: (path: string) => {
      asked.push(path);
      return netgraph.show(path);
    },
  } as unknown as Netgraph;
  const graph = await readGraph(counting, nodes, new Map([[lan!.id, links]]));
  expect(graph.map(({ name }) => name)).toEqual(nodes.map(({ name }) => name));
  const hooksOf = (name: string) =>
    graph
      .find((one) => one.name === name)
      ?.hooks.map(({ name: own, peerName, peerHook }) => `${own} ${peerName}:${peerHook}`);
  expect(hooksOf("a")).toEqual(["ether public:link1"]);
  expect(hooksOf("vtnet1")).toEqual(["upper public:uplink2", "lower public:uplink1"]);
  expect(hooksOf("nghost0")).toEqual(["ether private:link0"]);
  // vtnet1 has two; private's and nghost0's were not known.
  expect(asked).toHaveLength(3);
});

/** From a hook through the nodes that hand frames on. */
import { describe, expect, test } from "bun:test";
import { applying } from "../../../test/support/applying.ts";
import { seenOf } from "../../../test/support/seen.ts";
import { walk, withBetween } from "./walk.ts";

/** What is behind a hook of lan: the end, and the nodes on the way with their hooks. */
function behind(hook: string, nodes: string[], links: string[]) {
  const seen = seenOf({ nodes: ["lan bridge", ...nodes], links });
  const first = seen.hooks.get(seen.byName.get("lan")!.id)!.find(({ name }) => name === hook)!;
  const { hook: end, between } = walk(first, seen.hooks);
  return {
    end: `${end.name} ${end.peer.name}:${end.peerHook}`,
    between: between.map(({ node, entry, exit }) => `${entry} ${node.name} ${exit}`),
  };
}

describe("behind a hook is", () => {
  test("its peer, where nothing is between", () => {
    expect(behind("link0", ["a eiface"], ["lan link0 a ether"])).toEqual({
      end: "link0 a:ether",
      between: [],
    });
  });

  test("whoever is behind the nodes that hand frames on, in their order", () => {
    const nodes = ["t tee", "p pipe", "a eiface"];
    const links = ["lan link0 t right", "t left p lower", "p upper a ether"];
    expect(behind("link0", nodes, links)).toEqual({
      end: "link0 a:ether",
      between: ["right t left", "lower p upper"],
    });
  });

  test("the node itself, where it leads nowhere or to several", () => {
    expect(behind("link0", ["t tee"], ["lan link0 t right"]).end).toBe("link0 t:right");
    const nodes = ["v vlan", "a eiface", "b eiface"];
    const links = ["lan link0 v downstream", "v v1 a ether", "v v2 b ether"];
    expect(behind("link0", nodes, links).end).toBe("link0 v:downstream");
  });

  test("a node of the ring, where they go round in one", () => {
    const nodes = ["t tee", "u tee"];
    const links = ["lan link0 t right", "t left u right", "u left t left2right"];
    expect(behind("link0", nodes, links).between.length).toBeLessThanOrEqual(2);
  });
});

test("the nodes between are read as far as bridges lead to them, and nothing else is", async () => {
  const { netgraph } = await applying(
    "ngbuddy bridge lan vtnet0",
    "ngctl mkpeer lan: tee link5 right",
    "ngctl name lan:link5 t",
    "ngctl mkpeer t: pipe left lower",
    "ngctl name t:left p",
    "ngctl mkpeer p: eiface upper ether",
  );
  const lan = await netgraph.show("lan:");
  const hooks = await withBetween(netgraph, new Map([[lan.id, lan.links]]));
  const ids = await Promise.all(
    ["lan:", "t:", "p:"].map(async (path) => (await netgraph.nodeInfo(path)).id),
  );
  expect([...hooks.keys()].sort()).toEqual(ids.sort());
  const link = lan.links.find(({ name }) => name === "link5")!;
  expect(walk(link, hooks).hook).toMatchObject({
    name: "link5",
    peer: { type: "eiface" },
    peerHook: "ether",
  });
});

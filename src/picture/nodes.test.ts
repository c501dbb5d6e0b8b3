/** The netgraph view: no node, hook or link of any graph is lost. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { madeUpTopology } from "../../test/support/topologies.ts";
import type { GraphNode } from "../buddy/topology.ts";
import { layoutNodes } from "./layout.ts";
import { nodeContents } from "./nodes.ts";
import { themes } from "./theme.ts";

/** A graph of so many nodes, with links between those numbers. */
function graphWith(size: number, links: readonly (readonly [number, number])[]): GraphNode[] {
  const types = ["bridge", "ether", "eiface", "socket", "tee"];
  const nodes = Array.from({ length: size }, (_, index) => ({
    id: index + 1,
    name: index % 4 === 3 ? "" : `node${index}`,
    type: types[index % types.length]!,
    hooks: [] as GraphNode["hooks"][number][],
  }));
  for (const [number, [from, to]] of links.entries()) {
    const [a, b] = [nodes[from % size]!, nodes[to % size]!];
    const [out, back] = [`a${number}`, `b${number}`];
    const peer = ({ id, name, type }: GraphNode) => ({
      peerId: id,
      peerName: name,
      peerType: type,
    });
    a.hooks.unshift({ name: out, ...peer(b), peerHook: back });
    b.hooks.unshift({ name: back, ...peer(a), peerHook: out });
  }
  return nodes;
}

const graphs = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 20 }))
  .map(([size, links]) => graphWith(size, links));

test("every node stands once, and every hook is on a box with what it is connected to", () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const { panels, apart } = nodeContents(graph);
      const boxes = panels.flatMap((panel) => [...panel.above, ...panel.below]);
      const ids = [...panels, ...boxes, ...apart.flatMap(({ boxes }) => boxes)].map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const nodes = ids.filter((id) => id.startsWith("node:"));
      expect(nodes.toSorted()).toEqual(graph.map(({ id }) => `node:${id.toString(16)}`).toSorted());
      const shown = new Set(
        boxes.flatMap((box) =>
          box.lines
            .slice(1)
            .flatMap(({ text }) => [text, text.split(" to ").reverse().join(" to ")]),
        ),
      );
      for (const { hooks } of graph)
        for (const { name, peerHook } of hooks)
          expect(shown.has(`${name} to ${peerHook}`)).toBe(true);
    }),
  );
});

test("a box with both its hooks on a bridge is one box with two ports above it", () => {
  const { panels } = nodeContents(madeUpTopology(3).graph);
  expect(panels).toHaveLength(1);
  expect(panels[0]!.above.map(({ name, ports }) => [name, ...ports])).toEqual([
    ["vtnet0", "link0", "link1"],
  ]);
});

test("of two bridges that are linked each names the other", () => {
  // 1 and 6 are bridges: 2 hangs off the first, 7 off the second.
  const { panels } = nodeContents(
    graphWith(10, [
      [0, 1],
      [5, 6],
      [0, 5],
    ]),
  );
  const links = panels.map(({ name, below }) => [
    name,
    ...below.filter(({ mark }) => mark === "elsewhere").map((box) => box.name),
  ]);
  expect(links).toEqual([
    ["node0", "node5"],
    ["node5", "node0"],
  ]);
});

test("a thousand hooks to one neighbour are all there", () => {
  const graph = graphWith(
    2,
    Array.from({ length: 1000 }, () => [0, 1] as const),
  );
  const scene = layoutNodes({ ...madeUpTopology(0), graph }, themes.light);
  const text = JSON.stringify(scene);
  for (const hook of [0, 500, 999]) expect(text).toContain(`"a${hook} to b${hook}"`);
  expect(text).toContain('"1000 hooks"');
});

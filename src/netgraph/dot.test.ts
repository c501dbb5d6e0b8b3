/** A netgraph as GraphViz reads it; how ngctl(8) prints it is held against recordings. */
import { expect, test } from "bun:test";
import { type DotNode, dotText } from "./dot.ts";

const hook = (name: string, peerId: number, peerHook: string) => ({ name, peerId, peerHook });
const graph: readonly DotNode[] = [
  { id: 0x1a, name: "public", type: "bridge", hooks: [hook("link0", 0x2b, "ether")] },
  { id: 0x2b, name: "", type: "eiface", hooks: [hook("ether", 0x1a, "link0")] },
  { id: 3, name: "alone", type: "hub", hooks: [] },
];

test("every node is a box with its name, type and number, those without hooks apart", () => {
  const text = dotText(graph);
  expect(text).toStartWith("graph netgraph {\n");
  expect(text).toContain('"1a" [ label = "{public:|{bridge|[1a]:}}" ];');
  expect(text).toContain('"2b" [ label = "{\\<unnamed\\>:|{eiface|[2b]:}}" ];');
  expect(text).toContain('bgcolor = pink;\n\t\t"3";\n\t};');
  expect(text).toEndWith("}\n");
});

test("every link stands there once, from the node with the larger number", () => {
  const links = dotText(graph).match(/"[^"]+\.[^"]+" -- "[^"]+\.[^"]+";/g);
  expect(links).toEqual(['"2b.ether" -- "1a.link0";']);
});

test("in the compact form hooks are labels of the edges, of which each link has one", () => {
  const text = dotText(graph, { compact: true });
  expect(text).toStartWith("digraph netgraph {\n");
  expect(text.match(/.*->.*/g)).toEqual([
    '\t"1a" -> "2b" [ headlabel = "ether", taillabel = "link0" ] ;',
  ]);
  expect(text).not.toContain("octagon");
});

test("names are quoted where it is asked for, in boxes and in hooks", () => {
  const nasty = [{ id: 1, name: 'a"b', type: "t", hooks: [hook('h"', 1, 'h"')] }];
  const quoted = (name: string) => name.replaceAll('"', '\\"');
  for (const compact of [true, false]) {
    const text = dotText(nasty, { compact, quoted });
    expect(text).not.toMatch(/[^\\]"b/);
    expect(text).not.toMatch(/h"[" ]/);
  }
  expect(dotText(nasty)).toContain('{a"b:|');
});

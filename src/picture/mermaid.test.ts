/** Mermaid flowcharts. */
import { expect, test } from "bun:test";
import { articleTopology } from "../../test/support/hosttopologies.ts";
import { toMermaid, toMermaidNodes } from "./mermaid.ts";

test("Mermaid: nodes first, links with their hooks, uplinks above", () => {
  const text = toMermaid(articleTopology());
  const lines = text.trimEnd().split("\n");
  expect(lines[0]).toBe("flowchart TB");
  for (const line of lines.slice(1))
    expect(line).toMatch(
      /^ {2}([bn]\d+(\["[^"]+"\]|\{\{"[^"]+"\}\})|[bn]\d+ ---\|"[^"]+"\| [bn]\d+)$/,
    );
  expect(lines.filter((line) => line.includes("---"))).toHaveLength(8);
  expect(text).toMatch(/(n\d+)\["vtnet0<br\/>.*\n {2}\1 ---\|"link1"\| b/);
  const nodes = toMermaidNodes(articleTopology().graph);
  expect(nodes).toContain('  n33["jail01<br/>eiface #91;21#93;:"]\n');
  expect(nodes).toContain('  n1 ---|"lower to link1"| n14\n');
  expect(nodes.match(/---/g)).toHaveLength(8);
});

test("what Mermaid would read as its own is an entity", () => {
  const node = { id: 1, name: 'a"b]', type: "hub", hooks: [] };
  expect(toMermaidNodes([node])).toBe('flowchart TB\n  n1["a#34;b#93;<br/>hub #91;1#93;:"]\n');
  expect(toMermaidNodes([{ ...node, name: "" }])).toContain("#60;unnamed#62;");
});

test("a link between two hooks of one node stands there once", () => {
  const hook = (name: string, peerHook: string) => ({
    ...{ name, peerHook, peerId: 1, peerName: "n", peerType: "hub" },
  });
  const text = toMermaidNodes([
    { id: 1, name: "n", type: "hub", hooks: [hook("a", "b"), hook("b", "a")] },
  ]);
  expect(text.match(/---.*/g)).toEqual(['---|"a to b"| n1']);
});

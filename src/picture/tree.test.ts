/** The tree for the terminal. */
import { expect, test } from "bun:test";
import { articleTopology, everyKind } from "../../test/support/hosttopologies.ts";
import { madeUpTopology } from "../../test/support/topologies.ts";
import { columnsOf } from "../buddy/columns.ts";
import { toTree } from "./tree.ts";

test("the tree shows bridges and guests", () => {
  expect(toTree(articleTopology())).toBe(`▣ private  (1 link · 0B carried)
└── link0 nghost0  this host · no address · 58:9c:fc:10:ec:38 up · RX 0B  TX 0B
▣ public  (7 links · 846.48 KB carried)
├── link1 vtnet0  the wire (lower) · 58:9c:fc:00:2a:01 up · RX 336B  TX 756B
├── link2 vtnet0  the host's own (upper) · 10.2.70.107/24 · 58:9c:fc:00:2a:01 up · RX 0B  TX 462B
├── link3 jail01  jail01 in jail jail01 (JID 1) · 10.2.70.51/24 · 58:9c:fc:10:73:c1 up · RX 56.41 KB  TX 942B
├── link4 jail02  jail02 in jail jail02 (JID 2) · 10.2.70.52/24 · 58:9c:fc:10:73:c2 up · RX 112.82 KB  TX 942B
├── link5 jail03  jail03 in jail jail03 (JID 3) · 10.2.70.53/24 · 58:9c:fc:10:73:c3 up · RX 169.23 KB  TX 942B
├── link6 jail04  jail04 in jail jail04 (JID 4) · 10.2.70.54/24 · 58:9c:fc:10:73:c4 up · RX 225.64 KB  TX 942B
└── link7 jail05  jail05 in jail jail05 (JID 5) · 10.2.70.55/24 · 58:9c:fc:10:73:c5 up · RX 282.05 KB  TX 942B
`);
});

test("the tree is plain ASCII when asked, and shows nodes and orphans", () => {
  const ascii = toTree(everyKind(), { ascii: true });
  expect(ascii).toMatch(/^[\x20-\x7e\n]*$/);
  expect(ascii).toStartWith("# lan  (6 links - 6B carried)\n|-- uplink1 em0 ");
  expect(ascii).toEndWith("on no bridge\n`-- lost0  eiface, on no bridge\n");
  const nodes = toTree(everyKind(), { nodes: true });
  expect(nodes).toContain("├── uplink1 em0        ether [1]: · uplink1 to lower\n");
  expect(nodes).toEndWith("not connected\n└── lost0  eiface [1e]:\n");
});

test("a tree's columns line up whatever the names are made of, in ASCII too", () => {
  const names = ["名前", "👩\u200d👩\u200d👧", "e\u0301e\u0301", "⌚⌚⌚", "plain"];
  let next = 0;
  const topology = madeUpTopology(names.length, 1, () => names[next++ % names.length]!);
  for (const ascii of [false, true]) {
    const tree = toTree(topology, { ascii });
    const columns = tree
      .split("\n")
      .filter((line) => line.includes(" in jail "))
      .map((line) => columnsOf(line.slice(0, line.lastIndexOf("  ", line.indexOf(" in jail ")))));
    expect(columns.length).toBe(names.length);
    expect(new Set(columns).size).toBe(1);
  }
});

test("a host with nothing to show says so", () => {
  const nothing = { ...madeUpTopology(0), bridges: [], graph: [] };
  expect(toTree(nothing)).toBe("There are no bridges.\n");
  expect(toTree(nothing, { nodes: true })).toBe("There are no nodes.\n");
});

/** What counts when an answer is compared with a recorded one, and what does not. */
import { describe, expect, test } from "bun:test";
import { Renumbering } from "./normalise.ts";

const normal = (...texts: string[]) => {
  const numbers = new Renumbering();
  return texts.map((stdout) => numbers.answer({ exit: 0, stdout, stderr: "" }).stdout);
};
const alike = (a: string, b: string) => Bun.deepEquals(normal(a), normal(b));

const node = (name: string, type: string, id: string, hooks = 0) =>
  `  Name: ${name.padEnd(15)} Type: ${type.padEnd(15)} ID: ${id.padStart(8, "0")}   Num hooks: ${hooks}\n`;
const hook = (own: string, peer: string, type: string, id: string, theirs: string) =>
  `  ${own.padEnd(15)} ${peer.padEnd(15)} ${type.padEnd(12)} ${id.padStart(8, "0").padEnd(15)} ${theirs.padEnd(15)}\n`;

describe("lists", () => {
  const a = node("a", "hub", "3", 2);
  const hooks = [hook("p1", "b", "hub", "4", "p0"), hook("p0", "s", "socket", "5", "h")];
  const b = node("b", "hub", "4");

  test("the order of nodes does not count", () => {
    expect(alike(`There are 2 total nodes:\n${a}${b}`, `There are 2 total nodes:\n${b}${a}`)).toBe(
      true,
    );
    const long = (...nodes: string[]) => `There are 2 total nodes:\n${nodes.join("\n")}`;
    expect(alike(long(a + hooks.join(""), b), long(b, a + hooks.join("")))).toBe(true);
  });

  test("the order of hooks, the width of columns and the empty lines do", () => {
    const long = (first: string, between: string) =>
      `There are 2 total nodes:\n${first}${between}${b}`;
    const wanted = long(a + hooks.join(""), "\n");
    expect(alike(wanted, long(a + hooks.toReversed().join(""), "\n"))).toBe(false);
    expect(alike(wanted, long(a + hooks.join(""), ""))).toBe(false);
    expect(
      alike(
        `There are 1 total nodes:\n${a}`,
        `There are 1 total nodes:\n${a.replace("a  ", "a ")}`,
      ),
    ).toBe(false);
  });

  test("a node shown after a list is not part of it", () => {
    const list = `There are 2 total nodes:\n${b}${a}`;
    expect(alike(`${list}${a}${b}`, `${list}${b}${a}`)).toBe(false);
  });

  test("IDs are the same nodes throughout a session", () => {
    expect(normal(node("a", "hub", "3"), '"x" from "[3]:"')).toEqual(
      normal(node("a", "hub", "7f"), '"x" from "[7f]:"'),
    );
    expect(normal(node("a", "hub", "3"), '"x" from "[3]:"')).not.toEqual(
      normal(node("a", "hub", "3"), '"x" from "[4]:"'),
    );
  });

  test("two nodes that look alike are told apart by what was seen of them before", () => {
    const [first, second] = [node("<unnamed>", "hub", "3"), node("<unnamed>", "hub", "6")];
    const list = (...nodes: string[]) => `There are 2 total nodes:\n${nodes.join("")}`;
    expect(normal(first, second, list(first, second))).toEqual(
      normal(first, second, list(second, first)),
    );
  });

  test("ngctl's process number does not count, the column's width does", () => {
    expect(alike(node("ngctl1234", "socket", "3"), node("ngctl98765", "socket", "3"))).toBe(true);
    expect(
      alike(
        node("ngctl1234", "socket", "3"),
        node("ngctl1234 ", "socket", "3").replace("Type", " Type"),
      ),
    ).toBe(false);
  });
});

describe("dot", () => {
  const boxes = [
    '\t\t"3" [ label = "{a:|{hub|[3]:}}" ];',
    '\t\t"4" [ label = "{b:|{hub|[4]:}}" ];',
    '\t\t"5" [ label = "{c:|{hub|[5]:}}" ];',
  ];
  const hooksOf = (id: string, ...names: string[]) => [
    "\tnode [ shape = octagon, fontsize = 10 ] {",
    ...names.map((name) => `\t\t"${id}.${name}" [ label = "${name}" ];`),
    "\t};\n\t{\n\t\tedge [ weight = 2.0, style = bold ];",
    ...names.map((name) => `\t\t"${id}" -- "${id}.${name}";`),
    "\t};",
  ];
  const drawing = (nodes: string[], ...parts: string[][]) =>
    [
      "graph netgraph {",
      "\tnode [ shape = record, fontsize = 12 ] {",
      ...nodes,
      "\t};",
      ...parts.flat(),
      "}",
      "",
    ].join("\n");
  const a = hooksOf("3", "p0");
  const b = [...hooksOf("4", "p1", "p0"), '\t"4.p1" -- "3.p0";'];
  const wanted = drawing(boxes, a, b);

  test("the order of nodes does not count", () => {
    expect(alike(wanted, drawing(boxes.toReversed(), b, a))).toBe(true);
  });
  test("the order of hooks, who has them and where edges lead do", () => {
    expect(
      alike(wanted, drawing(boxes, a, [...hooksOf("4", "p0", "p1"), '\t"4.p1" -- "3.p0";'])),
    ).toBe(false);
    expect(
      alike(wanted, drawing(boxes, a, [...hooksOf("4", "p1", "p0"), '\t"4.p0" -- "3.p0";'])),
    ).toBe(false);
    expect(alike(wanted, drawing(boxes, hooksOf("5", "p0"), b))).toBe(false);
  });
  test("compact: the edges of a node keep their order", () => {
    const edge = (from: string, to: string, tail: string) =>
      `\t"${from}" -> "${to}" [ headlabel = "p", taillabel = "${tail}" ] ;`;
    const compact = (nodes: string[], ...edges: string[]) =>
      drawing(nodes, edges).replace("graph", "digraph");
    const [one, two, other] = [edge("3", "4", "x"), edge("3", "5", "y"), edge("4", "5", "z")];
    expect(
      alike(compact(boxes, one!, two!, other!), compact(boxes.toReversed(), other!, one!, two!)),
    ).toBe(true);
    expect(alike(compact(boxes, one!, two!, other!), compact(boxes, two!, one!, other!))).toBe(
      false,
    );
  });
});

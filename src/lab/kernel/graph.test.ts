/** The operations of ng_base(4) on nodes, hooks and names. What programs meet of them is in rules.test.ts. */
import { describe, expect, test } from "bun:test";
import { makeNode, testLab } from "../../../test/support/lab.ts";
import { errnoOf } from "../../../test/support/refusal.ts";
import { errno } from "../../netgraph/errno.ts";

function made() {
  const { lab } = testLab();
  const { graph } = lab.host;
  const node = (type = "hub") => makeNode(lab, type);
  return { lab, graph, node };
}

describe("a name", () => {
  test("has one to thirty-one characters without dot and colon, and is no number of a node", () => {
    const { graph, node } = made();
    const one = node();
    for (const bad of ["", "a.b", "a:b", "a".repeat(32), "[1f]"])
      expect([bad, errnoOf(() => graph.name(one, bad))]).toEqual([bad, errno.EINVAL]);
    graph.name(one, "a".repeat(31));
    expect(graph.named("a".repeat(31))).toBe(one);
  });
  test("is free again when its node has another, or is gone", () => {
    const { graph, node } = made();
    const [one, other] = [node(), node()];
    graph.name(one, "x");
    expect(errnoOf(() => graph.name(other, "x"))).toBe(errno.EADDRINUSE);
    graph.name(one, "y");
    graph.name(other, "x");
    expect([graph.named("x"), graph.named("y")]).toEqual([other, one]);
    graph.remove(one);
    expect(graph.named("y")).toBeUndefined();
  });
});

describe("a path", () => {
  test("leads by hooks to a node and the hook that it came in by", () => {
    const { graph, node } = made();
    const [one, other] = [node(), node()];
    graph.connect(one, "a", other, "b");
    graph.name(one, "x");
    expect(graph.resolve(undefined, "x:a")).toEqual({ node: other, hook: other.hook("b")! });
    expect(graph.resolve(other, "b.a").node).toBe(other);
    expect(graph.resolve(undefined, `[${other.id.toString(16)}]:`).node).toBe(other);
  });
  test("that leads nowhere is refused", () => {
    const { graph, node } = made();
    const one = node();
    for (const [path, number] of [
      ["nosuch:", errno.ENOENT],
      ["a", errno.ENOENT],
    ] as const)
      expect(errnoOf(() => graph.resolve(one, path))).toBe(number);
    expect(errnoOf(() => graph.resolve(undefined, ".:"))).toBe(errno.EINVAL);
  });
});

describe("a connection", () => {
  test("needs two hooks that are free, and leaves none where one is not", () => {
    const { graph, node } = made();
    const [one, two, three] = [node(), node(), node()];
    graph.connect(one, "a", two, "b");
    expect(errnoOf(() => graph.connect(three, "c", two, "b"))).toBe(errno.EEXIST);
    expect(errnoOf(() => graph.connect(one, "a", three, "c"))).toBe(errno.EEXIST);
    expect(three.hooks).toEqual([]);
  });
  test("that a type refuses leaves neither hook nor new node", () => {
    const { graph, node } = made();
    const [one, other] = [node(), node()];
    // One without hooks would go.
    graph.connect(one, "x", other, "y");
    const before = graph.size;
    expect(errnoOf(() => graph.mkpeer(one, "bridge", "a", "nosuch"))).toBe(errno.EINVAL);
    expect([graph.size, one.hooks.length]).toEqual([before, 1]);
    expect(errnoOf(() => graph.mkpeer(one, "nosuch", "a", "b"))).toBe(errno.ENXIO);
  });
  test("ends at both ends", () => {
    const { graph, node } = made();
    const [one, two, three] = [node(), node(), node()];
    graph.connect(one, "a", two, "b");
    graph.connect(two, "c", three, "d");
    graph.destroyHook(one.hook("a")!);
    expect([one.hooks.length, two.hooks.map(({ name }) => name)]).toEqual([0, ["c"]]);
  });
});

test("a node that is shut down takes its hooks with it, and its number is not given again", () => {
  const { graph, node } = made();
  const [one, two] = [node(), node("tee")];
  graph.connect(one, "a", two, "left");
  graph.remove(one);
  expect([graph.node(one.id), two.hook("left")]).toEqual([undefined, undefined]);
  expect(node().id).toBeGreaterThan(two.id);
});

/** What a user of ng_device(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_device.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { expectAnswers, nodeAtSocket, nodeBehindHub } from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("a device", () => {
  test("answers its messages one after the other", () => {
    expectAnswers(nodeBehindHub("device", "any"), [
      ["getdevname", "", '"ngd0"'],
      ["etheralign", "", ""],
    ]);
  });

  test("has one hook", () => {
    const graph = nodeBehindHub("device", "a");
    expect(graph.connect(".", "n:", "h", "b")).toBe(errno.EISCONN);
  });

  test("devices are numbered over all vnets, the lowest free number first", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "device", "a", "x");
    graph.mkpeer(".", "device", "b", "x");
    expect([graph.node("ngd0")?.id, graph.node("ngd1")?.id]).toEqual([2, 3]);
    graph.generic(".", "rmhook", { hook: "a" });
    graph.mkpeer(".", "device", "c", "x");
    expect(graph.node("ngd0")?.id).toBe(4);
  });

  test("keeps fifty frames that nobody reads", () => {
    const graph = nodeAtSocket("device", ["a"]);
    for (let i = 0; i < 50; i++) expect(graph.write("a", [1])).toBe(0);
    expect(graph.write("a", [1])).toBe(errno.ENOBUFS);
  });

  test("goes with its hook, and another gets its number", () => {
    const graph = new TestGraph();
    for (const hook of ["a", "b"]) graph.mkpeer(".", "device", hook, "x");
    graph.generic(".", "rmhook", { hook: "a" });
    expect(graph.node("ngd0")).toBeUndefined();
    graph.mkpeer(".", "device", "c", "x");
    expect(graph.msg("ngd0:", "getdevname")).toBe('"ngd0"');
  });

  test("in a jail is numbered with those of the host: there is one /dev", () => {
    const graph = new TestGraph();
    const jail = graph.kernel.makeVnet({ isHost: false });
    graph.mkpeer(".", "device", "a", "x");
    jail.graph.make(graph.kernel.typeNamed("device")!);
    expect([graph.node("ngd1"), jail.graph.named("ngd1")?.type.table.name]).toEqual([
      undefined,
      "device",
    ]);
  });
});

/** What a user of ng_source(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_source.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { expectAnswers, nodeAtSocket, nodeBehindHub } from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("a source", () => {
  test("answers its messages one after the other: starts when it knows how fast", () => {
    expectAnswers(nodeBehindHub("source", "input"), [
      ["start", "5", errno.ENXIO],
      ["setiface", '"nosuch0"', ""],
      ["start", "5", errno.ENXIO],
      ["setpps", "1000", ""],
      ["start", "5", ""],
      ["start", "5", errno.EBUSY],
      ["stop", "", ""],
      ["settimestamp", "{ offset=14 flags=1 }", ""],
      ["gettimestamp", "", "{ offset=0xe flags=0x1 }"],
      ["setcounter", "{ index=4 width=1 }", errno.EINVAL],
      ["setcounter", "{ index=1 width=3 }", errno.EINVAL],
      ["setcounter", "{ index=1 width=2 increment=-1 max_val=9 }", ""],
      ["getcounter", "1", "{ width=2 max_val=9 increment=-1 index=1 }"],
      ["getcounter", "3", "{}"],
      ["getcounter", "4", errno.EINVAL],
      ["clrdata", "", ""],
      ["getconfig", "", errno.ENOSYS],
    ]);
  });

  test.each([["x", errno.EINVAL]])("connected by a hook called %s: errno %i", (hook, expected) => {
    expect(new TestGraph().mkpeer(".", "source", "h", hook)).toBe(expected);
  });

  test("goes with its output, whatever else it has", () => {
    const graph = nodeBehindHub("source", "input", ["output"]);
    graph.generic("n:", "rmhook", { hook: "output" });
    expect(graph.types).toEqual(["socket", "hub"]);
  });

  test("sends what it was given, at the rate that it was told", async () => {
    const graph = nodeAtSocket("source", ["output", "input"]);
    graph.write("input", [1]);
    graph.write("input", [2]);
    expect(graph.msg("n:", "start", "3")).toBe(errno.ENXIO);
    graph.msg("n:", "setpps", "1000");
    expect(graph.msg("n:", "start", "3")).toBe("");
    expect(graph.msg("n:", "start", "3")).toBe(errno.EBUSY);
    graph.clock.advance(10);
    expect(await graph.arrived()).toEqual(["output: 01", "output: 02", "output: 01"]);
    expect(graph.msg("n:", "getstats")).toMatch(
      /^\{ outOctets=3 outFrames=3 queueOctets=2 queueFrames=2 maxPps=1000 /,
    );
  });

  test("asks what it is connected to, and a socket finds the question", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "source", "s", "output");
    const { from, bytes } = graph.socket.takeWaiting()!;
    const view = new DataView(bytes.buffer);
    expect([from, view.getUint32(20, true), view.getUint32(8, true)]).toEqual([
      "[2]:",
      917786906,
      1,
    ]);
  });
});

/** What a user of ng_tee(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_tee.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { nodeAtSocket, sendAndHear } from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";
import { decodeMessage } from "../../netgraph/message.ts";
import { FLOW_COOKIE, LINK_IS_UP } from "../../netgraph/types/flow.ts";

describe("a tee", () => {
  test.each([["middle", errno.EINVAL]])(
    "connected by a hook called %s: errno %i",
    (hook, expected) => {
      expect(new TestGraph().mkpeer(".", "tee", "h", hook)).toBe(expected);
    },
  );

  test("copies what goes by, and sends what comes in by a copy's hook", async () => {
    const graph = nodeAtSocket("tee", ["left", "right", "left2right", "right2left"]);
    expect(await sendAndHear(graph, "left", [1])).toEqual([0, "left2right: 01", "right: 01"]);
    expect(await sendAndHear(graph, "right", [2])).toEqual([0, "right2left: 02", "left: 02"]);
    expect(await sendAndHear(graph, "left2right", [3])).toEqual([0, "left: 03"]);
    expect(await sendAndHear(graph, "right2left", [4])).toEqual([0, "right: 04"]);
  });

  test("sends what a missing hook would get to the copy's", async () => {
    const graph = nodeAtSocket("tee", ["left", "left2right"]);
    expect(await sendAndHear(graph, "left", [1])).toEqual([0, "left2right: 01"]);
    expect(await sendAndHear(graph, "left2right", [2])).toEqual([0, "left: 02"]);
  });

  test("without another hook it drops frames, and nobody hears of it", async () => {
    const graph = nodeAtSocket("tee", ["left"]);
    expect(await sendAndHear(graph, "left", [1])).toEqual([0]);
  });

  test("sends word of a link where a frame would go, and tells what was made of it", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "tee", "copies", "right2left");
    graph.mkpeer(".:copies", "etf", "right", "downstream");
    const isUp = { cookie: FLOW_COOKIE, command: LINK_IS_UP };
    // By its right hook, and without a left one: to right2left, which is the socket.
    expect(graph.send(".:copies.right.downstream", isUp)).toBe(0);
    expect(decodeMessage(graph.socket.takeWaiting()!.bytes)).toMatchObject(isUp);
    graph.mkpeer(".:copies", "source", "left", "input");
    expect(graph.send(".:copies.right.downstream", isUp)).toBe(errno.EINVAL);
  });
});

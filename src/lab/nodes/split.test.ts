/** What a user of ng_split(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_split.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { nodeAtSocket, sendAndHear } from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("a split", () => {
  test.each([["x", errno.EINVAL]])("connected by a hook called %s: errno %i", (hook, expected) => {
    expect(new TestGraph().mkpeer(".", "split", "h", hook)).toBe(expected);
  });

  test("has a way in and a way out", async () => {
    const graph = nodeAtSocket("split", ["in", "out", "mixed"]);
    expect(await sendAndHear(graph, "in", [1])).toEqual([0, "mixed: 01"]);
    expect(await sendAndHear(graph, "mixed", [2])).toEqual([0, "out: 02"]);
    expect(await sendAndHear(graph, "out", [3])).toEqual([errno.EINVAL]);
  });
});

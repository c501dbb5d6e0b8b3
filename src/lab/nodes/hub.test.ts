/** What a user of ng_hub(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_hub.c). */
import { describe, expect, test } from "bun:test";
import { connectRefuser, nodeAtSocket } from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("a hub", () => {
  test("tells its sender what became of the last frame only", () => {
    const graph = nodeAtSocket("hub", ["a"]);
    connectRefuser(graph, "n:", "old");
    expect(graph.write("a", [1])).toBe(errno.EINVAL);
    graph.connect(".", "n:", "b", "new");
    connectRefuser(graph, "n:", "newest");
    // The oldest hook has its turn last.
    expect(graph.write("a", [1])).toBe(errno.EINVAL);
    graph.generic("n:", "rmhook", { hook: "old" });
    expect(graph.write("a", [1])).toBe(0);
  });
});

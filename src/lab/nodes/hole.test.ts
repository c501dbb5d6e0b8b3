/** What a user of ng_hole(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_hole.c). */
import { describe, expect, test } from "bun:test";
import { expectAnswers, nodeAtSocket, nodeBehindHub } from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("a hole", () => {
  test("answers its messages one after the other", () => {
    expectAnswers(nodeBehindHub("hole", "a"), [
      ["getstats", '"a"', "{}"],
      ["getstats", '"b"', errno.ENOENT],
      ["getstats", "a", errno.EINVAL],
      ["clrstats", '"a"', ""],
    ]);
  });

  test("counts octets and frames of all its hooks", () => {
    const graph = nodeAtSocket("hole", ["a", "b"]);
    graph.write("a", [1, 2, 3]);
    graph.write("b", [1]);
    expect(graph.msg("n:", "getclrstats", '"a"')).toBe("{ frames=1 octets=3 }");
    expect(graph.msg("n:", "getstats", '"b"')).toBe("{ frames=1 octets=1 }");
    expect(graph.msg("n:", "getstats", '"a"')).toBe("{}");
  });
});

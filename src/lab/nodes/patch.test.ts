/** What a user of ng_patch(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_patch.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import {
  expectAnswers,
  nodeAtSocket,
  nodeBehindHub,
  sendAndHear,
} from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("a patch", () => {
  test("answers its messages one after the other", () => {
    expectAnswers(nodeBehindHub("patch", "in", ["out"]), [
      ["getconfig", "", ""],
      ["getdlt", "", "12"],
      ["setdlt", "2", errno.EINVAL],
      ["setdlt", "1", ""],
      ["getdlt", "", "1"],
      ["setconfig", "{ count=1 ops=[ { length=3 } ] }", errno.EINVAL],
      [
        "setconfig",
        "{ count=2 csum_flags=0xffff relative_offset=9 ops=[ { mode=1 value=0x1ff length=1 offset=8 } { mode=2 length=8 value=-1 } ] }",
        "",
      ],
      [
        "getconfig",
        "",
        "{ count=2 csum_flags=3599 relative_offset=1 ops=[ { offset=8 length=1 mode=1 value=255 } { length=8 mode=2 value=18446744073709551615 } ] }",
      ],
      ["getstats", "", "{}"],
    ]);
  });

  test.each([
    ["outer", 0],
    ["x", errno.EINVAL],
  ])("connected by a hook called %s: errno %i", (hook, expected) => {
    expect(new TestGraph().mkpeer(".", "patch", "h", hook)).toBe(expected);
  });

  test("changes numbers in frames that go out", async () => {
    const graph = nodeAtSocket("patch", ["in", "out"]);
    expect(await sendAndHear(graph, "in", [1, 2])).toEqual([0, "out: 0102"]);
    expect(
      graph.msg(
        "n:",
        "setconfig",
        "{ count=3 ops=[ { mode=1 value=0x1234 length=2 offset=1 } { mode=3 value=1 length=1 } { mode=1 value=1 length=4 offset=4 } ] }",
      ),
    ).toBe("");
    expect(await sendAndHear(graph, "in", [0, 0, 0, 9])).toEqual([0, "out: ff123409"]);
    expect(await sendAndHear(graph, "out", [0, 0, 0, 9])).toEqual([0, "in: 00000009"]);
    expect(graph.msg("n:", "getstats")).toBe("{ Received=3 Patched=1 }");
  });
});

/** What a user of ng_vlan_rotate(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_vlan_rotate.c). */
import { describe, expect, test } from "bun:test";
import { hex, macOf } from "../../../test/support/frames.ts";
import { TestGraph } from "../../../test/support/graph.ts";
import {
  expectAnswers,
  nodeAtSocket,
  nodeBehindHub,
  sendAndHear,
} from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("a vlan_rotate", () => {
  test("answers its messages one after the other", () => {
    expectAnswers(nodeBehindHub("vlan_rotate", "original", ["ordered"]), [
      ["setconf", "{ rot=3 min=2 max=3 }", errno.EINVAL],
      ["setconf", "{ rot=-2 min=3 max=2 }", errno.EINVAL],
      ["setconf", "{ max=11 }", errno.EINVAL],
      ["setconf", "{ rot=-2 min=1 }", ""],
      ["getconf", "", "{ rot=-2 min=1 max=10 }"],
      ["getstat", "", "{}"],
      ["clrstat", "", ""],
      ["getclrstat", "", "{}"],
    ]);
  });

  test.each([["x", errno.EINVAL]])("connected by a hook called %s: errno %i", (hook, expected) => {
    expect(new TestGraph().mkpeer(".", "vlan_rotate", "h", hook)).toBe(expected);
  });

  test("turns tags, and turns them back", async () => {
    const graph = nodeAtSocket("vlan_rotate", ["original", "ordered", "excessive", "incomplete"]);
    const tags = (...ids: number[]) =>
      hex([...macOf(1), ...macOf(2), ...ids.flatMap((id) => [0x81, 0, 0, id]), 8, 0, 0, 0]);
    const bytes = (text: string) => [...Buffer.from(text, "hex")];
    expect(graph.msg("n:", "setconf", "{ rot=1 min=2 max=3 }")).toBe("");
    expect(await sendAndHear(graph, "original", bytes(tags(1, 2, 3)))).toEqual([
      0,
      `ordered: ${tags(3, 1, 2)}`,
    ]);
    expect(await sendAndHear(graph, "ordered", bytes(tags(3, 1, 2)))).toEqual([
      0,
      `original: ${tags(1, 2, 3)}`,
    ]);
    expect(await sendAndHear(graph, "original", bytes(tags(1)))).toEqual([
      0,
      `incomplete: ${tags(1)}`,
    ]);
    expect(await sendAndHear(graph, "ordered", bytes(tags(1, 2, 3, 4)))).toEqual([
      0,
      `excessive: ${tags(1, 2, 3, 4)}`,
    ]);
    expect(await sendAndHear(graph, "excessive", bytes(tags(1)))).toEqual([
      0,
      `original: ${tags(1)}`,
    ]);
    expect(await sendAndHear(graph, "original", [1])).toEqual([errno.EINVAL]);
    expect(graph.msg("n:", "getstat")).toBe(
      "{ drops=1 excessive=1 incomplete=1 histogram=[ 3=2 ] }",
    );
  });
});

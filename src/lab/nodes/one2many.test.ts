/** What a user of ng_one2many(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_one2many.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import {
  expectAnswers,
  nodeAtSocket,
  nodeBehindHub,
  sendAndHear,
} from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("an one2many", () => {
  test("answers its messages one after the other: links that are not there have counters too", () => {
    expectAnswers(nodeBehindHub("one2many", "many0"), [
      ["getstats", "0", "{}"],
      ["getstats", "63", "{}"],
      ["getstats", "-1", "{}"],
      ["getstats", "64", errno.EINVAL],
      ["getstats", "-2", errno.EINVAL],
      ["setconfig", "{ xmitAlg=3 failAlg=2 enabledLinks=[ 5 3=7 ] }", ""],
      ["getconfig", "", "{ xmitAlg=3 failAlg=2 enabledLinks=[ 1 3=1 ] }"],
      ["setconfig", "{ xmitAlg=4 failAlg=1 }", errno.EINVAL],
      ["setconfig", "{ xmitAlg=1 failAlg=3 }", errno.EINVAL],
      ["setconfig", "{ xmitAlg=1 failAlg=1 enabledLinks=[ 64=1 ] }", errno.E2BIG],
    ]);
  });

  test.each([
    ["many01", errno.EINVAL],
    ["many63", 0],
    ["many64", errno.EINVAL],
  ])("connected by a hook called %s: errno %i", (hook, expected) => {
    expect(new TestGraph().mkpeer(".", "one2many", "h", hook)).toBe(expected);
  });

  test("takes turns, sends to all with the first link last, or to the first", async () => {
    const graph = nodeAtSocket("one2many", ["one", "many0", "many1", "many2"]);
    expect(await sendAndHear(graph, "one", [1])).toEqual([0, "many0: 01"]);
    expect(await sendAndHear(graph, "one", [1])).toEqual([0, "many1: 01"]);
    expect(graph.msg("n:", "setconfig", "{ xmitAlg=2 failAlg=1 enabledLinks=[ 1 2=1 ] }")).toBe("");
    expect(await sendAndHear(graph, "one", [2])).toEqual([0, "many2: 02", "many0: 02"]);
    graph.msg("n:", "setconfig", "{ xmitAlg=3 failAlg=1 enabledLinks=[ 1=1 2=1 ] }");
    expect(await sendAndHear(graph, "one", [3])).toEqual([0, "many1: 03"]);
    expect(await sendAndHear(graph, "many0", [4])).toEqual([0, "one: 04"]);
    expect(graph.msg("n:", "getstats", "-1")).toBe(
      "{ recvOctets=4 recvPackets=4 xmitOctets=1 xmitPackets=1 }",
    );
  });

  test("without an enabled link it refuses frames", () => {
    const graph = nodeAtSocket("one2many", ["one"]);
    expect(graph.write("one", [1])).toBe(errno.ENOTCONN);
  });

  test("tells its one that the first link came and the last went", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "one2many", "o", "one");
    graph.mkpeer(".:o", "hole", "many0", "x");
    graph.mkpeer(".:o", "hole", "many1", "x");
    graph.generic(".:o", "rmhook", { hook: "many0" });
    graph.generic(".:o", "rmhook", { hook: "many1" });
    const seen: string[] = [];
    for (let got = graph.socket.takeWaiting(); got; got = graph.socket.takeWaiting())
      seen.push(`${got.from} ${new DataView(got.bytes.buffer).getUint32(8, true)}`);
    expect(seen).toEqual(["[2]: 32", "[2]: 33"]);
  });
});

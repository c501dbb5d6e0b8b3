/** What a user of ng_macfilter(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_macfilter.c). */
import { describe, expect, test } from "bun:test";
import { hex, ipFrame, macOf } from "../../../test/support/frames.ts";
import {
  expectAnswers,
  nodeAtSocket,
  nodeBehindHub,
  sendAndHear,
} from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("a macfilter", () => {
  test("answers its messages one after the other: an address that is directed to the default hook is forgotten", () => {
    expectAnswers(nodeBehindHub("macfilter", "ether", ["default", "x", "y"]), [
      ["direct", '{ ether=2:0:0:0:0:9 hookname="y" }', ""],
      ["directi", "{ ether=2:0:0:0:0:1 hookid=1 }", ""],
      ["directi", "{ ether=2:0:0:0:0:1 hookid=3 }", errno.EINVAL],
      [
        "getmacs",
        "",
        "{ n=2 macs=[ { ether=02:00:00:00:00:01 hookid=1 } { ether=02:00:00:00:00:09 hookid=2 } ] }",
      ],
      [
        "gethooks",
        "",
        '{ n=3 hooks=[ { hookname="default" } { hookname="x" hookid=1 maccnt=1 } { hookname="y" hookid=2 maccnt=1 } ] }',
      ],
      ["direct", '{ ether=2:0:0:0:0:9 hookname="nosuch" }', ""],
      ["getclrmacs", "", "{ n=1 macs=[ { ether=02:00:00:00:00:01 hookid=1 } ] }"],
      ["reset", "", ""],
      ["getmacs", "", "{}"],
      ["direct", '{ hookname="x" }', errno.EOPNOTSUPP],
    ]);
  });

  test("sorts frames by source address", async () => {
    const graph = nodeAtSocket("macfilter", ["ether", "default", "up"]);
    const [known, unknown] = [ipFrame(macOf(9), macOf(1), 5), ipFrame(macOf(9), macOf(2))];
    expect(graph.msg("n:", "direct", '{ ether=2:0:0:0:0:1 hookname="up" }')).toBe("");
    expect(await sendAndHear(graph, "ether", known)).toEqual([0, `up: ${hex(known)}`]);
    expect(await sendAndHear(graph, "ether", unknown)).toEqual([0, `default: ${hex(unknown)}`]);
    const back = ipFrame(macOf(1), macOf(9));
    expect(await sendAndHear(graph, "up", back)).toEqual([0, `ether: ${hex(back)}`]);
    expect(graph.msg("n:", "getmacs")).toBe(
      "{ n=1 macs=[ { ether=02:00:00:00:00:01 hookid=1 packets_in=1 bytes_in=1 packets_out=1 } ] }",
    );
  });
});

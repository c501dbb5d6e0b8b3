/** What a user of ng_etf(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_etf.c). */
import { describe, expect, test } from "bun:test";
import { hex, ipFrame, macOf } from "../../../test/support/frames.ts";
import {
  expectAnswers,
  nodeAtSocket,
  nodeBehindHub,
  sendAndHear,
} from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("an etf", () => {
  test("answers its messages one after the other", () => {
    expectAnswers(nodeBehindHub("etf", "downstream", ["ip"]), [
      ["setfilter", '{ matchhook="nosuch" ethertype=0x800 }', errno.ENOENT],
      ["setfilter", '{ matchhook="downstream" ethertype=0x800 }', errno.EINVAL],
      ["setfilter", '{ matchhook="ip" ethertype=0x800 }', ""],
      ["setfilter", '{ matchhook="ip" ethertype=0x800 }', errno.EEXIST],
      ["setflag", "3", ""],
      ["getstatus", "", "{}"],
    ]);
  });

  test("sorts by Ethertype, and takes a frame back only where it would send it", async () => {
    const graph = nodeAtSocket("etf", ["downstream", "nomatch", "ip"]);
    const [ip, other] = [ipFrame(macOf(1), macOf(2)), [...macOf(1), ...macOf(2), 8, 6]];
    expect(graph.msg("n:", "setfilter", '{ matchhook="ip" ethertype=0x800 }')).toBe("");
    expect(await sendAndHear(graph, "downstream", ip)).toEqual([0, `ip: ${hex(ip)}`]);
    expect(await sendAndHear(graph, "downstream", other)).toEqual([0, `nomatch: ${hex(other)}`]);
    expect(await sendAndHear(graph, "ip", ip)).toEqual([0, `downstream: ${hex(ip)}`]);
    expect(await sendAndHear(graph, "ip", other)).toEqual([errno.EPROTOTYPE]);
    expect(graph.msg("n:", "getstatus")).toBe("{ packets_in=2 packets_out=1 }");
  });
});

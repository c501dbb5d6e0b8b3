/** What a user of ng_vlan(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_vlan.c). */
import { describe, expect, test } from "bun:test";
import { hex, ipFrame, macOf } from "../../../test/support/frames.ts";
import {
  expectAnswers,
  nodeAtSocket,
  nodeBehindHub,
  sendAndHear,
} from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";
import { decodeMessage } from "../../netgraph/message.ts";
import { vlan } from "../../netgraph/types/vlan.ts";

describe("a vlan", () => {
  test("answers its messages one after the other", () => {
    expectAnswers(nodeBehindHub("vlan", "downstream", ["nomatch", "a", "b"]), [
      ["addfilter", '{ hook="a" vlan=10 vid=11 }', errno.EINVAL],
      ["addfilter", '{ hook="a" vid=10 pcp=8 }', errno.EINVAL],
      ["addfilter", '{ hook="nomatch" vid=10 }', errno.EINVAL],
      ["addfilter", '{ hook="a" vid=10 pcp=5 cfi=1 }', ""],
      ["addfilter", '{ hook="b" vlan=10 }', errno.EEXIST],
      ["gettable", "", '{ n=1 filter=[ { hook="a" vlan=10 vid=10 pcp=5 cfi=1 } ] }'],
      ["delfilter", '"b"', errno.ENOENT],
      ["delvidflt", "4096", errno.EINVAL],
      ["delvidflt", "11", errno.ENOENT],
      ["delvidflt", "10", ""],
      ["setdecap", "7", ""],
      ["getdecap", "", "0x7"],
      ["setencap", "0xff", ""],
      ["getencap", "", "0xff"],
      ["getencapproto", "", "0x8100"],
      ["setencapproto", "0x88a8", ""],
      ["getencapproto", "", "0x88a8"],
    ]);
  });

  test("tells a table that ends with its last filter", () => {
    const graph = nodeBehindHub("vlan", "downstream", ["v1", "v2"]);
    for (const [hook, vid] of [
      ["v1", 10],
      ["v2", 20],
    ])
      graph.msg("n:", "addfilter", `{ hook="${hook}" vid=${vid} }`);
    graph.send("n:", { cookie: vlan.cookie, command: 3 });
    expect(decodeMessage(graph.socket.takeWaiting()!.bytes)!.args.length).toBe(4 + 2 * 38);
    graph.msg("n:", "delfilter", '"v1"');
    graph.send("n:", { cookie: vlan.cookie, command: 3 });
    expect(decodeMessage(graph.socket.takeWaiting()!.bytes)!.args.length).toBe(4 + 38);
  });

  const bytes = ipFrame(macOf(1), macOf(2), 1, 2);
  const tagged = (id: number) => [...bytes.slice(0, 12), 0x81, 0, id >> 8, id & 255, 8, 0, 1, 2];

  test("puts tags on and takes them off", async () => {
    const graph = nodeAtSocket("vlan", ["downstream", "nomatch", "v7"]);
    expect(graph.write("v7", bytes)).toBe(errno.EOPNOTSUPP);
    graph.msg("n:", "addfilter", '{ hook="v7" vid=7 pcp=5 }');
    expect(await sendAndHear(graph, "v7", bytes)).toEqual([
      0,
      `downstream: ${hex(tagged(0xa007))}`,
    ]);
    expect(await sendAndHear(graph, "downstream", tagged(7))).toEqual([0, `v7: ${hex(bytes)}`]);
    expect(await sendAndHear(graph, "downstream", tagged(8))).toEqual([
      0,
      `nomatch: ${hex(tagged(8))}`,
    ]);
    expect(await sendAndHear(graph, "downstream", bytes)).toEqual([0, `nomatch: ${hex(bytes)}`]);
    expect(await sendAndHear(graph, "nomatch", bytes)).toEqual([0, `downstream: ${hex(bytes)}`]);
  });

  test("knows tags beside frames as well, and puts them into frames of nomatch when it is told to", async () => {
    const graph = nodeAtSocket("vlan", ["downstream", "v7"]);
    graph.msg("n:", "addfilter", '{ hook="v7" vid=7 }');
    // A second one takes tags off, and so leaves them beside the frames.
    graph.generic(".", "rmhook", { hook: "downstream" });
    graph.mkpeer("n:", "vlan", "downstream", "nomatch");
    graph.generic("n:downstream", "name", { name: "off" });
    graph.connect(".", "off:", "in", "downstream");
    graph.msg("off:", "setdecap", "1");
    expect(await sendAndHear(graph, "in", tagged(7))).toEqual([0, `v7: ${hex(bytes)}`]);
    expect(graph.write("in", tagged(8))).toBe(errno.ENETDOWN);
    graph.connect(".", "n:", "nomatch", "nomatch");
    expect(await sendAndHear(graph, "in", tagged(8))).toEqual([0, `nomatch: ${hex(bytes)}`]);
    graph.msg("n:", "setencap", "0");
    expect(await sendAndHear(graph, "v7", bytes)).toEqual([0, `in: ${hex(bytes)}`]);
    graph.msg("off:", "setencap", "3");
    expect(await sendAndHear(graph, "v7", bytes)).toEqual([0, `in: ${hex(tagged(7))}`]);
  });

  test("refuses what has nowhere to go", () => {
    const graph = nodeAtSocket("vlan", ["downstream"]);
    expect(graph.write("downstream", tagged(8))).toBe(errno.ENETDOWN);
    expect(graph.write("downstream", [1])).toBe(errno.EINVAL);
  });
});

/** What a user of ng_bpf(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_bpf.c). */
import { describe, expect, test } from "bun:test";
import {
  expectAnswers,
  nodeAtSocket,
  nodeBehindHub,
  sendAndHear,
} from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("a bpf", () => {
  test("answers its messages one after the other: programs are checked", () => {
    expectAnswers(nodeBehindHub("bpf", "a", ["b"]), [
      ["setprogram", '{ thisHook="a" bpf_prog_len=0 }', ""],
      ["getprogram", '"a"', '{ thisHook="a" }'],
      ["setprogram", '{ thisHook="c" bpf_prog_len=1 bpf_prog=[ { code=6 } ] }', errno.ENOENT],
      ["setprogram", '{ thisHook="a" bpf_prog_len=1 bpf_prog=[ { code=0x28 } ] }', errno.EINVAL],
      [
        "setprogram",
        '{ thisHook="a" ifMatch="b" bpf_prog_len=2 bpf_prog=[ { code=0x28 k=12 } { code=6 k=96 } ] }',
        "",
      ],
      [
        "getprogram",
        '"a"',
        '{ thisHook="a" ifMatch="b" bpf_prog_len=2 bpf_prog=[ { code=0x28 k=12 } { code=0x6 k=96 } ] }',
      ],
      ["getstats", '"b"', "{}"],
      ["getstats", '"c"', errno.ENOENT],
    ]);
  });

  test("sends each frame where its program says, and cuts it off", async () => {
    const graph = nodeAtSocket("bpf", ["in", "yes", "no"]);
    expect(await sendAndHear(graph, "in", [1, 2, 3])).toEqual([0]);
    // ldb [0]; jeq #1: take two bytes; else none.
    const program = "{ code=0x30 } { code=0x15 jt=0 jf=1 k=1 } { code=0x6 k=2 } { code=0x6 }";
    expect(
      graph.msg(
        "n:",
        "setprogram",
        `{ thisHook="in" ifMatch="yes" ifNotMatch="no" bpf_prog_len=4 bpf_prog=[ ${program} ] }`,
      ),
    ).toBe("");
    expect(await sendAndHear(graph, "in", [1, 2, 3])).toEqual([0, "yes: 0102"]);
    expect(await sendAndHear(graph, "in", [2, 2, 3])).toEqual([0, "no: 020203"]);
    expect(graph.msg("n:", "getstats", '"in"')).toBe(
      "{ recvFrames=3 recvOctets=9 recvMatchFrames=1 recvMatchOctets=3 }",
    );
  });
});

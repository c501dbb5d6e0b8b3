/** What a user of ng_tag(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_tag.c). */
import { describe, expect, test } from "bun:test";
import { hex, ipFrame, macOf } from "../../../test/support/frames.ts";
import {
  expectAnswers,
  nodeAtSocket,
  nodeBehindHub,
  sendAndHear,
} from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

const frame = ipFrame(macOf(1), macOf(2));

describe("a tag", () => {
  test("answers its messages one after the other", () => {
    expectAnswers(nodeBehindHub("tag", "a", ["b"]), [
      ["gethookin", '"nosuch"', errno.ENOENT],
      ["gethookin", '"a"', '{ thisHook="a" }'],
      ["sethookin", '{ thisHook="nosuch" }', errno.ENOENT],
      ["sethookin", '{ thisHook="a" ifNotMatch="b" tag_cookie=7 tag_id=1 }', ""],
      ["gethookin", '"a"', '{ thisHook="a" ifNotMatch="b" tag_cookie=7 tag_id=1 }'],
      ["sethookout", '{ thisHook="b" tag_cookie=7 tag_id=1 tag_len=4 tag_data=[ 1 2 3 4 ] }', ""],
      [
        "gethookout",
        '"b"',
        '{ thisHook="b" tag_cookie=7 tag_id=1 tag_len=4 tag_data=[ 0x1 0x2 0x3 0x4 ] }',
      ],
    ]);
  });

  test("drops everything until it is told where frames go", async () => {
    const graph = nodeAtSocket("tag", ["a", "b"]);
    expect(await sendAndHear(graph, "a", frame)).toEqual([0]);
    graph.msg("n:", "sethookin", '{ thisHook="a" ifNotMatch="b" }');
    expect(await sendAndHear(graph, "a", frame)).toEqual([0, `b: ${hex(frame)}`]);
  });

  test("knows a hook only when it was there as it was told of it", async () => {
    const graph = nodeAtSocket("tag", ["a"]);
    graph.msg("n:", "sethookin", '{ thisHook="a" ifNotMatch="b" }');
    graph.connect(".", "n:", "b", "b");
    expect(await sendAndHear(graph, "a", frame)).toEqual([0]);
  });

  test("tells frames by marks whose data begin as those that are sought", async () => {
    // a marks, and sends on through c and d, which lead to each other.
    const graph = nodeAtSocket("tag", ["a", "yes", "no"]);
    expect(graph.connect("n:", "n:", "c", "d")).toBe(0);
    graph.msg("n:", "sethookin", '{ thisHook="a" ifNotMatch="c" }');
    const mark = "tag_cookie=7 tag_id=1";
    graph.msg(
      "n:",
      "sethookout",
      `{ thisHook="c" ${mark} tag_len=8 tag_data=[ 1 2 3 4 5 6 7 8 ] }`,
    );
    const sought = (data: string) =>
      graph.msg("n:", "sethookin", `{ thisHook="d" ifMatch="yes" ifNotMatch="no" ${data} }`);
    for (const [data, way] of [
      [`${mark} tag_len=4 tag_data=[ 1 2 3 4 ]`, "yes"],
      [mark, "yes"],
      [`${mark} tag_len=4 tag_data=[ 1 2 3 5 ]`, "no"],
      ["tag_cookie=8 tag_id=1", "no"],
      ["", "no"],
    ] as const) {
      expect([data, sought(data)]).toEqual([data, ""]);
      expect([data, ...(await sendAndHear(graph, "a", frame))]).toEqual([
        data,
        0,
        `${way}: ${hex(frame)}`,
      ]);
    }
  });

  test("takes a mark off, so that nobody finds it any more", async () => {
    const graph = nodeAtSocket("tag", ["a", "yes", "no"]);
    graph.connect("n:", "n:", "c", "d");
    graph.connect("n:", "n:", "e", "f");
    const mark = "tag_cookie=7 tag_id=1";
    graph.msg("n:", "sethookin", '{ thisHook="a" ifNotMatch="c" }');
    graph.msg("n:", "sethookout", `{ thisHook="c" ${mark} }`);
    graph.msg("n:", "sethookin", `{ thisHook="d" ifMatch="e" ${mark} strip=1 }`);
    graph.msg("n:", "sethookin", `{ thisHook="f" ifMatch="yes" ifNotMatch="no" ${mark} }`);
    expect(await sendAndHear(graph, "a", frame)).toEqual([0, `no: ${hex(frame)}`]);
  });
});

/** What a user of ng_car(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_car.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import {
  expectAnswers,
  nodeAtSocket,
  nodeBehindHub,
  sendAndHear,
} from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("a car", () => {
  test("answers its messages one after the other: a packet counts 125 bytes when it is set, 128 when it is shown", () => {
    expectAnswers(nodeBehindHub("car", "upper"), [
      ["setconf", "{ upstream={ cbs=1 } }", errno.EINVAL],
      ["setconf", "{ upstream={ cbs=1 } downstream={ ebs=1 mode=3 } }", errno.EINVAL],
      ["setconf", "{ upstream={ cbs=1 } downstream={ ebs=1 cir=1000000001 } }", errno.EINVAL],
      ["setconf", "{ upstream={ cbs=5 cir=9 opt=2 mode=1 } downstream={ ebs=1 } }", ""],
      ["getconf", "", "{ upstream={ cbs=4 cir=9 mode=1 opt=2 } downstream={ ebs=1 } }"],
      ["getstats", "", "{}"],
      ["clrstats", "", ""],
    ]);
  });

  test.each([["x", errno.EINVAL]])("connected by a hook called %s: errno %i", (hook, expected) => {
    expect(new TestGraph().mkpeer(".", "car", "h", hook)).toBe(expected);
  });

  const config = (more: string) =>
    `{ upstream={ cbs=3 ebs=3 cir=8000 greenAction=1 yellowAction=1 redAction=2 ${more} } downstream={ cbs=3 ebs=3 cir=8000 greenAction=1 yellowAction=1 redAction=2 ${more} } }`;

  test("lets through what is within the rate, and fills up again", async () => {
    const graph = nodeAtSocket("car", ["upper", "lower"]);
    expect(graph.msg("n:", "setconf", config(""))).toBe("");
    const seen: string[][] = [];
    for (let i = 0; i < 3; i++) {
      graph.write("upper", [1, 2]);
      seen.push(await graph.arrived());
    }
    expect(seen).toEqual([["lower: 0102"], ["lower: 0102"], []]);
    expect(graph.msg("n:", "getstats")).toBe(
      "{ downstream={ passed=2 dropped=1 green=1 yellow=1 red=1 } }",
    );
    graph.clock.advance(1000);
    expect(await sendAndHear(graph, "upper", [1, 2])).toEqual([0, "lower: 0102"]);
  });

  test("does not shape: that is refused", () => {
    const graph = nodeAtSocket("car", ["upper", "lower"]);
    expect(graph.msg("n:", "setconf", config("mode=3"))).toBe("");
    expect(graph.write("lower", [1])).toBe(errno.EOPNOTSUPP);
  });
});

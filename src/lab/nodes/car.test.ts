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
  test("answers its messages one after the other, and shows bursts in packets as they were set", () => {
    expectAnswers(nodeBehindHub("car", "upper"), [
      ["setconf", "{ upstream={ cbs=1 } }", errno.EINVAL],
      ["setconf", "{ upstream={ cbs=1 } downstream={ ebs=1 mode=3 } }", errno.EINVAL],
      ["setconf", "{ upstream={ cbs=1 } downstream={ ebs=1 cir=1000000001 } }", errno.EINVAL],
      ["setconf", "{ upstream={ cbs=5 cir=9 opt=2 mode=1 } downstream={ ebs=1 } }", ""],
      ["getconf", "", "{ upstream={ cbs=5 cir=9 mode=1 opt=2 } downstream={ ebs=1 } }"],
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

  const both = (fields: string) => `{ upstream={ ${fields} } downstream={ ${fields} } }`;
  /** Writes frames of one byte, and tells of which color each was taken for: by the counter that rose. */
  const colors = (graph: TestGraph, number: number) =>
    new Array(number).fill(0).map(() => {
      graph.msg("n:", "clrstats");
      graph.write("upper", [1]);
      return /(green|yellow|red)=1/.exec(String(graph.msg("n:", "getstats")))?.[1];
    });

  test("that was made just now has no more than its bursts, however long the system is up", () => {
    const later = new TestGraph();
    later.clock.advance(100_000);
    later.mkpeer(".", "car", "upper", "upper");
    later.generic(".:upper", "name", { name: "n" });
    later.mkpeer("n:", "hole", "lower", "a");
    later.msg(
      "n:",
      "setconf",
      both("cbs=2 ebs=1 cir=8000 greenAction=1 yellowAction=1 redAction=2"),
    );
    expect(colors(later, 5)).toEqual(["green", "green", "yellow", "red", "red"]);
  });

  test("that marks frames sends them on with their color, by which another one that is aware of it goes", () => {
    const graph = nodeAtSocket("car", ["upper"]);
    graph.mkpeer("n:", "car", "lower", "upper");
    graph.generic("n:lower", "name", { name: "next" });
    graph.mkpeer("next:", "hole", "lower", "a");
    const marking = "greenAction=3 yellowAction=3 redAction=3";
    graph.msg("n:", "setconf", both(`cbs=1 ebs=1 cir=8 ${marking}`));
    const plenty = "cbs=99 ebs=99 cir=8 greenAction=1 yellowAction=1";
    graph.msg("next:", "setconf", both(`${plenty} redAction=2 opt=1`));
    expect(colors(graph, 3)).toEqual(["green", "yellow", "red"]);
    expect(graph.msg("n:", "getstats")).toBe("{ downstream={ passed=1 red=1 } }");
    const counted = "{ downstream={ passed=2 dropped=1 green=1 yellow=1 red=1 } }";
    expect(graph.msg("next:", "getstats")).toBe(counted);
  });

  test("with RED takes a frame for red that is marked so, and for yellow at best one that is marked yellow", () => {
    const graph = nodeAtSocket("car", ["upper"]);
    graph.mkpeer("n:", "car", "lower", "upper");
    graph.generic("n:lower", "name", { name: "next" });
    graph.mkpeer("next:", "hole", "lower", "a");
    graph.msg("n:", "setconf", both("cbs=1 ebs=1 cir=8 greenAction=3 yellowAction=3 redAction=3"));
    const plenty = "cbs=99 ebs=99 cir=8 mode=2 greenAction=1 yellowAction=1";
    graph.msg("next:", "setconf", both(`${plenty} redAction=2 opt=1`));
    colors(graph, 3);
    const counted = "{ downstream={ passed=2 dropped=1 green=1 yellow=1 red=1 } }";
    expect(graph.msg("next:", "getstats")).toBe(counted);
  });

  test("of one rate fills its extended burst with what its committed one has no room for", () => {
    const graph = nodeAtSocket("car", ["upper"]);
    graph.mkpeer("n:", "hole", "lower", "a");
    graph.msg(
      "n:",
      "setconf",
      both("cbs=1 ebs=2 cir=8000 greenAction=1 yellowAction=1 redAction=2"),
    );
    expect(colors(graph, 4)).toEqual(["green", "yellow", "yellow", "red"]);
    // 8,000 bits a second are a byte a millisecond, less what 2^-20 of a second rounds away.
    graph.clock.advance(3.1);
    expect(colors(graph, 4)).toEqual(["green", "yellow", "yellow", "red"]);
    graph.clock.advance(1.1);
    expect(colors(graph, 2)).toEqual(["green", "red"]);
  });

  test("of two rates fills its extended burst at its peak rate", () => {
    const graph = nodeAtSocket("car", ["upper"]);
    graph.mkpeer("n:", "hole", "lower", "a");
    const actions = "greenAction=1 yellowAction=1 redAction=2";
    graph.msg("n:", "setconf", both(`cbs=1 ebs=2 cir=8000 pir=16000 mode=1 ${actions}`));
    expect(colors(graph, 4)).toEqual(["green", "yellow", "yellow", "red"]);
    graph.clock.advance(1.1);
    expect(colors(graph, 4)).toEqual(["green", "yellow", "yellow", "red"]);
  });

  test("with RED borrows of tokens to come, and forgives all once a frame was red", () => {
    const graph = nodeAtSocket("car", ["upper"]);
    graph.mkpeer("n:", "hole", "lower", "a");
    const actions = "greenAction=1 yellowAction=1 redAction=2";
    graph.msg("n:", "setconf", both(`cbs=1 ebs=5 cir=8 mode=2 ${actions}`));
    // What is missing is 1, 2 and 3 bytes: 1 + 2 is less than 5, with 3 it is not, and then it counts from 0 again.
    expect(colors(graph, 6)).toEqual(["green", "yellow", "yellow", "red", "yellow", "red"]);
  });

  test("that counts packets takes one for as much as another", () => {
    const graph = nodeAtSocket("car", ["upper"]);
    graph.mkpeer("n:", "hole", "lower", "a");
    const actions = "greenAction=1 yellowAction=1 redAction=2";
    graph.msg("n:", "setconf", both(`cbs=3 ebs=0 cir=1 opt=2 ${actions}`));
    expect(colors(graph, 4)).toEqual(["green", "green", "green", "red"]);
  });
});

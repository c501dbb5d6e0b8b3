/** What a user of ng_pipe(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_pipe.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import {
  expectAnswers,
  nodeAtSocket,
  nodeBehindHub,
  sendAndHear,
} from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("a pipe", () => {
  test("answers its messages one after the other: a zero leaves what is there, -1 takes it away", () => {
    expectAnswers(nodeBehindHub("pipe", "upper", ["lower"]), [
      ["setcfg", "{ bandwidth=10000000 delay=7 upstream={ queuelen=9 wfq=1 drophead=1 } }", ""],
      [
        "getcfg",
        "",
        "{ bandwidth=10000000 delay=7 overhead=24 downstream={ queuelen=50 fifo=1 droptail=1 } upstream={ queuelen=9 wfq=1 drophead=1 } }",
      ],
      ["setcfg", "{ delay=-1 upstream={ bandwidth=99 drr=5 queuelen=4 duplicate=51 } }", ""],
      [
        "getcfg",
        "",
        "{ bandwidth=10000000 overhead=24 downstream={ queuelen=50 fifo=1 droptail=1 } upstream={ queuelen=9 drr=2048 drophead=1 } }",
      ],
      ["setcfg", "{ bandwidth=-1 downstream={ bandwidth=1000 BER=1000 delaylen=6 } }", ""],
      [
        "getcfg",
        "",
        "{ downstream={ bandwidth=1000 BER=1000 queuelen=50 delaylen=6 fifo=1 droptail=1 } upstream={ queuelen=9 drr=2048 drophead=1 } }",
      ],
      ["getrun", "", "{}"],
      ["clrstats", "", ""],
    ]);
  });

  test.each([["left", errno.EINVAL]])(
    "connected by a hook called %s: errno %i",
    (hook, expected) => {
      expect(new TestGraph().mkpeer(".", "pipe", "h", hook)).toBe(expected);
    },
  );

  const long = new Array<number>(1226).fill(7);
  const arrivals = async (graph: TestGraph, milliseconds: number) => {
    graph.clock.advance(milliseconds);
    return (await graph.arrived()).map((line) => line.slice(0, 9));
  };

  test("sends frames on at once when nothing is configured, and the sender hears of it once that was said", async () => {
    const graph = nodeAtSocket("pipe", ["upper", "lower"]);
    expect(await sendAndHear(graph, "upper", [1])).toEqual([0, "lower: 01"]);
    graph.generic("n:", "rmhook", { hook: "lower" });
    expect(graph.write("upper", [1])).toBe(0);
    graph.msg("n:", "setcfg", "{ delay=-1 }");
    expect(graph.write("upper", [1])).toBe(errno.ENETDOWN);
    expect(graph.msg("n:", "getstats")).toBe(
      "{ downstream={ FwdOctets=1 FwdFrames=1 delayDropOctets=2 delayDropFrames=2 } }",
    );
  });

  test("delays frames, in both directions", async () => {
    const graph = nodeAtSocket("pipe", ["upper", "lower"]);
    expect(graph.msg("n:", "setcfg", "{ delay=5000 }")).toBe("");
    expect([graph.write("upper", [1]), graph.write("lower", [2])]).toEqual([0, 0]);
    expect(graph.msg("n:", "getrun")).toBe(
      "{ downstream={ delayedOctets=1 delayedFrames=1 } upstream={ delayedOctets=1 delayedFrames=1 } }",
    );
    expect(await arrivals(graph, 4)).toEqual([]);
    expect(await arrivals(graph, 1)).toEqual(["lower: 01", "upper: 02"]);
  });

  test("lets no more through than its bandwidth, and drops what does not fit its queue", async () => {
    const graph = nodeAtSocket("pipe", ["upper", "lower"]);
    // 1,226 bytes and 24 on the line are 1 ms of 10 Mbit/s.
    graph.msg("n:", "setcfg", "{ bandwidth=10000000 downstream={ queuelen=5 } }");
    for (let i = 0; i < 10; i++) expect(graph.write("upper", long)).toBe(0);
    // One is on the line, five wait.
    expect(graph.msg("n:", "getrun")).toBe(
      "{ downstream={ queues=1 queuedOctets=6130 queuedFrames=5 delayedOctets=1226 delayedFrames=1 } }",
    );
    expect(await arrivals(graph, 1)).toHaveLength(1);
    expect(await arrivals(graph, 3)).toHaveLength(3);
    expect(await arrivals(graph, 100)).toHaveLength(2);
    expect(graph.msg("n:", "getstats")).toBe(
      "{ downstream={ FwdOctets=7356 FwdFrames=6 queueDropOctets=4904 queueDropFrames=4 } }",
    );
  });

  test("drops the oldest with drophead, the newest without", async () => {
    for (const [config, kept] of [
      ["", "010203040506"],
      ["drophead=1", "010506070809"],
    ] as const) {
      const graph = nodeAtSocket("pipe", ["upper", "lower"]);
      graph.msg("n:", "setcfg", `{ bandwidth=1000 downstream={ queuelen=5 ${config} } }`);
      for (let i = 1; i < 10; i++) graph.write("upper", [i]);
      graph.clock.advance(60_000);
      const bytes = (await graph.arrived()).map((line) => line.slice(-2)).join("");
      expect([config, bytes]).toEqual([config, kept]);
    }
  });

  test("shares the bandwidth between flows with drr and wfq", async () => {
    const packet = (from: number) => [0x45, ...new Array(11).fill(0), 10, 0, 0, from, 10, 0, 0, 9];
    for (const config of ["drr=32", "wfq=1"]) {
      const graph = nodeAtSocket("pipe", ["upper", "lower"]);
      graph.msg("n:", "setcfg", `{ bandwidth=10000 downstream={ ${config} } }`);
      for (const from of [1, 1, 1, 1, 2]) graph.write("upper", packet(from));
      graph.clock.advance(10_000);
      const order = (await graph.arrived()).map((line) => Number(line.slice(-9, -8)));
      expect([config, order.indexOf(2) < 4, order.length]).toEqual([config, true, 5]);
    }
  });

  test("loses all frames of a line that is down, some of one that errs, and sends some twice", () => {
    const graph = nodeAtSocket("pipe", ["upper"]);
    graph.mkpeer("n:", "hole", "lower", "a");
    const through = (config: string) => {
      graph.msg("n:", "setcfg", `{ downstream={ queuelen=1000 ${config} } }`);
      graph.msg("n:", "clrstats");
      for (let i = 0; i < 500; i++) graph.write("upper", long);
      return Number(/FwdFrames=(\d+)/.exec(String(graph.msg("n:", "getstats")))?.[1] ?? 0);
    };
    expect(through("BER=1")).toBe(0);
    // (1 − 1/10,000)^9,808 is 0.375.
    expect(Math.abs(through("BER=10000") - 187)).toBeLessThan(50);
    // Of a hundred, 20 are sent again, and again.
    expect(Math.abs(through("BER=-1 duplicate=19") - 625)).toBeLessThan(50);
  });

  test("forgets what waits when a hook goes, and stops its timer when it goes itself", async () => {
    const graph = nodeAtSocket("pipe", ["upper", "lower"]);
    graph.msg("n:", "setcfg", "{ delay=5000 }");
    graph.write("upper", [1]);
    graph.generic("n:", "rmhook", { hook: "upper" });
    expect(await arrivals(graph, 10)).toEqual([]);
    graph.write("lower", [1]);
    graph.generic("n:", "shutdown");
    expect(await arrivals(graph, 10)).toEqual([]);
  });

  test("tells what its neighbour makes of a link that goes down", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "hub", "h", "a");
    graph.mkpeer(".:h", "pipe", "p", "lower");
    graph.generic(".:h.p", "name", { name: "pipe" });
    graph.mkpeer("pipe:", "source", "upper", "input");
    expect(graph.msg("pipe:", "setcfg", "{ upstream={ BER=1 } }")).toBe(errno.EINVAL);
    expect(graph.msg("pipe:", "getcfg")).toContain("BER=1 ");
    // An echo takes it; that the pipe in turn refuses the reply is nobody's business.
    graph.generic("pipe:", "rmhook", { hook: "upper" });
    graph.mkpeer("pipe:", "echo", "upper", "e");
    expect(graph.msg("pipe:", "setcfg", "{ upstream={ BER=-1 } }")).toBe("");
  });
});

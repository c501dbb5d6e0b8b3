/** What nodes tell their neighbours of their own accord, and what becomes of it (NGM_LINK_IS_UP and _DOWN; ng_source.c's question). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { errno } from "../../netgraph/errno.ts";
import { decodeMessage } from "../../netgraph/message.ts";
import { FLOW_COOKIE, LINK_IS_UP } from "../../netgraph/types/flow.ts";

describe("messages of nodes to nodes", () => {
  test("a one2many tells its one that the first link came and the last went", () => {
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

  test("an eiface behind a one2many loses its carrier with the last link, through a tee", () => {
    const graph = new TestGraph();
    graph.kernel.load("ng_eiface");
    graph.vnet.graph.make(graph.kernel.typeNamed("eiface")!);
    graph.mkpeer("ngeth0:", "tee", "ether", "left");
    graph.mkpeer("ngeth0:ether", "one2many", "right", "one");
    graph.generic("ngeth0:ether.right", "name", { name: "o" });
    graph.mkpeer("o:", "hole", "many0", "x");
    const carrier = () => graph.vnet.interface("ngeth0")!.carrier;
    expect(carrier()).toBe(true);
    graph.generic("o:", "rmhook", { hook: "many0" });
    expect(carrier()).toBe(false);
  });

  test("a source asks what it is connected to, and a socket finds the question", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "source", "s", "output");
    const { from, bytes } = graph.socket.takeWaiting()!;
    const view = new DataView(bytes.buffer);
    expect([from, view.getUint32(20, true), view.getUint32(8, true)]).toEqual([
      "[2]:",
      917786906,
      1,
    ]);
  });

  test("a pipe tells what its neighbour makes of a link that goes down", () => {
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

  test("a tee sends word of a link where a frame would go, and tells what was made of it", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "tee", "copies", "right2left");
    graph.mkpeer(".:copies", "etf", "right", "downstream");
    const isUp = { cookie: FLOW_COOKIE, command: LINK_IS_UP };
    // By its right hook, and without a left one: to right2left, which is the socket.
    expect(graph.send(".:copies.right.downstream", isUp)).toBe(0);
    expect(decodeMessage(graph.socket.takeWaiting()!.bytes)).toMatchObject(isUp);
    graph.mkpeer(".:copies", "source", "left", "input");
    expect(graph.send(".:copies.right.downstream", isUp)).toBe(errno.EINVAL);
  });
});

/** What a user of ng_eiface(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_eiface.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { expectAnswers, nodeBehindHub } from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("an eiface", () => {
  test("answers its messages one after the other", () => {
    expectAnswers(nodeBehindHub("eiface", "ether"), [
      ["getifname", "", '"ngeth0"'],
      ["set", "2:0:0:0:0:0x1", ""],
      ["set", "2:0:0:0:0", errno.EINVAL],
      ["set", "2:0:0:0:0:100", errno.EINVAL],
    ]);
  });

  test.each([["x", errno.EPFNOSUPPORT]])(
    "connected by a hook called %s: errno %i",
    (hook, expected) => {
      expect(new TestGraph().mkpeer(".", "eiface", "h", hook)).toBe(expected);
    },
  );

  test("behind a one2many loses its carrier with the last link, through a tee", () => {
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
});

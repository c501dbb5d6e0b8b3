/** What a user of ng_iface(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_iface.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { errno } from "../../netgraph/errno.ts";

describe("an iface", () => {
  test.each([["atalk", errno.EPFNOSUPPORT]])(
    "connected by a hook called %s: errno %i",
    (hook, expected) => {
      expect(new TestGraph().mkpeer(".", "iface", "h", hook)).toBe(expected);
    },
  );

  test("that is down refuses frames, one that is up takes them", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "iface", "h", "inet");
    expect(graph.write("h", [1])).toBe(errno.ENETDOWN);
    graph.vnet.interface("ng0")!.up = true;
    expect(graph.write("h", [1])).toBe(0);
    expect(graph.vnet.interface("ng0")!.counters.inPackets).toBe(1);
  });
});

/** What a user of ng_iface(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_iface.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { nodeAtSocket } from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";
import { FLOW_COOKIE, LINK_IS_UP } from "../../netgraph/types/flow.ts";

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

  function connected(...hooks: string[]) {
    const graph = nodeAtSocket("iface", hooks);
    return { graph, iface: graph.vnet.interface("ng0")! };
  }

  test("has a hook for each protocol, and each once", () => {
    const { graph } = connected("inet", "inet6");
    expect(graph.connect(".", "n:", "b", "inet")).toBe(errno.EEXIST);
  });

  test("sends the host's packets out by inet, and counts those that arrived", async () => {
    const { graph, iface } = connected("inet");
    expect(iface.output(Uint8Array.of(0x45, 1))).toBe(0);
    expect(await graph.arrived()).toEqual(["inet: 4501"]);
    expect(iface.counters).toMatchObject({ outPackets: 1, outOctets: 2 });
  });

  test("tells the host that nobody is at inet, and counts nothing", () => {
    const { iface } = connected("inet6");
    expect(iface.output(Uint8Array.of(0x45))).toBe(errno.ENETDOWN);
    expect(iface.counters.outPackets).toBe(0);
  });

  test("is called ng0, its node too, and keeps both without a hook", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "iface", "h", "inet");
    graph.generic(".", "rmhook", { hook: "h" });
    expect(graph.vnet.interface("ng0")?.kind).toBe("iface");
    expect(graph.msg("ng0:", "getifname")).toBe('"ng0"');
    expect(graph.msg("ng0:", "getifindex")).toBe("1");
    graph.generic("ng0:", "shutdown");
    expect(graph.vnet.interfaces).toEqual([]);
  });

  test("changes between point-to-point and broadcast, but not while it is up", () => {
    const { graph, iface } = connected("inet");
    expect(iface.pointToPoint).toBe(true);
    expect([graph.msg("n:", "broadcast"), iface.pointToPoint]).toEqual(["", false]);
    iface.up = true;
    expect([graph.msg("n:", "point2point"), iface.pointToPoint]).toEqual([errno.EBUSY, false]);
    iface.up = false;
    expect([graph.msg("n:", "point2point"), iface.pointToPoint]).toEqual(["", true]);
  });

  test("takes word of a link without an answer", () => {
    const { graph } = connected("inet");
    expect(graph.send("n:", { cookie: FLOW_COOKIE, command: LINK_IS_UP })).toBe(0);
    expect(graph.socket.takeWaiting()).toBeUndefined();
  });
});

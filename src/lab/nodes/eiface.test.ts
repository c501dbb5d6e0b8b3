/** What a user of ng_eiface(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_eiface.c). */
import { describe, expect, test } from "bun:test";
import { BROADCAST, hex, ipFrame, macOf } from "../../../test/support/frames.ts";
import { TestGraph } from "../../../test/support/graph.ts";
import { expectAnswers, nodeAtSocket, nodeBehindHub } from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";
import { decodeMessage } from "../../netgraph/message.ts";
import { eiface } from "../../netgraph/types/eiface.ts";
import { FLOW_COOKIE, LINK_IS_DOWN, LINK_IS_UP } from "../../netgraph/types/flow.ts";

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

  /** An eiface that is called n, whose hook leads to the socket. */
  function connected() {
    const graph = nodeAtSocket("eiface", ["ether"]);
    return { graph, iface: graph.vnet.interface("ngeth0")! };
  }

  test("gets the lowest name that is free, and its node the same unless it is taken", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "hub", "h", "x");
    graph.generic(".:h", "name", { name: "ngeth1" });
    for (const hook of ["a", "b", "c"]) graph.mkpeer(".", "eiface", hook, "ether");
    expect(graph.vnet.interfaces.map(({ name }) => name)).toEqual(["ngeth0", "ngeth1", "ngeth2"]);
    expect(["ngeth0", "ngeth1", "ngeth2"].map((name) => graph.node(name)?.type.table.name)).toEqual(
      ["eiface", "hub", "eiface"],
    );
    graph.generic(".:b", "shutdown");
    graph.mkpeer(".", "eiface", "d", "ether");
    expect(graph.msg(".:d", "getifname")).toBe('"ngeth1"');
  });

  test("passes frames both ways while it is up", async () => {
    const { graph, iface } = connected();
    const bytes = ipFrame(BROADCAST, macOf(1));
    expect(graph.write("ether", bytes)).toBe(errno.ENETDOWN);
    iface.up = true;
    expect(graph.write("ether", bytes)).toBe(0);
    expect(iface.counters).toMatchObject({ inPackets: 1, inOctets: 14 });
    iface.output(Uint8Array.from(bytes));
    expect(await graph.arrived()).toEqual([`ether: ${hex(bytes)}`]);
    expect(iface.counters).toMatchObject({ outPackets: 1, outOctets: 14 });
  });

  test("refuses a frame without a whole header", () => {
    const { graph, iface } = connected();
    iface.up = true;
    expect(graph.write("ether", new Array(13).fill(1))).toBe(errno.EINVAL);
    expect(iface.counters.inPackets).toBe(0);
  });

  test("has a carrier while its hook is connected, and stays when it is not", () => {
    const { graph, iface } = connected();
    expect(iface.carrier).toBe(true);
    graph.generic("n:", "rmhook", { hook: "ether" });
    expect([iface.carrier, graph.node("n")?.valid]).toEqual([false, true]);
    expect(graph.connect(".", "n:", "again", "ether")).toBe(0);
    expect(iface.carrier).toBe(true);
  });

  test("is told of its link by whoever is at its hook", () => {
    const { graph, iface } = connected();
    const tell = (command: number) => graph.send("n:", { cookie: FLOW_COOKIE, command });
    expect([tell(LINK_IS_DOWN), iface.carrier]).toEqual([0, false]);
    expect([tell(LINK_IS_UP), iface.carrier]).toEqual([0, true]);
    expect([tell(99), iface.carrier]).toEqual([0, true]);
  });

  test("has one hook", () => {
    const { graph } = connected();
    expect(graph.connect(".", "n:", "b", "ether")).toBe(errno.EEXIST);
  });

  test("takes its interface with it when it is shut down", () => {
    const { graph } = connected();
    graph.generic("n:", "shutdown");
    expect([graph.vnet.interfaces, graph.node("n")]).toEqual([[], undefined]);
  });

  test("takes its interface with it out of a jail, and its number is free where it was made", () => {
    const { graph, iface } = connected();
    const jail = graph.kernel.makeVnet({ isHost: false });
    graph.vnet.move(iface, jail);
    graph.generic("n:", "shutdown");
    expect([jail.interfaces, graph.vnet.interfaces]).toEqual([[], []]);
    graph.mkpeer(".", "eiface", "again", "ether");
    expect(graph.vnet.interfaces.map(({ name }) => name)).toEqual(["ngeth0"]);
  });

  test("tells its addresses to a program that asks in binary", () => {
    const { graph, iface } = connected();
    iface.inet = [{ address: "192.0.2.7", prefix: 24 }];
    expect(graph.send("n:", { cookie: eiface.cookie, command: 2 })).toBe(0);
    const { args } = decodeMessage(graph.socket.takeWaiting()!.bytes)!;
    expect([args.length, [...args.subarray(60, 64)]]).toEqual([72, [192, 0, 2, 7]]);
  });

  test("shows the address that it was given", () => {
    const { graph, iface } = connected();
    graph.msg("n:", "set", "2:0:0:0:0:1");
    expect([...iface.ether!]).toEqual(macOf(1));
  });
});

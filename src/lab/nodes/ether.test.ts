/** What a user of ng_ether(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_ether.c). */
import { describe, expect, test } from "bun:test";
import { BROADCAST, hex, ipFrame, macOf } from "../../../test/support/frames.ts";
import { TestGraph } from "../../../test/support/graph.ts";
import { expectAnswers } from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";
import { Interface } from "../net/interface.ts";

describe("an ether", () => {
  test("comes with its interface: mkpeer makes none", () => {
    expect(new TestGraph().mkpeer(".", "ether", "h", "lower")).toBe(errno.EINVAL);
  });

  const OWN = macOf(0x99);

  /** A NIC that is up, with the frames that go out to its wire. */
  function nic(name = "vtnet0") {
    const graph = new TestGraph();
    graph.kernel.load("ng_ether");
    const iface = new Interface(graph.vnet, { name, kind: "nic", ether: Uint8Array.from(OWN) });
    const wire: string[] = [];
    iface.up = true;
    iface.transmit = (frame) => void wire.push(hex([...frame]));
    graph.vnet.attach(iface);
    const connect = (hook: string) => graph.connect(".", `${name}:`, hook, hook);
    return { graph, iface, wire, connect };
  }
  const frame = ipFrame(BROADCAST, macOf(1), 1, 2);

  test("is there for each Ethernet interface, before the module was loaded and after", () => {
    const graph = new TestGraph();
    const ether = Uint8Array.from(OWN);
    graph.vnet.attach(new Interface(graph.vnet, { name: "em0", kind: "nic", ether }));
    graph.vnet.attach(new Interface(graph.vnet, { name: "lo0", kind: "loopback" }));
    graph.kernel.load("ng_ether");
    graph.vnet.attach(new Interface(graph.vnet, { name: "em0.7", kind: "vlan", ether }));
    expect(["em0", "lo0", "em0_7"].map((name) => graph.node(name)?.type.table.name)).toEqual([
      "ether",
      undefined,
      "ether",
    ]);
  });

  test("is not there for an eiface, whose own node has the name", () => {
    const graph = new TestGraph();
    graph.kernel.load("ng_ether");
    graph.mkpeer(".", "eiface", "h", "ether");
    expect(graph.types).toEqual(["socket", "eiface"]);
  });

  test("takes the interface's new name, and goes with it", () => {
    const { graph, iface } = nic();
    graph.vnet.rename(iface, "wan.1");
    expect([graph.node("vtnet0"), graph.node("wan_1")?.id]).toEqual([undefined, 2]);
    graph.vnet.detach(iface);
    expect(graph.types).toEqual(["socket"]);
  });

  test.each([
    ["upper", 0],
    ["lower", 0],
    ["orphans", 0],
    ["divert", 0],
    ["ether", errno.EINVAL],
  ])("is connected by a hook called %s: errno %i", (hook, expected) => {
    expect(nic().connect(hook)).toBe(expected);
  });

  test("has one lower hook, which is called divert as well", () => {
    const { connect } = nic();
    expect([connect("divert"), connect("lower")]).toEqual([0, errno.EISCONN]);
  });

  test("hands a VLAN tag on beside the frame, where a socket does not see it, and puts it in again for a wire", async () => {
    const { graph, iface, wire, connect } = nic();
    connect("lower");
    const tag = [0x81, 0, 0xa0, 7];
    const onWire = [...frame.slice(0, 12), ...tag, ...frame.slice(12)];
    iface.receive(Uint8Array.from(onWire));
    expect(await graph.arrived()).toEqual([`lower: ${hex(frame)}`]);
    graph.generic(".", "rmhook", { hook: "lower" });
    graph.mkpeer("vtnet0:", "echo", "lower", "a");
    iface.receive(Uint8Array.from(onWire));
    expect(wire).toEqual([hex(onWire)]);
  });

  test("has what comes from the wire go out by lower, past the host", async () => {
    const { graph, iface, connect } = nic();
    let heard = 0;
    iface.demux = () => void heard++;
    iface.receive(Uint8Array.from(frame));
    expect(heard).toBe(1);
    connect("lower");
    iface.receive(Uint8Array.from(frame));
    expect([heard, await graph.arrived()]).toEqual([1, [`lower: ${hex(frame)}`]]);
  });

  test("has what the host sends go out by upper, not to the wire", async () => {
    const { graph, iface, wire, connect } = nic();
    connect("upper");
    expect(iface.output(Uint8Array.from(frame))).toBe(0);
    expect([wire, await graph.arrived()]).toEqual([[], [`upper: ${hex(frame)}`]]);
  });

  test.each(["lower", "orphans"])("sends to the wire what comes in by %s", (hook) => {
    const { graph, iface, wire, connect } = nic();
    connect(hook);
    expect([graph.write(hook, frame), wire]).toEqual([0, [hex(frame)]]);
    expect(graph.write(hook, frame.slice(0, 13))).toBe(errno.EINVAL);
    iface.up = false;
    expect([graph.write(hook, frame), wire.length]).toEqual([errno.ENETDOWN, 1]);
  });

  test("hands the host what comes in by upper, even while the interface is down", () => {
    const { graph, iface, connect } = nic();
    const heard: string[] = [];
    iface.demux = (bytes) => void heard.push(hex([...bytes]));
    connect("upper");
    iface.up = false;
    expect([graph.write("upper", frame), heard]).toEqual([0, [hex(frame)]]);
    expect(graph.write("upper", frame.slice(0, 13))).toBe(errno.EINVAL);
  });

  test("puts the interface's own address on what it sends when it is told to", () => {
    const { graph, wire, connect } = nic();
    connect("lower");
    expect(graph.msg("vtnet0:", "setautosrc", "1")).toBe("");
    expect(graph.msg("vtnet0:", "getautosrc")).toBe("1");
    graph.write("lower", frame);
    expect(wire).toEqual([hex(ipFrame(BROADCAST, OWN, 1, 2))]);
  });

  test("asks the interface to be promiscuous once, however often it is told", () => {
    const { graph, iface } = nic();
    iface.promiscuous = 1;
    for (const value of ["1", "5"]) graph.msg("vtnet0:", "setpromisc", value);
    expect([iface.promiscuous, graph.msg("vtnet0:", "getpromisc")]).toEqual([2, "1"]);
    for (const value of ["0", "0"]) graph.msg("vtnet0:", "setpromisc", value);
    expect(iface.promiscuous).toBe(1);
  });

  test("survives its shutdown, without hooks and not promiscuous", () => {
    const { graph, iface, connect } = nic();
    connect("lower");
    graph.msg("vtnet0:", "setpromisc", "1");
    graph.generic("vtnet0:", "shutdown");
    const node = graph.node("vtnet0")!;
    expect([node.hooks.length, iface.promiscuous, connect("lower")]).toEqual([0, 0, 0]);
  });

  test("is as new when its last hook goes, and not before", () => {
    const { graph, iface, connect } = nic();
    for (const hook of ["lower", "upper"]) connect(hook);
    graph.msg("vtnet0:", "setpromisc", "1");
    graph.generic("vtnet0:", "rmhook", { hook: "lower" });
    expect(iface.promiscuous).toBe(1);
    graph.generic("vtnet0:", "rmhook", { hook: "upper" });
    expect([iface.promiscuous, graph.node("vtnet0")?.valid]).toEqual([0, true]);
  });

  test("answers its messages one after the other", () => {
    const { graph } = nic();
    graph.generic("vtnet0:", "name", { name: "n" });
    expectAnswers(graph, [
      ["getifname", "", '"vtnet0"'],
      ["getifindex", "", "1"],
      ["getenaddr", "", "02:00:00:00:00:99"],
      ["setenaddr", "2:0:0:0:0:7", ""],
      ["getenaddr", "", "02:00:00:00:00:07"],
      ["addmulti", "2:0:0:0:0:7", errno.EADDRNOTAVAIL],
      ["addmulti", "1:0:5e:0:0:1", ""],
      ["addmulti", "1:0:5e:0:0:1", errno.EADDRINUSE],
      ["delmulti", "1:0:5e:0:0:1", ""],
      ["delmulti", "1:0:5e:0:0:1", errno.ENOENT],
    ]);
  });

  test("goes when it is told to detach, and the interface works on without it", () => {
    const { graph, iface, wire, connect } = nic();
    connect("upper");
    expect(graph.msg("vtnet0:", "detach")).toBe("");
    expect(graph.types).toEqual(["socket"]);
    iface.output(Uint8Array.from(frame));
    expect(wire).toEqual([hex(frame)]);
  });
});

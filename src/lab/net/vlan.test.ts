/** vlan(4): interfaces on top of another. */
import { describe, expect, test } from "bun:test";
import { testLab } from "../../../test/support/lab.ts";
import { errno } from "../../netgraph/errno.ts";
import { createEpair } from "./epair.ts";
import { createLoopback } from "./loopback.ts";
import { configureVlan, createVlan, unconfigureVlan, vlanOverhead } from "./vlan.ts";

function made() {
  const { host } = testLab().lab;
  const parent = createEpair(host, 0, { hostname: "h", release: "15.0-RELEASE" });
  const other = host.interface("epair0b")!;
  const child = (name: string) => {
    const one = createVlan(host, name, undefined);
    host.attach(one);
    return one;
  };
  return { host, parent, other, child };
}

test("a VLAN takes after its parent: address, MTU, medium; off it, it has no link", () => {
  const { parent, child } = made();
  const vlan = child("a");
  expect(vlan.carrier).toBe(false);
  expect(configureVlan(vlan, parent, 7, "802.1q")).toBe(0);
  expect([vlan.ether, vlan.mtu, vlan.media, vlan.carrier]).toEqual([
    parent.ether!,
    1500,
    parent.media,
    true,
  ]);
  unconfigureVlan(vlan);
  expect([vlan.vlan, vlan.carrier, vlan.running, vlan.media, parent.vlans?.size]).toEqual([
    undefined,
    false,
    false,
    undefined,
    0,
  ]);
});

test("a tag is four bytes that a parent must have room for, or the MTU is less", () => {
  const { parent, child } = made();
  expect(vlanOverhead(parent)).toBe(0);
  parent.options = "0";
  expect(vlanOverhead(parent)).toBe(4);
  const vlan = child("a");
  configureVlan(vlan, parent, 7, "802.1q");
  expect(vlan.mtu).toBe(1496);
});

describe("a VLAN is refused", () => {
  test.each([0, 4095, -1])("with the tag %i", (tag) => {
    const { parent, child } = made();
    expect(configureVlan(child("a"), parent, tag, "802.1q")).toBe(errno.EINVAL);
  });
  test("on what is no Ethernet interface", () => {
    const { host, child } = made();
    expect(configureVlan(child("a"), createLoopback(host, "lo9"), 7, "802.1q")).toBe(
      errno.EPROTONOSUPPORT,
    );
  });
  test("with a tag that another one has there, or on a second parent", () => {
    const { parent, other, child } = made();
    const vlan = child("a");
    configureVlan(vlan, parent, 7, "802.1q");
    expect(configureVlan(child("b"), parent, 7, "802.1q")).toBe(errno.EEXIST);
    expect(configureVlan(vlan, other, 7, "802.1q")).toBe(errno.EBUSY);
    // It may have another tag where it is.
    expect(configureVlan(vlan, parent, 4094, "802.1q")).toBe(0);
    expect([...parent.vlans!.keys()]).toEqual([4094]);
  });
});

test("what a VLAN sends has its tag, its priority and its protocol, and goes by a parent that is up", () => {
  const { parent, other, child } = made();
  const vlan = child("a");
  configureVlan(vlan, parent, 7, "802.1ad");
  vlan.vlan = { ...vlan.vlan!, pcp: 5 };
  const sent: string[] = [];
  parent.transmit = (frame) => sent.push(Buffer.from(frame.subarray(12, 18)).toString("hex"));
  const frame = new Uint8Array(60);
  frame.set([8, 0], 12);
  vlan.send(frame);
  expect(sent).toEqual([]);
  parent.up = true;
  vlan.send(frame);
  expect(sent).toEqual(["88a8a0070800"]);
  expect(other.counters.inPackets).toBe(0);
});

test("a VLAN that is to hear everything has its parent hear it, for as long as it is there", () => {
  const { parent, child } = made();
  const vlan = child("a");
  vlan.askPromiscuous(true);
  expect(parent.promiscuous).toBe(0);
  configureVlan(vlan, parent, 7, "802.1q");
  expect(parent.promiscuous).toBe(1);
  vlan.askPromiscuous(false);
  expect(parent.promiscuous).toBe(0);
  vlan.askPromiscuous(true);
  unconfigureVlan(vlan);
  expect([vlan.promiscuous, parent.promiscuous]).toEqual([1, 0]);
});

test("a VLAN that is destroyed is off its parent and out of its vnet", () => {
  const { host, parent, child } = made();
  const vlan = child("a");
  configureVlan(vlan, parent, 7, "802.1q");
  vlan.destroy!();
  expect([host.interface("a"), parent.vlans!.size]).toEqual([undefined, 0]);
});

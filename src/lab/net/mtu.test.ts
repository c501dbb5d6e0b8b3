/** Which MTU an interface takes, and who follows it (SIOCSIFMTU). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { errno } from "../../netgraph/errno.ts";
import { Interface, type InterfaceKind } from "./interface.ts";
import { driverMtu, setMtu } from "./mtu.ts";

const { vnet } = new TestGraph();
const made = (kind: InterfaceKind, name = `${kind}0`) => new Interface(vnet, { name, kind });

describe("an MTU", () => {
  test.each<[kind: InterfaceKind, mtu: number, expected: number]>([
    ["nic", 71, errno.EINVAL],
    ["nic", 72, 0],
    ["nic", 65_535, 0],
    ["nic", 65_536, errno.EINVAL],
    ["eiface", 71, errno.EINVAL],
    ["eiface", 9018, 0],
    ["eiface", 9019, errno.EINVAL],
    ["iface", 65_535, 0],
    ["iface", 65_536, errno.EINVAL],
  ])("of a %s that is set to %i: errno %i", (kind, mtu, expected) => {
    const iface = made(kind);
    const before = iface.mtu;
    expect(setMtu(iface, mtu)).toBe(expected);
    expect(iface.mtu).toBe(expected === 0 ? mtu : before);
  });

  test("of a vlan is no larger than its parent's, and there is none without a parent", () => {
    const vlan = made("vlan");
    expect(setMtu(vlan, 1000)).toBe(errno.EINVAL);
    const parent = new Interface(vnet, { name: "em0", kind: "nic", options: "8<VLAN_MTU>" });
    vlan.vlan = { parent, tag: 7, protocol: "802.1q", pcp: 0 };
    expect([setMtu(vlan, 1501), setMtu(vlan, 1500)]).toEqual([errno.EINVAL, 0]);
  });

  test("of a vlan leaves room for the tag where the parent cannot send a longer frame", () => {
    const vlan = made("vlan");
    const parent = new Interface(vnet, { name: "em0", kind: "nic" });
    vlan.vlan = { parent, tag: 7, protocol: "802.1q", pcp: 0 };
    expect([setMtu(vlan, 1497), setMtu(vlan, 1496)]).toEqual([errno.EINVAL, 0]);
  });

  test("of a bridge is that of all its members, or of none", () => {
    const bridge = made("bridge");
    const [nic, eiface] = [made("nic"), made("eiface")];
    bridge.members = [nic, eiface];
    const all = () => [bridge, nic, eiface].map(({ mtu }) => mtu);
    expect([driverMtu(bridge, 9000), all()]).toEqual([0, [9000, 9000, 9000]]);
    expect([driverMtu(bridge, 9500), all()]).toEqual([errno.EINVAL, [9000, 9000, 9000]]);
  });

  test("of a bridge's member is not set by itself", () => {
    const nic = made("nic");
    nic.bridge = { input: () => false, output: () => false, left: () => {} };
    expect([setMtu(nic, 1400), nic.mtu]).toEqual([errno.EOPNOTSUPP, 1500]);
  });
});

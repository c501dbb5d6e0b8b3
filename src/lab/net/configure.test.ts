/** What ifconfig(8) asks of the kernel, and what comes of it. */
import { describe, expect, test } from "bun:test";
import { testLab } from "../../../test/support/lab.ts";
import { errno } from "../../netgraph/errno.ts";
import {
  addInet,
  addInet6,
  bringUp,
  removeInet,
  removeInet6,
  setEther,
  setNd6,
  takeDown,
} from "./configure.ts";
import { createEpair } from "./epair.ts";
import { ND6_AUTO_LINKLOCAL, ND6_IFDISABLED } from "./flagbits.ts";
import { createLoopback } from "./loopback.ts";
import { configureVlan, createVlan } from "./vlan.ts";

function made() {
  const { host } = testLab().lab;
  const a = createEpair(host, 0, { hostname: "h", release: "15.0-RELEASE" });
  return { host, a, b: host.interface("epair0b")!, nic: host.interface("vtnet0")! };
}
const addressesOf = (inet: readonly { address: string }[]) => inet.map(({ address }) => address);

describe("an IPv4 address", () => {
  test("brings its interface up, and is set anew when it is there already", () => {
    const { a } = made();
    expect(addInet(a, { address: "10.9.0.1", prefix: 24 })).toBe(0);
    expect([a.up, a.running]).toEqual([true, true]);
    addInet(a, { address: "10.9.0.2", prefix: 24 });
    addInet(a, { address: "10.9.0.1", prefix: 16 });
    expect(a.inet).toEqual([
      { address: "10.9.0.2", prefix: 24 },
      { address: "10.9.0.1", prefix: 16 },
    ]);
  });
  test("is removed by itself, or the first one without; one that is not there is refused", () => {
    const { a } = made();
    for (const address of ["10.9.0.1", "10.9.0.2", "10.9.0.3"]) addInet(a, { address, prefix: 24 });
    expect(removeInet(a, "10.9.0.2")).toBe(0);
    expect(removeInet(a)).toBe(0);
    expect(addressesOf(a.inet)).toEqual(["10.9.0.3"]);
    expect(removeInet(a, "10.9.0.9")).toBe(errno.EADDRNOTAVAIL);
    removeInet(a);
    expect(removeInet(a)).toBe(0);
  });
});

describe("an interface that goes down", () => {
  test("stops its driver, but for lo0, which has none, and an epair's", () => {
    const { a, nic, host } = made();
    const lo = host.interface("lo0") ?? createLoopback(host, "lo9");
    for (const one of [a, nic, lo]) {
      one.up = true;
      one.running = true;
      takeDown(one);
    }
    expect([a.up, nic.up, lo.up]).toEqual([false, false, false]);
    expect([a.running, nic.running, lo.running]).toEqual([true, false, true]);
  });
});

describe("an Ethernet address", () => {
  test("is taken by the VLANs on the interface too", () => {
    const { host, a } = made();
    const vlan = createVlan(host, "vlan7", 7);
    host.attach(vlan);
    configureVlan(vlan, a, 7, "802.1q");
    expect(setEther(a, Uint8Array.of(2, 0, 0, 0, 0, 9))).toBe(0);
    expect([a.ether, vlan.ether]).toEqual([
      Uint8Array.of(2, 0, 0, 0, 0, 9),
      Uint8Array.of(2, 0, 0, 0, 0, 9),
    ]);
  });
  test("of another length, or for an interface that has none, is refused", () => {
    const { host, a } = made();
    expect(setEther(a, new Uint8Array(5))).toBe(errno.EINVAL);
    expect(setEther(createLoopback(host, "lo9"), new Uint8Array(6))).toBe(errno.EINVAL);
  });
});

describe("IPv6", () => {
  test("is off on an Ethernet interface until an address or a setting turns it on", () => {
    const { a, b } = made();
    bringUp(a);
    expect(a.inet6).toEqual([]);
    expect(addInet6(a, { address: "fd00::1", prefix: 64 })).toBe(0);
    expect(a.nd6 & ND6_IFDISABLED).toBe(0);
    expect(addressesOf(a.inet6)).toEqual([expect.stringMatching(/^fe80::/), "fd00::1"]);
    bringUp(b);
    setNd6(b, ND6_AUTO_LINKLOCAL);
    expect(addressesOf(b.inet6)).toEqual([expect.stringMatching(/^fe80::/)]);
  });
  test("gives lo0 its two addresses, and ::1 to one interface alone", () => {
    const { host } = testLab().lab;
    for (const one of host.interfaces) one.inet6 = [];
    const [first, second] = [createLoopback(host, "lo8"), createLoopback(host, "lo9")];
    bringUp(first);
    bringUp(second);
    expect([addressesOf(first.inet6), addressesOf(second.inet6)]).toEqual([
      ["::1", "fe80::1"],
      ["fe80::1"],
    ]);
  });
  test("takes an address once, however it is written, and gives it up however it is written", () => {
    const { a } = made();
    addInet6(a, { address: "fd00:0:0::1", prefix: 64 });
    addInet6(a, { address: "FD00::1", prefix: 64 });
    expect(addressesOf(a.inet6).filter((one) => one === "fd00::1")).toHaveLength(1);
    expect(removeInet6(a, "fd00:0::0:1")).toBe(0);
    expect(addressesOf(a.inet6)).not.toContain("fd00::1");
    expect(removeInet6(a, "fd00::1")).toBe(errno.EADDRNOTAVAIL);
    expect(removeInet6(a, "nonsense")).toBe(errno.EADDRNOTAVAIL);
  });
  test("refuses what is no address, or has no prefix", () => {
    const { a } = made();
    expect(addInet6(a, { address: "nonsense", prefix: 64 })).toBe(errno.EINVAL);
    expect(addInet6(a, { address: "fd00::1", prefix: 0 })).toBe(errno.EINVAL);
  });
});

/** The routes that come and go with IPv4 addresses. */
import { describe, expect, test } from "bun:test";
import { testLab } from "../../../test/support/lab.ts";
import { formatIpv4, parseIpv4 } from "../wire/address.ts";
import { addInet, bringUp, removeInet, takeDown } from "./configure.ts";
import { createEpair } from "./epair.ts";
import { count } from "./ownaddresses.ts";

/** A vnet with lo0 and the two halves of an epair; `routes` are those that came with addresses. */
function vnet() {
  const { lab } = testLab();
  const { host } = lab;
  const before = new Set(host.stack.routes.list());
  const a = createEpair(host, 0, { hostname: "h", release: "15.0-RELEASE" });
  const b = host.interface("epair0b")!;
  const routes = () =>
    host.stack.routes
      .list()
      .filter((route) => !before.has(route))
      .map(
        ({ destination, prefix, interface: by, flags }) =>
          `${formatIpv4(destination)}/${prefix} ${by.name} ${[...flags].join("")}`,
      );
  return { host, a, b, routes, own: host.stack.own };
}

describe("an address", () => {
  test("brings a route to its network and one to itself by lo0", () => {
    const { a, routes } = vnet();
    addInet(a, { address: "10.9.0.1", prefix: 24 });
    expect(routes()).toEqual(["10.9.0.0/24 epair0a U", "10.9.0.1/32 lo0 UHS"]);
  });
  test("without a network, or with a peer, brings no route to one", () => {
    const one = vnet();
    addInet(one.a, { address: "10.9.0.1", prefix: 32 });
    expect(one.routes()).toEqual(["10.9.0.1/32 lo0 UH"]);
    const other = vnet();
    addInet(other.a, { address: "10.9.0.1", prefix: 24, peer: "10.9.0.2" });
    expect(other.routes()).toEqual(["10.9.0.1/32 lo0 UHS", "10.9.0.2/32 epair0a UH"]);
  });
  test("takes its routes with it, but the network of another one that is in it stays", () => {
    const { a, b, routes } = vnet();
    addInet(a, { address: "10.9.0.1", prefix: 24 });
    addInet(b, { address: "10.9.0.2", prefix: 24 });
    removeInet(a, "10.9.0.1");
    expect(routes()).toEqual(["10.9.0.0/24 epair0b U", "10.9.0.2/32 lo0 UHS"]);
    removeInet(b, "10.9.0.2");
    expect(routes()).toEqual([]);
  });
});

test("an interface that goes down has no routes to its networks until it comes up again", () => {
  const { a, routes } = vnet();
  addInet(a, { address: "10.9.0.1", prefix: 24 });
  const before = routes();
  takeDown(a);
  expect(routes()).not.toContain("10.9.0.0/24 epair0a U");
  bringUp(a);
  expect(routes()).toEqual(before);
});

test("addresses are found by their interface, oldest first, and by themselves, until the interface is forgotten", () => {
  const { a, own, routes } = vnet();
  addInet(a, { address: "10.9.0.1", prefix: 24 });
  addInet(a, { address: "10.8.0.1", prefix: 24 });
  expect(own.of(a).map(({ address }) => formatIpv4(address))).toEqual(["10.9.0.1", "10.8.0.1"]);
  expect(own.get(parseIpv4("10.8.0.1")!)?.interface).toBe(a);
  own.forget(a);
  expect([own.of(a), own.get(parseIpv4("10.8.0.1")!), routes()]).toEqual([[], undefined, []]);
});

test("a broadcast address is the last of the network or the one that was given; a network of two has none", () => {
  const { a, b, own } = vnet();
  addInet(a, { address: "10.9.0.1", prefix: 24 });
  addInet(a, { address: "10.8.0.1", prefix: 24, broadcast: "10.8.0.99" });
  addInet(a, { address: "10.7.0.0", prefix: 31 });
  const is = (text: string, iface = a) => own.isBroadcast(iface, parseIpv4(text)!);
  expect(["10.9.0.255", "10.8.0.99", "255.255.255.255"].map((text) => is(text))).toEqual([
    true,
    true,
    true,
  ]);
  expect(["10.9.0.254", "10.8.0.255", "10.7.0.1"].map((text) => is(text))).toEqual([
    false,
    false,
    false,
  ]);
  expect(is("10.9.0.255", b)).toBe(false);
});

test("packets are counted each way, and none for an address that is gone", () => {
  const counters = { inPackets: 0, inOctets: 0, outPackets: 0, outOctets: 0 };
  count(counters, "in", 60);
  count(counters, "out", 70);
  count(counters, "out", 1);
  count(undefined, "in", 60);
  expect(counters).toEqual({ inPackets: 1, inOctets: 60, outPackets: 2, outOctets: 71 });
});

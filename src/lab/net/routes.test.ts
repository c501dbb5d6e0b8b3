/** The routing table: which route an address takes, and how netstat(1) lists them. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { TestGraph } from "../../../test/support/graph.ts";
import { formatIpv4, maskOf, parseIpv4 } from "../wire/address.ts";
import { Interface } from "./interface.ts";
import { RouteTable } from "./routes.ts";

const { vnet } = new TestGraph();
const nic = new Interface(vnet, { name: "vtnet0", kind: "nic" });

function table(...networks: readonly string[]): RouteTable {
  const routes = new RouteTable();
  for (const network of networks) expect([network, add(routes, network)]).toEqual([network, true]);
  return routes;
}

function add(routes: RouteTable, network: string, gateway?: string): boolean {
  const [address = "", prefix] = network.split("/");
  return routes.add({
    destination: parseIpv4(address)!,
    prefix: Number(prefix),
    gateway: gateway === undefined ? undefined : parseIpv4(gateway),
    interface: nic,
    source: parseIpv4("192.0.2.1")!,
    flags: new Set(["U"]),
  });
}

const listed = (routes: RouteTable) =>
  routes.list().map(({ destination, prefix }) => `${formatIpv4(destination)}/${prefix}`);

describe("an address", () => {
  const routes = table("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "128.0.0.0/1");

  test.each([
    ["10.1.2.3", 32],
    ["10.1.2.4", 16],
    ["10.2.0.0", 8],
    ["9.255.255.255", 0],
    ["255.255.255.255", 1],
  ])("%s takes the most specific route: /%i", (address, prefix) => {
    expect(routes.lookup(parseIpv4(address)!)?.prefix).toBe(prefix);
  });

  test("without a route takes none", () => {
    expect(table("10.0.0.0/8").lookup(parseIpv4("11.0.0.0")!)).toBeUndefined();
  });

  test("takes no route that its first bits do not fit, and none when there is a longer that they do", () => {
    const network = fc
      .tuple(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 0, max: 32 }))
      .map(([address, prefix]) => ({ destination: (address & maskOf(prefix)) >>> 0, prefix }));
    const address = fc.integer({ min: 0, max: 0xffff_ffff });
    fc.assert(
      fc.property(fc.array(network, { maxLength: 12 }), address, (networks, to) => {
        const routes = new RouteTable();
        for (const { destination, prefix } of networks)
          add(routes, `${formatIpv4(destination)}/${prefix}`);
        const bits = (value: number) => value.toString(2).padStart(32, "0");
        const fitting = networks
          .filter(({ destination, prefix }) =>
            bits(to).startsWith(bits(destination).slice(0, prefix)),
          )
          .map(({ prefix }) => prefix);
        expect(routes.lookup(to)?.prefix).toBe(
          fitting.length === 0 ? undefined : Math.max(...fitting),
        );
      }),
    );
  });
});

describe("the routing table", () => {
  test("has one route for a network, whatever its gateway", () => {
    const routes = table("10.0.0.0/8");
    expect(add(routes, "10.0.0.0/8", "192.0.2.254")).toBe(false);
    expect(add(routes, "10.0.0.0/16")).toBe(true);
  });

  test("is listed by destination, of equal ones the most specific first", () => {
    const routes = table("192.0.2.0/24", "0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/16", "10.0.0.0/32");
    expect(listed(routes)).toEqual([
      "0.0.0.0/0",
      "10.0.0.0/32",
      "10.0.0.0/16",
      "10.0.0.0/8",
      "192.0.2.0/24",
    ]);
  });

  test("says how many routes were taken out, and keeps the others", () => {
    const routes = table("10.0.0.0/8", "10.0.0.0/16", "192.0.2.0/24");
    expect(routes.removeWhere(({ prefix }) => prefix < 24)).toBe(2);
    expect(listed(routes)).toEqual(["192.0.2.0/24"]);
    expect(routes.removeWhere(() => false)).toBe(0);
  });

  test("numbers the ways out: the same way has the same number, and the lowest that is free is taken", () => {
    const routes = table("10.0.0.0/8", "11.0.0.0/8");
    add(routes, "12.0.0.0/8", "192.0.2.254");
    const numbers = () => routes.list().map(({ nexthop }) => nexthop);
    expect(numbers()).toEqual([1, 1, 2]);
    routes.removeWhere(({ destination }) => destination === parseIpv4("10.0.0.0"));
    add(routes, "13.0.0.0/8", "192.0.2.253");
    expect(numbers()).toEqual([1, 2, 3]);
    routes.removeWhere(({ destination }) => destination === parseIpv4("11.0.0.0"));
    add(routes, "14.0.0.0/8", "192.0.2.252");
    expect(numbers()).toEqual([2, 3, 1]);
  });
});

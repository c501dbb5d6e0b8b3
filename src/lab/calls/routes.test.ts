/** The dump of a vnet's routes, read back as netstat(1) has them. */
import { expect, test } from "bun:test";
import { recordedHost, testLab } from "../../../test/support/lab.ts";
import { readRoutes } from "../../calls/routes.ts";
import { dumpOf, routeDump } from "./routes.ts";

async function routesAfter(...lines: string[]) {
  const { lab, out } = testLab(recordedHost);
  for (const line of lines) await out(line);
  const names = new Map(lab.host.interfaces.map(({ index, name }) => [index, name]));
  const routes = readRoutes(dumpOf(lab.host), (index) => names.get(index));
  return routes.map(({ destination, gateway, interface: name, flags }) =>
    [destination, gateway, name, flags].join(" "),
  );
}

test("routes to networks, hosts and gateways are dumped with their flags", async () => {
  const lines = [
    "ifconfig vtnet1 inet 10.9.0.1/24",
    "route add 10.10.0.0/16 10.9.0.2",
    "route add -host 10.11.0.1 10.9.0.2",
  ];
  const routes = await routesAfter(...lines);
  expect(routes).toContain("10.9.0.0/24 link#2 vtnet1 U");
  expect(routes).toContain("10.10.0.0/16 10.9.0.2 vtnet1 UGS");
  expect(routes).toContain("10.11.0.1 10.9.0.2 vtnet1 UGHS");
});

test("routes of IPv6 come after those of IPv4", async () => {
  const routes = await routesAfter(
    "ifconfig vtnet1 inet 10.9.0.1/24",
    "ifconfig vtnet1 inet6 fd00:9::1/64",
  );
  const [first] = routes
    .map((line, index) => (line.includes(":9::") ? index : -1))
    .filter((at) => at >= 0);
  expect(first).toBeGreaterThan(routes.findIndex((line) => line.startsWith("10.9.0.0/24")));
  expect(routes[first!]).toStartWith("fd00:9::/64 link#2 vtnet1 U");
});

test("a route to a host has no netmask", () => {
  const destination = Uint8Array.of(8, 2, 0, 0, 10, 0, 0, 1);
  const dump = routeDump([
    { index: 1, flags: 5, destination, gateway: destination, mask: undefined },
  ]);
  // The lengths: struct rt_msghdr of net/route.h, and two addresses; RTA_DST and RTA_GATEWAY are 1 and 2.
  expect([dump.length, dump[0], dump[12]]).toEqual([152 + 16, 168, 3]);
});

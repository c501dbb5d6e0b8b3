import { expect, test } from "bun:test";
import { writtenRoutes } from "./staticroutes.ts";

test("routes are read as route(8) is given them, whichever modifiers they have", () => {
  const all: Record<string, string> = {
    static_routes: "gw lan:em0 any",
    route_gw: "-host 203.0.113.1 -interface em0",
    route_lan: "-net 10.9.0.0/16 -fib 0 10.0.0.9",
    route_any: "-net 0.0.0.0/0 203.0.113.1 -mtu 1400",
    defaultrouter: "NO",
  };
  expect(writtenRoutes((name) => all[name])).toEqual([
    { destination: "203.0.113.1", way: "em0", toLink: true },
    { destination: "10.9.0.0/16", way: "10.0.0.9", toLink: false },
    { destination: "default", way: "203.0.113.1", toLink: false },
  ]);
});

test("the default router comes last, and what says nothing is no route", () => {
  const all: Record<string, string> = {
    static_routes: "gone half",
    route_half: "-host 10.0.0.1",
    defaultrouter: "192.0.2.1",
  };
  expect(writtenRoutes((name) => all[name])).toEqual([
    { destination: "default", way: "192.0.2.1", toLink: false },
  ]);
});

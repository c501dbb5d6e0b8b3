/** The numbers of a vnet's nexthops. */
import { expect, test } from "bun:test";
import { Nexthops } from "./nexthops.ts";

test("equal nexthops share a number until none of their routes is left, and the lowest free one is next", () => {
  const nexthops = new Nexthops();
  expect(["a", "b", "a", "c"].map((key) => nexthops.take(key))).toEqual([1, 2, 1, 3]);
  nexthops.give(1);
  expect(nexthops.take("a")).toBe(1);
  nexthops.give(1);
  nexthops.give(1);
  expect([nexthops.take("d"), nexthops.take("a")]).toEqual([1, 4]);
  nexthops.give(99);
  expect(nexthops.take("e")).toBe(5);
});

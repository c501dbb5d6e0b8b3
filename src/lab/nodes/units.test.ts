/** What numbers new interfaces of netgraph's get (unr(9)). */
import { expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { giveUnit, takeUnit } from "./units.ts";

test("a driver's interfaces are numbered from 0, and the lowest number that is free comes first", () => {
  const { vnet } = new TestGraph();
  const taken = [1, 2, 3].map(() => takeUnit(vnet, "ngeth"));
  expect(taken).toEqual([0, 1, 2]);
  giveUnit(vnet, "ngeth", 1);
  giveUnit(vnet, "ngeth", 0);
  expect([1, 2, 3].map(() => takeUnit(vnet, "ngeth"))).toEqual([0, 1, 3]);
});

test("drivers count apart, and so do vnets: ng0 and ngeth0 are there at once, and again in a jail", () => {
  const { kernel, vnet } = new TestGraph();
  const jail = kernel.makeVnet({ isHost: false });
  expect([takeUnit(vnet, "ng"), takeUnit(vnet, "ngeth"), takeUnit(jail, "ngeth")]).toEqual([
    0, 0, 0,
  ]);
  giveUnit(jail, "ngeth", 0);
  expect([takeUnit(vnet, "ngeth"), takeUnit(jail, "ngeth")]).toEqual([1, 0]);
});

/** Kernel modules, as kldstat lists them. */
import { expect, test } from "bun:test";
import { testLab } from "../../../test/support/lab.ts";
import { loadedModules, referencesTo } from "./modules.ts";

test("a module that others need comes with the first of them, right behind it, and is held by each", () => {
  const { kernel } = testLab().lab;
  const before = loadedModules(kernel).length;
  expect(before).toBe(0);
  for (const name of ["ng_ether", "ng_bridge", "if_bridge"]) kernel.load(name);
  expect(loadedModules(kernel)).toEqual([
    "ng_ether",
    "netgraph",
    "ng_bridge",
    "if_bridge",
    "bridgestp",
  ]);
  expect(["netgraph", "bridgestp", "ng_ether"].map((name) => referencesTo(kernel, name))).toEqual([
    2, 1, 1,
  ]);
});

test("a module that was loaded by its name stands where it was, and has one more that holds it", () => {
  const { kernel } = testLab().lab;
  for (const name of ["netgraph", "ng_hub"]) kernel.load(name);
  expect(loadedModules(kernel)).toEqual(["netgraph", "ng_hub"]);
  expect([referencesTo(kernel, "netgraph"), referencesTo(kernel, "nosuch")]).toEqual([2, 0]);
});

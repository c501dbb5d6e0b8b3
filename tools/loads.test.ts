/** The budget of what a run loads, on a made-up tree. */
import { expect, test } from "bun:test";
import { type Budget, loadedBy, overBudget } from "./loads.ts";

const tree: { readonly [file: string]: string } = {
  "a.ts": `
    import type { T } from "./types.ts";
    import { b } from "./lib/b.ts";
    import { readFileSync } from "node:fs";
    import wide from "wide";
    export const c = (): T => b(readFileSync, wide);
    export const later = async () => await import("./later.ts");
  `,
  "lib/b.ts": `import about from "../about.json"; import { c } from "../a.ts"; export const b = () => c(about);`,
  "about.json": `{"a":1}`,
};
const loaded = loadedBy(["a.ts"], (file) => {
  const source = tree[file];
  if (source === undefined) throw new Error(`${file} is not loaded`);
  return source;
});

test("what is imported for its types or at some other time is not loaded", () => {
  expect(loaded).toMatchObject({
    modules: ["a.ts", "lib/b.ts", "about.json"],
    runtime: ["node:fs"],
    packages: ["wide"],
    later: [{ by: "a.ts", target: "later.ts" }],
  });
  expect(loaded.bytes).toBeGreaterThan(150);
  expect(loaded.bytes).toBeLessThan(350);
});

test("each excess is told by what is too much", () => {
  const enough: Budget = {
    ...{ maxModules: 3, maxBytes: 350, runtime: ["node:fs"], packages: ["wide"], without: [] },
  };
  expect(overBudget("it", loaded, enough)).toEqual([]);
  const scarce = { maxModules: 2, maxBytes: 100, runtime: [], packages: [], without: ["lib"] };
  expect(overBudget("it", loaded, scarce)).toEqual([
    "it loads 3 modules, more than 2",
    `it loads ${loaded.bytes} bytes of code, more than 100`,
    "it loads node:fs",
    "it loads the package wide",
    "it loads src/lib/b.ts",
  ]);
});

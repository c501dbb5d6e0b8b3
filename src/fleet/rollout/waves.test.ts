import { expect, test } from "bun:test";
import fc from "fast-check";
import { wavesOf } from "./waves.ts";

const hosts = (names: string) =>
  [...names].map((name) => ({ name, asks: name === name.toUpperCase() }));
const shown = (names: string, canary: number, share: number) =>
  wavesOf(hosts(names), { canary, share }).map((wave) => wave.map(({ name }) => name).join(""));

test("one host is first, then come shares of all, and where somebody decides it is last", () => {
  expect(shown("abcdefgh", 1, 0.25)).toEqual(["a", "bc", "de", "fg", "h"]);
  expect(shown("AbCd", 1, 0.5)).toEqual(["b", "dA", "C"]);
  expect(shown("abc", 0, 1)).toEqual(["abc"]);
  expect(shown("ab", 5, 0.01)).toEqual(["ab"]);
  expect(shown("", 1, 0.25)).toEqual([]);
});

test("every host is in one wave, whatever their sizes are", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ name: fc.nat(), asks: fc.boolean() }), { maxLength: 40 }),
      fc.nat(50),
      fc.integer({ min: 1, max: 100 }),
      (all, canary, percent) => {
        const waves = wavesOf(all, { canary, share: percent / 100 });
        expect(new Set(waves.flat())).toEqual(new Set(all));
        expect(waves.flat()).toHaveLength(all.length);
        expect(waves.every((wave) => wave.length > 0)).toBe(true);
      },
    ),
  );
});

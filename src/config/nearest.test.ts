import { expect, test } from "bun:test";
import fc from "fast-check";
import { nearest } from "./nearest.ts";

const known = ["start", "stop", "status", "restart", "jail", "unjail", "top", "mac"];

test.each([
  ["statsu", "status"],
  ["sart", "start"],
  ["Stop", "stop"],
  ["unjial", "unjail"],
  ["jal", "jail"],
  ["xyzzy", undefined],
  ["", undefined],
  ["frobnicate", undefined],
])("who types %p means %p", (typed, meant) => {
  expect(nearest(typed, known)).toBe(meant!);
});

test("a name with one letter wrong is found again", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...known),
      fc.nat(),
      fc.constantFrom(..."qwxyz"),
      (name, at, letter) => {
        const index = at % name.length;
        const typed = name.slice(0, index) + letter + name.slice(index + 1);
        // Another name may be as near.
        expect(nearest(typed, known)).toBeDefined();
        expect(nearest(typed, [name])).toBe(name);
      },
    ),
  );
});

/** Which line a position is on. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import "../../test/support/seed.ts";
import { lineCounter } from "./lines.ts";

test("a position is on the line that as many line breaks are before as lines", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "\n", "\r"), maxLength: 30 });
  fc.assert(
    fc.property(text, fc.nat(40), (one, position) => {
      expect(lineCounter(one)(position)).toBe(one.slice(0, position).split("\n").length);
    }),
  );
});

test("a line break is on the line that it ends", () => {
  const lineOf = lineCounter("a\n\nb");
  expect([0, 1, 2, 3, 4].map(lineOf)).toEqual([1, 1, 2, 3, 3]);
});

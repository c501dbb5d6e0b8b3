/** Texts take the columns that a terminal gives them. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { columnsOf, cut, padded } from "./columns.ts";

test.each([
  ["jail01", 6],
  ["", 0],
  ["名前", 4],
  ["ｶﾅ", 2],
  ["⌚☔⚡", 6],
  ["\u{17000}\u{18d00}\u{1f6d8}", 6],
  ["\u{1f321}\u{1f3d4}", 2],
  ["\u303f", 1],
  ["·…─▂é", 5],
])("%s takes %i columns", (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

test.each([
  ["a letter with its mark", "e\u0301", 1],
  ["a family of emoji", "👩\u200d👩\u200d👧", 2],
  ["a flag", "🇩🇪", 2],
  ["a thumb with a colour", "👍🏽", 2],
  ["a heart in its coloured form", "❤\ufe0f", 2],
  ["a key", "1\ufe0f\u20e3", 2],
  ["a syllable of three letters", "\u1100\u1161\u11a8", 2],
  ["a mark alone", "\u0301", 0],
  ["a soft hyphen", "\u00ad", 1],
])("%s is one character", (_, text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

test("a character is never taken apart by cutting", () => {
  expect(cut("ab👩\u200d👩\u200d👧cd", 5)).toBe("ab👩\u200d👩\u200d👧…");
  expect(cut("ab👩\u200d👩\u200d👧cd", 4)).toBe("ab…");
  expect(cut("名前名前", 4)).toBe("名…");
  expect(cut("cafe\u0301s", 5)).toBe("cafe\u0301s");
  expect(cut("cafe\u0301s", 4)).toBe("caf…");
  expect(cut("cafés", 4, "")).toBe("café");
  expect(cut("名", 1)).toBe("…");
  expect(cut("名", 0)).toBe("");
});

test("what is cut and padded is exactly as wide as was asked", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(30), (text, max) => {
      const shown = cut(text, max);
      expect(columnsOf(shown)).toBeLessThanOrEqual(max);
      // A mark that comes first may go into the space before it.
      expect(columnsOf(padded(shown, max))).toBe(max);
    }),
  );
});

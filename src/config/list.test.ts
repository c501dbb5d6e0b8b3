/** Lists in rc.conf. */
import { expect, test } from "bun:test";
import { wordsOf } from "./list.ts";

test("blanks of any kind and number separate words, and none begins or ends one", () => {
  expect(wordsOf("  a\tb\n c ")).toEqual(["a", "b", "c"]);
  expect(wordsOf(" \n")).toEqual([]);
  expect(wordsOf("")).toEqual([]);
});

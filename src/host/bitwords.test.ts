/** Words for bits. */
import { expect, test } from "bun:test";
import { CAPABILITY_WORDS, FLAG_WORDS, wordsOfBits } from "./bitwords.ts";

test("bits are told in the table's order, and those that have no word are not", () => {
  expect(wordsOfBits(0x8843, FLAG_WORDS)).toEqual([
    "UP",
    "BROADCAST",
    "RUNNING",
    "SIMPLEX",
    "MULTICAST",
  ]);
  expect(wordsOfBits(0x80000000, CAPABILITY_WORDS)).toEqual(["TXTLS_RTLMT"]);
  expect(wordsOfBits(0x20, FLAG_WORDS)).toEqual([]);
  expect(wordsOfBits(0, FLAG_WORDS)).toEqual([]);
});

test("no bit and no word is twice in a table", () => {
  for (const table of [FLAG_WORDS, CAPABILITY_WORDS]) {
    expect(new Set(table.map(([bit]) => bit)).size).toBe(table.length);
    expect(new Set(table.map(([, word]) => word)).size).toBe(table.length);
  }
});

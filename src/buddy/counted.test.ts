/** Numbers with their nouns. */
import { expect, test } from "bun:test";
import { counted } from "./counted.ts";

test.each([
  [0, "link", "0 links"],
  [1, "link", "1 link"],
  [2, "link", "2 links"],
  [1, "address", "1 address"],
  [3, "address", "3 addresses"],
])("%d %s: %s", (number, noun, text) => {
  expect(counted(number, noun)).toBe(text);
});

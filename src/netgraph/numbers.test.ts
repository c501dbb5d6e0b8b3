/** Numbers in text, as the kernel reads them (sys/libkern). */
import { expect, test } from "bun:test";
import { scanSigned, scanUnsigned } from "./numbers.ts";

const MAX = 2n ** 64n - 1n;

test.each([
  ["0", 0n, 1],
  ["  12a", 12n, 4],
  ["017", 15n, 3],
  ["08", 0n, 1],
  ["0x1F", 31n, 4],
  ["0X1fg", 31n, 4],
  ["-1", MAX, 2],
  ["+7", 7n, 2],
  ["18446744073709551615", MAX, 20],
  ["18446744073709551616", MAX, 20],
])("strtoul of %p is %p", (text, value, next) => {
  expect(scanUnsigned(text, 0, 0)).toEqual({ value, next });
});

test.each(["", "-", "x", "0x", "0xg", "- 1"])("%p is no number", (text) => {
  expect(scanUnsigned(text, 0, 0)).toBeUndefined();
});

test("strtol is clamped to a long", () => {
  expect(scanSigned("9223372036854775808", 0)?.value).toBe(2n ** 63n - 1n);
  expect(scanSigned("-9223372036854775809", 0)?.value).toBe(-(2n ** 63n));
});

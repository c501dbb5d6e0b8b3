/** A routing message: a header, and the addresses behind it. */
import { expect, test } from "bun:test";
import { message } from "./messages.ts";

test("addresses stand behind the header in the order of their numbers, each filled up to a long", () => {
  const { bytes, bits } = message(Uint8Array.of(9), {
    5: Uint8Array.of(8, 1, 2, 3, 4, 5, 6, 7),
    0: Uint8Array.of(1),
    1: undefined,
    2: new Uint8Array(),
  });
  expect(bits).toBe(0b100101);
  expect([...bytes]).toEqual([
    9,
    ...[1, 0, 0, 0, 0, 0, 0, 0],
    ...new Array(8).fill(0),
    ...[8, 1, 2, 3, 4, 5, 6, 7],
  ]);
});

/** Who owns the bytes of frames. */
import { expect, test } from "bun:test";
import { copyOf, plainBytes } from "./bytes.ts";

test("a copy stays as it is when the frame's memory is used again, also of a Buffer", () => {
  for (const frame of [Uint8Array.of(1, 2), Buffer.of(1, 2)]) {
    const copy = copyOf(frame);
    frame.fill(9);
    expect(copy).toEqual(Uint8Array.of(1, 2));
  }
});

test("bytes from outside are plain ones of the same memory, of which a slice is a copy", () => {
  const outside = Buffer.from([0, 1, 2, 3]).subarray(1, 3);
  const plain = plainBytes(outside);
  expect([plain.constructor, ...plain]).toEqual([Uint8Array, 1, 2]);
  const cut = plain.slice(0, 1);
  outside.fill(9);
  expect([...plain, ...cut]).toEqual([9, 9, 1]);
  expect(plainBytes(plain)).toBe(plain);
});

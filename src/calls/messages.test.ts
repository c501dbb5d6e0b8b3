/** The messages of a table of `net.route`. */
import { expect, test } from "bun:test";
import { messagesIn } from "./messages.ts";

const read = (...bytes: number[]) =>
  [...messagesIn(Uint8Array.from(bytes))].map(({ type, bytes }) => [type, [...bytes]]);

test("messages follow each other, each as long as it says", () => {
  expect(read(...[5, 0, 5, 14, 9], ...[4, 0, 5, 12])).toEqual([
    [14, [5, 0, 5, 14, 9]],
    [12, [4, 0, 5, 12]],
  ]);
});

test("a message of another version is passed over", () => {
  expect(read(...[4, 0, 4, 14], ...[4, 0, 5, 12])).toEqual([[12, [4, 0, 5, 12]]]);
});

test("what is cut off, or says that it is shorter than its head, ends the table", () => {
  expect(read(...[4, 0, 5, 12], ...[9, 0, 5, 14, 0])).toHaveLength(1);
  expect(read(...[4, 0, 5, 12], 9, 0, 5)).toHaveLength(1);
  expect(read(...[3, 0, 5, 12], ...[4, 0, 5, 12])).toEqual([]);
  expect(read(0, 0, 0, 0)).toEqual([]);
});

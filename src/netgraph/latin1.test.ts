/** Text in fields that end with a NUL. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { cString, latin1, readString, writeString } from "./latin1.ts";

const text = fc.uint8Array({ maxLength: 12 }).map((all) => String.fromCharCode(...all));

test("a name in a field is read as it was written, up to its NUL and to what fits before one", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 16 }), (value, size) => {
      const bytes = new Uint8Array(size + 4);
      writeString(bytes, 2, size, value);
      expect(readString(bytes, 2, size)).toBe(cString(value.slice(0, size - 1)));
      expect([bytes[0], bytes[1], bytes[size + 1], bytes[size + 2]]).toEqual([0, 0, 0, 0]);
    }),
  );
});

test("a name without a NUL ends with its field, or with the bytes", () => {
  const bytes = Buffer.from("abcdef");
  expect(readString(bytes, 1, 3)).toBe("bcd");
  expect(readString(bytes, 4, 32)).toBe("ef");
});

test("bytes are Latin-1, however many there are", () => {
  const bytes = Uint8Array.of(0xe4, 0, 0xff);
  expect([latin1(bytes, 0, 0), latin1(bytes, 0, 1), latin1(bytes, 0, 3)]).toEqual([
    "",
    "ä",
    "ä\0ÿ",
  ]);
});

import { expect, test } from "bun:test";
import fc from "fast-check";
import { jsonText, printable } from "./printable.ts";

const anyText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: "binary", maxLength: 3 }),
    fc.constantFrom("\x1b", "\u009b", "\n", "\t", "\u202e", "\ud800", "\x7f"),
  ),
});
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those must not be there.
const HARMFUL = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;

test("a name that would move the cursor, turn the text around or end the line is written out", () => {
  expect(printable("a\x1b[2Jb\u202ec\nd\u009be")).toBe("a\\x1b[2Jb\\u202ec\\x0ad\\x9be");
  expect(printable("jail-ü名🌉")).toBe("jail-ü名🌉");
  fc.assert(fc.property(anyText, (text) => expect(printable(text)).not.toMatch(HARMFUL)));
});

test("JSON says the same as it would otherwise, in one harmless line", () => {
  fc.assert(
    fc.property(fc.record({ name: anyText, list: fc.array(anyText) }), (value) => {
      const text = jsonText(value);
      expect(text.slice(0, -1)).not.toMatch(HARMFUL);
      expect(JSON.parse(text)).toEqual(value);
      expect(JSON.parse(jsonText(value, 1))).toEqual(value);
    }),
  );
});

/** The words of the ASCII form, as the kernel takes them apart (ng_parse.c). */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { errnoOf } from "../../test/support/refusal.ts";
import { errno } from "./errno.ts";
import { quote, readQuoted, skipSpace, skipValue, tokenAt } from "./tokens.ts";

/** The tokens of a text, up to its end or to a string that has none. */
function tokensOf(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; ; ) {
    const { token, start, end } = tokenAt(text, at);
    if (token === "end" || token === "error") return [...found, token];
    found.push(token === "word" || token === "string" ? text.slice(start, end) : token);
    at = end;
  }
}

test.each([
  ["{ a=1 b=[ 2 3 ] }", ["{", "a", "=", "1", "b", "=", "[", "2", "3", "]", "}", "end"]],
  ['hook="a b"', ["hook", "=", '"a b"', "end"]],
  ['a"b"c', ["a", '"b"', "c", "end"]],
  ["\t\n\v\f\r x", ["x", "end"]],
  ["10.0.0.1:80", ["10.0.0.1:80", "end"]],
  ["a\0b", ["a", "end"]],
  ['"no end', ["error"]],
])("the words of %j are %j", (text, tokens) => {
  expect(tokensOf(text)).toEqual(tokens);
});

test("white space is skipped up to what is none", () => {
  expect(skipSpace("  \t x ", 1)).toBe(4);
  expect(skipSpace("   ", 0)).toBe(3);
  expect(skipSpace("x", 0)).toBe(0);
});

test.each([
  ["1 2", "1"],
  ['"a b" c', '"a b"'],
  ["{ a={ b=1 } } c", "{ a={ b=1 } }"],
  ["[ [ 1 ] { } ]x", "[ [ 1 ] { } ]"],
])("of %s one value is %s", (text, value) => {
  expect(text.slice(0, skipValue(text, 0))).toBe(value);
});

test.each(["", "{ a", "[ 1", "]", "}", "{ ] }", "[ } ]"])("%j has no whole value", (text) => {
  expect(errnoOf(() => skipValue(text, 0))).toBe(errno.EINVAL);
});

test("a string that has no end is skipped like the word before it", () => {
  expect(skipValue('{ abc "x }', 0)).toBe(10);
  expect(errnoOf(() => skipValue('{ ab "x', 0))).toBe(errno.EINVAL);
});

test.each([
  ['"a\\tb"', "a\tb", 6],
  ['"\\n\\r\\v\\f\\""', '\n\r\v\f"', 12],
  ['"\\101"', "A", 6],
  ['"\\x41"', "A", 5],
  ['"a\\\\b"', "a\\b", 5],
  ['"\\q"', "q", 3],
  ['"\\0"', "\0", 4],
  ['  "a" b', "a", 5],
])("the string %s is %j, and the text goes on at %i", (text, value, next) => {
  expect(readQuoted(text, 0)).toEqual({ value, next });
});

test.each(["a", '"a', '"a\0"', '"\\00"', '"\\x0"', ""])("%j is no string", (text) => {
  expect(errnoOf(() => readQuoted(text, 0))).toBe(errno.EINVAL);
});

test("what is put in quotes is read as it was, and is plain ASCII", () => {
  // Of a NUL in two digits and of a UTF-16 unit above a byte nothing is left.
  const bytes = fc.uint8Array({ maxLength: 40 }).map((all) => all.filter((byte) => byte !== 0));
  fc.assert(
    fc.property(bytes, (some) => {
      const value = String.fromCharCode(...some);
      const text = quote(value);
      expect(text).toMatch(/^"[ -~]*"$/);
      // A digit behind a number in hexadecimal would be read with it.
      if (!/\\x..[0-9a-f]/i.test(text)) expect(readQuoted(text, 0).value).toBe(value);
    }),
  );
  expect(quote("a\x01\xff~ \\")).toBe('"a\\x01\\xff~ \\\\"');
});

/** POSIX expressions: what they find, what they refuse, and how long they take. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { compileRegex, RegexError, type RegexOptions } from "./regex.ts";

const found = (pattern: string, text: string, options: RegexOptions = {}) => {
  const match = compileRegex(pattern, options).find(text);
  return match?.groups.map((group) => group && text.slice(...group));
};
const extended = { extended: true };

test("the longest of the leftmost matches is found, with its groups", () => {
  expect(found("a|ab", "xab", extended)).toEqual(["ab"]);
  expect(found("(a|ab)(c|bcd)", "abcd", extended)).toEqual(["abcd", "a", "bcd"]);
  expect(found("\\(a*\\)b", "caab")).toEqual(["aab", "aa"]);
  expect(found("(a)|b", "b", extended)).toEqual(["b", undefined]);
  expect(found("x*", "aaa")).toEqual([""]);
  expect(found("é.", "né😀")).toEqual(["é😀"]);
});

test("signs are themselves where basic expressions have them so", () => {
  expect(found("a+(b)|c?", "a+(b)|c?")).toEqual(["a+(b)|c?"]);
  expect(found("^*a", "*a")).toEqual(["*a"]);
  expect(found("a^b$c", "a^b$c")).toEqual(["a^b$c"]);
  expect(found("[]a]*", "]a")).toEqual(["]a"]);
  expect(found("[^]a]", "]ab")).toEqual(["b"]);
  expect(found("[[:digit:]-]*", "1-2")).toEqual(["1-2"]);
});

test("what is wrong in an expression is said in regerror(3)'s words", () => {
  for (const [pattern, why] of [
    ["(a", "parentheses not balanced"],
    ["a)b(", "parentheses not balanced"],
    ["[a", "brackets ([ ]) not balanced"],
    ["*a", "repetition-operator operand invalid"],
    ["a{2,1}", "invalid repetition count(s)"],
    ["a{1", "braces not balanced"],
    ["[[:nosuch:]]", "invalid character class"],
    ["[b-a]", "invalid character range"],
    ["a\\", "trailing backslash (\\)"],
    ["(((a{200}){200}){200})", "out of memory"],
    ["(a)\\1", "\\1: not emulated in a lab"],
  ] as const) {
    expect(() => compileRegex(pattern, extended)).toThrow(new RegexError(why));
  }
});

const piece = fc.constantFrom(
  ..."abc.|()[]^$*+?{}1,\\-: ".split(""),
  "[:alpha:]",
  "(a|b)",
  "{1,2}",
);
const patterns = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));

test("any text is an expression or is refused, and finds what lies in the text", () => {
  fc.assert(
    fc.property(
      patterns,
      fc.string({ unit: fc.constantFrom("a", "b", "c", "1", " ", "é") }),
      fc.boolean(),
      (pattern, text, isExtended) => {
        try {
          const match = compileRegex(pattern, { extended: isExtended }).find(text);
          if (match === undefined) return;
          expect(match.start).toBeWithin(0, match.end + 1);
          expect(match.end).toBeLessThanOrEqual(text.length);
        } catch (error) {
          if (!(error instanceof RegexError)) throw error;
        }
      },
    ),
  );
});

/** Expressions that mean the same to JavaScript, but for which of several matches it takes. */
const simple: fc.Arbitrary<string> = fc.letrec<{ regex: string }>((tie) => ({
  regex: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom("a", "b", "[ab]", "[^a]", "."),
    tie("regex").map((one) => `(${one})*`),
    tie("regex").map((one) => `(${one})?`),
    fc.tuple(tie("regex"), tie("regex")).map(([one, other]) => `${one}${other}`),
    fc.tuple(tie("regex"), tie("regex")).map(([one, other]) => `(${one}|${other})`),
  ),
})).regex;

test("an expression fits a whole text if and only if JavaScript's does", () => {
  fc.assert(
    fc.property(
      simple,
      fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 }),
      (regex, text) => {
        const isFound = compileRegex(`^(${regex})$`, extended).find(text) !== undefined;
        expect(isFound).toBe(new RegExp(`^(?:${regex})$`).test(text));
      },
    ),
  );
});

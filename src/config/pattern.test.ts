/** Which names fit a pattern (sh(1), "Shell Patterns"; fnmatch(3)). */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { hasWildcards, matchesPattern, patternMatcher } from "./pattern.ts";

describe("a pattern", () => {
  test.each<[pattern: string, fits: string, doesNot: string]>([
    ["", "[]", "[a]"],
    ["abc", "[abc]", "[ab] [abcd] [ABC]"],
    ["*", "[] [a] [a b]", ""],
    ["?", "[a] [?]", "[] [ab]"],
    ["a*c", "[ac] [abc] [accc] [a/c]", "[ab] [acb]"],
    ["*a*b*", "[ab] [xaxbx]", "[ba] [a] [b]"],
    ["**b", "[b] [ab]", "[bc]"],
    ["[abc]", "[a] [c]", "[d] [] [ab]"],
    ["[a-c]x", "[ax] [bx] [cx]", "[dx] [-x]"],
    ["[!a-c]", "[d] [-]", "[a] [b]"],
    ["[^a-c]", "[d]", "[a]"],
    ["[a-]", "[a] [-]", "[b]"],
    ["[-a]", "[a] [-]", "[b]"],
    ["[z-a]", "", "[a] [m] [z] [-]"],
    ["[[:digit:]x]", "[7] [x]", "[a] [:]"],
    ["[[:upper:][:digit:]]", "[A] [0]", "[a]"],
    ["[[:nosuch:]]", "", "[a] [:] [n]"],
    ["[!]a]", "[b]", "[a]"],
    ["[a", "[[a]", "[a]"],
    ["a]", "[a]]", "[a]"],
    ["[\\d]", "[d]", "[7]"],
    ["\\*", "[*]", "[a] [\\*]"],
    ["\\a\\\\", "[a\\]", "[a]"],
    ["a\\", "[a\\]", "[a]"],
    ["a.c", "[a.c]", "[abc]"],
    ["(a|b)+$", "[(a|b)+$]", "[ab]"],
    ["vtnet[0-9]*", "[vtnet0] [vtnet12]", "[vtnet] [em0]"],
    ["ü?", "[üä]", "[ü]"],
  ])("%s fits %s, and not %s", (pattern, fits, doesNot) => {
    const names = (text: string) =>
      [...text.matchAll(/\[(.*?)\](?= |$)/g)].map(([, name]) => name!);
    for (const name of names(fits))
      expect([name, matchesPattern(pattern, name)]).toEqual([name, true]);
    for (const name of names(doesNot))
      expect([name, matchesPattern(pattern, name)]).toEqual([name, false]);
  });

  test("that is quoted fits itself alone", () => {
    const any = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(any, any, (text, other) => {
        const fits = patternMatcher([{ text, quoted: true }]);
        expect([fits(text), fits(other)]).toEqual([true, text === other]);
      }),
    );
  });

  test("of stars, question marks and letters fits what a regular expression fits", () => {
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 10 });
    const name = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
    fc.assert(
      fc.property(pattern, name, (pattern, name) => {
        const source = pattern.replaceAll("*", ".*").replaceAll("?", ".");
        expect(matchesPattern(pattern, name)).toBe(new RegExp(`^${source}$`).test(name));
      }),
      { numRuns: 1000 },
    );
  });

  test("of any text is read, whatever it is", () => {
    const odd = fc.string({ unit: fc.constantFrom(..."[]!^-\\*?:a(z{"), maxLength: 14 });
    fc.assert(
      fc.property(odd, odd, (pattern, name) => {
        expect(typeof matchesPattern(pattern, name)).toBe("boolean");
      }),
      { numRuns: 1000 },
    );
  });

  test("has quoted characters in a set, which mean themselves there", () => {
    const set = (...pieces: [text: string, quoted: boolean][]) =>
      patternMatcher(pieces.map(([text, quoted]) => ({ text, quoted })));
    const dash = set(["[a", false], ["-", true], ["c]", false]);
    expect(["a", "-", "c", "b"].map(dash)).toEqual([true, true, true, false]);
    const bracket = set(["[x", false], ["]", true], ["y]", false]);
    expect(["x", "]", "y", "xy]"].map(bracket)).toEqual([true, true, true, false]);
    const not = set(["[", false], ["!", true], ["a]", false]);
    expect(["!", "a", "b"].map(not)).toEqual([true, true, false]);
  });

  test("has wildcards where they are not quoted", () => {
    expect(["a*", "?", "[", "a"].map((text) => hasWildcards([{ text, quoted: false }]))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(hasWildcards([{ text: "*", quoted: true }])).toBe(false);
  });
});

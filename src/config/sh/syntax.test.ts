// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** sh's grammar, on texts of all kinds. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import "../../../test/support/seed.ts";
import { shellTexts } from "../../../test/support/shelltexts.ts";
import { parseCommands } from "./commands.ts";
import { documentParts, firstWord, parseScript, tokensOf } from "./syntax.ts";
import { isUnfinished } from "./unfinished.ts";
import { literalText, ShellSyntaxError } from "./words.ts";

describe("a text", () => {
  test("is read, or refused with a place in it", () => {
    fc.assert(
      fc.property(shellTexts, (text) => {
        try {
          parseScript(text);
        } catch (error) {
          if (!(error instanceof ShellSyntaxError)) throw error;
          expect(error.at).toBeWithin(0, text.length + 1);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("what stands in itself without end", () => {
  const openings: readonly [opening: string, closing: string, inside?: string][] = [
    ["(", ")", ":"],
    ["{ ", ";}", ":"],
    ["if ", ";then :; fi", ":"],
    ["while ", ";do :; done", ":"],
    ["case a in a) ", ";; esac", ":"],
    ["f() ", "", "{ :; }"],
    ["a=$(", ")", ":"],
    ["a=${b-", "}"],
    ['a="${b-', '}"'],
    ["a=${b#", "}"],
    ["a=${1-", "}"],
    ["a=$((1+$(", ")))", "echo 1"],
    [": ${b:-$(", ")}", ":"],
  ];

  test.each(openings)("is refused in sh's way: %p", (opening, closing, inside = "") => {
    for (const text of [
      opening.repeat(100_000) + inside + closing.repeat(100_000),
      opening.repeat(100_000),
    ]) {
      expect(() => parseCommands(text)).toThrow(ShellSyntaxError);
    }
  });

  test.each(openings)(
    "is read to a depth that nobody reaches: %p",
    (opening, closing, inside = "") => {
      parseCommands(opening.repeat(50) + inside + closing.repeat(50));
    },
  );

  test("is read when it only follows itself", () => {
    for (const one of [
      "a=1; ",
      "a=1 && ",
      ": | ",
      ": & ",
      "a=$((1)) ",
      "a=${b-c} ",
      'a="$(:)`:`" ',
      "if :; then :; fi; ",
      "case a in a|b) :;; esac; ",
      ": <<E; ",
      "! ",
      "a[",
      "\\\n",
      "#a\n",
      " ",
    ]) {
      expect(() => parseCommands(`${one.repeat(5_000)}:`)).not.toThrow();
    }
  });
});

/** The kinds of commands in a text, from the outside in. */
function kinds(text: string): string[] {
  return parseScript(text).map(({ node, apart }) => {
    const kind = node.kind === "compound" ? node.body.kind : node.kind;
    return apart ? `${kind} &` : kind;
  });
}

describe("the commands of a text", () => {
  const table: [text: string, kinds: string[]][] = [
    ["", []],
    ["# only a comment", []],
    ["a; b\nc", ["simple", "simple", "simple"]],
    ["a & b", ["simple &", "simple"]],
    ["a && b || c", ["chain"]],
    ["a | b", ["pipeline"]],
    ["! a", ["pipeline"]],
    ["(a); { b; }", ["subshell", "group"]],
    ["if a; then b; elif c; then d; else e; fi", ["if"]],
    ["while a; do b; done; until c; do d; done", ["while", "until"]],
    ["for a in 1 2; do b; done; for a; do b; done", ["for", "for"]],
    ["case a in b|c) d;; (e) ;; *) f;& esac", ["case"]],
    ["f() { a; }", ["function"]],
    ["if=1; echo if then fi", ["simple", "simple"]],
    [">file", ["simple"]],
  ];
  test.each(table)("%j", (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });
});

// FreeBSD's sh expects nothing in particular behind the list of `for`, since braces may stand there (parser.c).
test.each([
  ["if a; then", 'end of file unexpected (expecting "fi")'],
  ["fi", '"fi" unexpected'],
  ["a; ; b", '";" unexpected'],
  ["(a", 'end of file unexpected (expecting ")")'],
  ["{ a", 'end of file unexpected (expecting "}")'],
  ["a)", '")" unexpected'],
  ["a | ", "end of file unexpected"],
  ["a &&", "end of file unexpected"],
  ["case a in b", 'end of file unexpected (expecting ")")'],
  ["case a b", 'expecting "in"'],
  ["for a in 1; b; done", "word unexpected"],
  ["for 1 in a; do b; done", "Bad for loop variable"],
  ["while a; fi", '"fi" unexpected (expecting "do")'],
  ["f() ", "end of file unexpected"],
])("%j is refused in sh's words: %s", (text, reason) => {
  expect(() => parseScript(text)).toThrow(new ShellSyntaxError(0, reason));
});

describe("a shell would ask for more", () => {
  test.each(["if a", "a &&", "'a", "a \\\n", "cat <<E\nx\n", "f() {", "a=$(", "for a in"])(
    "after %j",
    (text) => {
      expect(isUnfinished(text)).toBe(true);
    },
  );

  test.each(["a", "", "a \\\\\n", "cat <<E\nx\nE\n", "fi", "a;;"])("not after %j", (text) => {
    expect(isUnfinished(text)).toBe(false);
  });
});

test("the first word of a text ends where a word ends, and not inside of quotes", () => {
  expect(firstWord("a'b c'd e").raw).toBe("a'b c'd");
  expect(firstWord("$(a b) c").raw).toBe("$(a b)");
});

test("in a here-document quotes mean nothing and variables do", () => {
  expect(documentParts("'a' \"b\"").map(({ kind }) => kind)).toEqual(["text"]);
  expect(literalText(documentParts("'a' \\$b"))).toBe("'a' $b");
  expect(documentParts("a $b").map(({ kind }) => kind)).toEqual(["text", "variable"]);
});

test("the tokens of a text end with its end, however often that is taken", () => {
  const tokens = tokensOf("a");
  expect([1, 2, 3].map(() => tokens.take().key)).toEqual(["word", "end of file", "end of file"]);
});

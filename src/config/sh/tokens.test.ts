// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** sh's tokens. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import "../../../test/support/seed.ts";
import { shellTexts } from "../../../test/support/shelltexts.ts";
import { tokensOf } from "./syntax.ts";
import { type Token, tokenName } from "./tokens.ts";
import { ShellSyntaxError } from "./words.ts";

function tokens(text: string): Token[] {
  const stream = tokensOf(text);
  const all: Token[] = [];
  while (stream.peek().key !== "end of file") all.push(stream.take());
  return all;
}
const keys = (text: string) =>
  tokens(text).map(({ key, word }) => (key === "word" ? word!.raw : key));

describe("a text has", () => {
  const table: [text: string, keys: string[]][] = [
    ["a b;c", ["a", "b", ";", "c"]],
    ["a&&b||c&d", ["a", "&&", "b", "||", "c", "&", "d"]],
    ["(a);;", ["(", "a", ")", ";;"]],
    ["a # b\nc", ["a", "newline", "c"]],
    ["a#b", ["a#b"]],
    ["a \\\n b", ["a", "b"]],
    ["if 'if' i\\f", ["if", "'if'", "i\\f"]],
    ["i\\\nf", ["if"]],
    ["a 2>b >>c <d", ["a", "redirection", "b", "redirection", "c", "redirection", "d"]],
    ["a2>b", ["a2", "redirection", "b"]],
  ];
  test.each(table)("%j: %j", (text, expected) => {
    expect(keys(text)).toEqual(expected);
  });
});

describe("a redirection", () => {
  const redirected = (text: string) =>
    tokens(text).find(({ redirection }) => redirection)?.redirection;

  test.each([
    ["a >b", ">", 1],
    ["a <b", "<", 0],
    ["a 2>>b", ">>", 2],
    ["a 3<&4", "<&", 3],
    ["a >|b", ">|", 1],
  ])("%s is of %s, descriptor %d", (text, operator, descriptor) => {
    expect(redirected(text)).toMatchObject({ operator, descriptor });
  });

  test("with a here-document has the lines to its delimiter, and what follows goes on", () => {
    const text = "a <<E; b\nx\n$y\nE\nc";
    expect(redirected(text)?.document).toEqual({ text: "x\n$y\n", expanded: true });
    expect(keys(text)).toEqual(["a", "redirection", "E", ";", "b", "newline", "c"]);
  });

  test("with a quoted delimiter has a document that is not expanded, and <<- takes tabs away", () => {
    expect(redirected("a <<'E'\n\t$y\nE\n")?.document).toEqual({ text: "\t$y\n", expanded: false });
    expect(redirected("a <<-E\n\t\tx\n\tE\n")?.document).toEqual({ text: "x\n", expanded: true });
  });

  test("without its delimiter has a document to the end", () => {
    expect(redirected("a <<E\nx")?.document).toEqual({ text: "x\n", expanded: true });
  });
});

test("a token is left where it is when it is only looked at, and taken only if it is the one", () => {
  const stream = tokensOf("\n\na;");
  stream.skipNewlines();
  expect(stream.peek()).toBe(stream.peek());
  expect(stream.takeIf(";")).toBe(false);
  expect(stream.take().word?.raw).toBe("a");
  expect(stream.takeIf(";")).toBe(true);
});

test("sh names what is written in quotes, and kinds of tokens without", () => {
  expect(["fi", ";;", "newline", "end of file"].map(tokenName)).toEqual([
    '"fi"',
    '";;"',
    "newline",
    "end of file",
  ]);
});

test("tokens of any text stand one behind the other, with nothing of a word lost", () => {
  fc.assert(
    fc.property(shellTexts, (text) => {
      try {
        let at = 0;
        for (const { start, end, word } of tokens(text)) {
          expect(start).toBeGreaterThanOrEqual(at);
          if (word !== undefined) expect(text.slice(start, end)).toBe(word.raw);
          at = end;
        }
      } catch (error) {
        if (!(error instanceof ShellSyntaxError)) throw error;
      }
    }),
  );
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** The simple commands of a text: which there are, and whether each surely runs. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import "../../../test/support/seed.ts";
import { shellTexts } from "../../../test/support/shelltexts.ts";
import { type Context, parseCommands } from "./commands.ts";
import { ShellSyntaxError } from "./words.ts";

test("a text that was read has its words where they stand", () => {
  fc.assert(
    fc.property(shellTexts, (text) => {
      try {
        for (const { words } of parseCommands(text)) {
          for (const { start, end, raw } of words) expect(text.slice(start, end)).toBe(raw);
        }
      } catch (error) {
        if (!(error instanceof ShellSyntaxError)) throw error;
      }
    }),
  );
});

function told(context: Context): string {
  if (context.kind === "perhaps") return context.because;
  return context.kind === "function" ? `in ${context.name}()` : context.kind;
}

/** Each command's words, and when it runs. */
const commands = (text: string) =>
  parseCommands(text).map(({ words, loopVariable, context }) => {
    const what = loopVariable ?? words.map(({ raw }) => raw).join(" ");
    return `${what}: ${told(context)}`;
  });

describe("a command runs", () => {
  const table: [text: string, commands: string[]][] = [
    ["a 1; b", ["a 1: here", "b: here"]],
    ["{ a; }", ["a: here"]],
    ["a && b || c", ["a: here", 'b: after "&&"', 'c: after "||"']],
    ["(a); b &", ["a: apart", "b: apart"]],
    ["a | b", ["a: apart", "b: apart"]],
    ["! a", ["a: here"]],
    ["if a; then b; else c; fi", ['a: inside "if"', 'b: inside "if"', 'c: inside "if"']],
    ["while a; do b; done", ['a: inside "while"', 'b: inside "while"']],
    ["for x in 1; do b; done", ['x: inside "for"', 'b: inside "for"']],
    ["case x in y) a;; esac", ['a: inside "case"']],
    ["f() { a; }", ["a: in f()"]],
    ["a >x", ["a: with a redirection"]],
    ["{ a; } >x", ["a: with a redirection"]],
    ["if a; then (b); fi", ['a: inside "if"', "b: apart"]],
    ["f() { if a; then b; fi; }", ["a: in f()", "b: in f()"]],
  ];
  test.each(table)("%j", (text, expected) => {
    expect(commands(text)).toEqual(expected);
  });
});

test.each([
  ["a >${b=1}", ["b"]],
  ["a <<E\n${b=1}\nE\n", ["b"]],
  ["a <<'E'\n${b=1}\nE\n", []],
  ["a <<E\n${\nE\n", []],
  ["for x in ${b=1}; do :; done", ["b"]],
  ["case ${b=1} in x) ;; esac", ["b"]],
  ["{ a; } >${b=1}", ["b"]],
])("what stands beside the words of %j may set %j", (text, sets) => {
  expect(parseCommands(text).flatMap((one) => one.sets)).toEqual(sets);
});

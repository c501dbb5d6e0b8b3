// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** The assignments of a command. */
import { describe, expect, test } from "bun:test";
import { assignmentIn, expandsAsAssignments, isDeclaration, takeApart } from "./assignments.ts";
import { parseCommands } from "./commands.ts";

const first = (text: string) => parseCommands(text)[0]!;

describe("a word", () => {
  test.each([
    ["a=1", "a", "1"],
    ["_a1=", "_a1", ""],
    ['a="b c"', "a", '"b c"'],
    ["a=b=c", "a", "b=c"],
    ["a=$b", "a", "$b"],
    ["a\\\nb=1", "ab", "1"],
  ])("%j sets a variable", (text, name, value) => {
    const assignment = assignmentIn(first(text).words[0]!);
    expect(assignment?.name).toBe(name);
    expect(text.slice(assignment!.valueStart, assignment!.word.end)).toBe(value);
  });

  test.each(["a", "1a=1", "a-b=1", "=1", "'a'=1", "$a=1", "a\\=1"])("%j sets none", (text) => {
    expect(assignmentIn(first(text).words[0]!)).toBeUndefined();
  });
});

describe("a command is taken apart", () => {
  const parts = (text: string) => {
    const { leading, name, args } = takeApart(first(text));
    return [leading.map((one) => one.name), name?.raw, args.map(({ raw }) => raw)];
  };

  test("into assignments, its name and its arguments", () => {
    expect(parts("a=1 b=2 cmd c=3 d")).toEqual([["a", "b"], "cmd", ["c=3", "d"]]);
    expect(parts("cmd")).toEqual([[], "cmd", []]);
  });

  test("into assignments alone, where it has no name", () => {
    expect(parts("a=1 b=2")).toEqual([["a", "b"], undefined, []]);
  });
});

test("what follows export, readonly and local is expanded as assignments are; the first two stay", () => {
  const told = (text: string) => {
    const apart = takeApart(first(text));
    return [isDeclaration(apart), expandsAsAssignments(apart)];
  };
  expect(told("export a=1")).toEqual([true, true]);
  expect(told("'readonly' a=1")).toEqual([true, true]);
  expect(told("local a=1")).toEqual([false, true]);
  expect(told("env a=1")).toEqual([false, false]);
  expect(told("$export a=1")).toEqual([false, false]);
  expect(told("a=1")).toEqual([false, false]);
});

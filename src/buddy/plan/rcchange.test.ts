/** Changes of variables in rc.conf: what comes of a list, the way back, and what is shown. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import "../../../test/support/seed.ts";
import { wordsOf } from "../../config/list.ts";
import { changedValue, changeLines, inverseOf, rcStep } from "./rcchange.ts";
import type { RcChange } from "./step.ts";

const variable = "l";

describe("a list", () => {
  const table: [name: string, old: string | undefined, change: RcChange, value: string][] = [
    ["takes words behind those it has", "a  b", { variable, add: "c d" }, "a b c d"],
    ["takes a word that it has not again", "a  b", { variable, add: "b c" }, "a b c"],
    ["that has all words stays, blanks and all", "a  b", { variable, add: "b" }, "a  b"],
    ["that is not set is begun", undefined, { variable, add: "a" }, "a"],
    ["of several lines becomes one line", "a b\nc", { variable, add: "d" }, "a b c d"],
    ["loses words wherever they stand", "a b a c", { variable, drop: "a c x" }, "b"],
    ["that loses its last word is empty", "a", { variable, drop: "a" }, ""],
    ["that has none of the words stays, blanks and all", "a  b", { variable, drop: "x" }, "a  b"],
    ["takes each of several words once", "a", { variable, add: "b b c b" }, "a b c"],
  ];
  test.each(table)("%s", (_, old, change, value) => {
    expect(changedValue(old, change)).toBe(value);
  });
});

test("a list that is not set is not made by taking words from it", () => {
  expect(changedValue(undefined, { variable, drop: "a" })).toBeUndefined();
});

test("a variable that is set forgets its old value, and one that is unset has none", () => {
  expect(changedValue("old", { variable, set: "new" })).toBe("new");
  expect(changedValue("old", { variable, unset: true })).toBeUndefined();
});

const words = fc.array(fc.constantFrom("a", "b", "c", "d", "e1"), { maxLength: 5 });
const list = words.map((some) => some.join(" "));
const change: fc.Arbitrary<RcChange> = fc.oneof(
  list.map((set) => ({ variable, set })),
  list.map((add) => ({ variable, add })),
  list.map((drop) => ({ variable, drop })),
  fc.constant({ variable, unset: true as const }),
);

test("the opposite change brings back what was set, and of a list its words", () => {
  fc.assert(
    fc.property(fc.option(list, { nil: undefined }), change, (before, one) => {
      const back = changedValue(changedValue(before, one), inverseOf(one, before));
      if ("set" in one || "unset" in one) expect(back).toBe(before);
      else expect(new Set(wordsOf(back ?? ""))).toEqual(new Set(wordsOf(before ?? "")));
    }),
  );
});

test("no change puts a word into a list twice", () => {
  fc.assert(
    fc.property(words, list, (some, add) => {
      const before = [...new Set(some)].join(" ");
      const after = wordsOf(changedValue(before, { variable, add }) ?? "");
      expect(after).toEqual([...new Set(after)]);
    }),
  );
});

test("the opposite of setting sets what was set, or unsets, and says nothing", () => {
  const set = { variable, set: "b" };
  expect(inverseOf(set, "a")).toEqual({ variable, set: "a", quiet: true });
  expect(inverseOf(set, undefined)).toEqual({ variable, unset: true, quiet: true });
});

test("the opposite of adding leaves the words that were there before", () => {
  expect(inverseOf({ variable, add: "a b" }, "b c")).toEqual({ variable, drop: "a", quiet: true });
});

test("the opposite of taking words away brings back those that were there", () => {
  expect(inverseOf({ variable, drop: "a x" }, "a b")).toEqual({ variable, add: "a", quiet: true });
});

test("a change is shown as sysrc shows it, with a line before it, or not at all", () => {
  const set = { variable, set: "b" };
  expect(changeLines(set, "a", "b")).toEqual(["l: a -> b"]);
  expect(changeLines({ variable, unset: true }, undefined, undefined)).toEqual(["l:  -> "]);
  expect(changeLines({ ...set, says: "Now:" }, "a", "b")).toEqual(["Now:", "l: a -> b"]);
  expect(changeLines({ ...set, says: "Now:", quiet: true }, "a", "b")).toEqual(["Now:"]);
});

describe("the step of several changes", () => {
  const value = (name: string) => (name === "l" ? "a" : undefined);

  test("is none where all is so already, and what would have been said is told", () => {
    const changes = [{ variable: "l", add: "a" }];
    expect(rcStep({ value }, "list a", changes)).toEqual({ steps: [], lines: ["l: a -> a"] });
  });

  test("makes all of them, also those that change nothing, and is taken back as a whole", () => {
    const changes = [
      { variable: "l", add: "a" },
      { variable: "m", set: "1" },
    ];
    expect(rcStep({ value }, "list a", changes, "/x")).toEqual({
      steps: [
        {
          description: "list a",
          do: { op: "rcconf", changes, file: "/x" },
          undo: [{ op: "unedit" }],
        },
      ],
      lines: [],
    });
  });
});

/** The small checks of which the shape of a journal is put together. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import "../../../test/support/seed.ts";
import {
  amount,
  count,
  flag,
  isRecord,
  just,
  listOf,
  oneOf,
  optional,
  record,
  type Shape,
  text,
} from "./shape.ts";

describe("a shape takes its kind and nothing else", () => {
  const table: [name: string, shape: Shape, right: unknown[], wrong: unknown[]][] = [
    ["text", text, ["", "a"], [1, null, undefined, {}, []]],
    ["flag", flag, [true, false], [0, "true", null]],
    ["amount", amount, [0, 1.5], [-1, Number.NaN, "1", null]],
    ["count", count, [0, 7], [-1, 1.5, Number.NaN, 2 ** 60, "1", null]],
    ["list", listOf(text), [[], ["a"]], ["a", ["a", 1], { 0: "a" }, null]],
    ["what may be left out", optional(text), [undefined, "a"], [null, 1]],
    ["one of several", oneOf(text, flag), ["a", true], [1, null]],
    ["just these words", just("a", "b"), ["a", "b"], ["c", "", null]],
    [
      "object",
      record({ a: text, b: optional(flag) }),
      [{ a: "" }, { a: "", x: 1 }],
      [{}, { a: 1 }],
    ],
    ["object, and no list", record({}), [{}], [[], null, "a"]],
  ];
  test.each(table)("%s", (_, shape, right, wrong) => {
    for (const value of right) expect({ value, is: shape(value) }).toEqual({ value, is: true });
    for (const value of wrong) expect({ value, is: shape(value) }).toEqual({ value, is: false });
  });
});

test("no value stops a shape", () => {
  const shape = record({ a: listOf(oneOf(record({ b: count }), text)), c: optional(just("x")) });
  fc.assert(fc.property(fc.anything(), (value) => typeof shape(value) === "boolean"));
  fc.assert(fc.property(fc.anything(), (value) => typeof isRecord(value) === "boolean"));
});

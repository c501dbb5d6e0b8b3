/** What is offered to somebody who mistyped a name. */
import { expect, test } from "bun:test";
import { didYouMean } from "./didyoumean.ts";

test("a near name is offered in a question, and nothing where none is near", () => {
  expect(didYouMean("statsu", ["start", "status"])).toBe("; did you mean status?");
  expect(didYouMean("frobnicate", ["start", "status"])).toBe("");
});

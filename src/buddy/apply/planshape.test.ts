/** A plan that was read from a file is taken for one when it is one, and never otherwise. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import "../../../test/support/seed.ts";
import { planOf } from "../../../test/support/applying.ts";
import { garbled, plans } from "../../../test/support/madeupplans.ts";
import type { Action, Plan } from "../plan/step.ts";
import { planShape, rcChangeShape } from "./planshape.ts";

const withAction = (action: unknown): Plan =>
  planOf([{ description: "x", do: action as Action, undo: [] }]);

test("every plan is one, written as JSON and read again, too", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      expect(planShape(plan)).toBe(true);
      expect(planShape(JSON.parse(JSON.stringify(plan)))).toBe(true);
    }),
  );
});

test("a plan with a value of another kind anywhere is none", () => {
  fc.assert(
    fc.property(plans, fc.nat(), (plan, at) => {
      // A list where a single value was, and one value where a list or an object was.
      const strange = garbled(
        plan,
        (count) => at % count,
        (was) => (typeof was === "object" && was !== null ? "x" : [was]),
      );
      // What a message carries may be of any kind.
      fc.pre(!isInMessage(plan, strange.path));
      // In a list of texts a text may stand in a list's or an object's place nowhere.
      expect({ ...strange, is: planShape(strange.value) }).toEqual({ ...strange, is: false });
    }),
  );
});

/** Is a place in what a message carries? */
function isInMessage(plan: unknown, path: readonly string[]): boolean {
  let inside = plan as { readonly [name: string]: unknown } | undefined;
  for (const name of path) {
    if (inside?.["op"] === "message" && name === "value") return true;
    inside = inside?.[name] as typeof inside;
  }
  return false;
}

test("no value stops the check", () => {
  fc.assert(fc.property(fc.anything(), (value) => typeof planShape(value) === "boolean"));
});

describe("an action is refused", () => {
  const table: [name: string, action: unknown][] = [
    ["that no executor knows", { op: "explode" }],
    ["called as what every object has", { op: "constructor" }],
    ["called as what every object has, too", { op: "__proto__" }],
    ["without what it is about", { op: "name", path: "a:" }],
    [
      "with a message to a type that gets none",
      { op: "message", path: "a:", type: "hub", command: "x" },
    ],
    [
      "with a place that is neither",
      { op: "vnet", node: "a", interface: "a", jail: "j", to: "moon" },
    ],
    [
      "with another one in it that is none",
      { op: "settle", jail: "j", actions: [{ op: "nosuch" }] },
    ],
    ["with a change that is none", { op: "rcconf", changes: [{ variable: "a" }] }],
    ["that is null", null],
    ["that is a list", []],
  ];
  test.each(table)("%s", (_, action) => {
    expect(planShape(withAction(action))).toBe(false);
  });
});

test("a variable is unset by true alone", () => {
  expect(rcChangeShape({ variable: "a", unset: true })).toBe(true);
  expect(rcChangeShape({ variable: "a", unset: false })).toBe(false);
  expect(rcChangeShape({ variable: "a", set: 1 })).toBe(false);
});

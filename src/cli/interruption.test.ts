/** How a run takes signals. What the signals do to whole runs is in test/program/hangup.test.ts. */
import { describe, expect, test } from "bun:test";
import { interruption, kindOf } from "./interruption.ts";
import type { Traits } from "./subcommand.ts";

const kind = (traits: Traits | undefined, line: string) => kindOf(traits, line.split(" "));

describe("a run", () => {
  test.each([
    [undefined, "nosuch", "reads"],
    [{}, "status", "reads"],
    [{ changes: true }, "jail web", "changes"],
    [{ changes: true }, "jail web --dry-run", "reads"],
    [{ changes: true }, "jail -qn web", "reads"],
    [{ changes: true }, "jail -- -n", "changes"],
    [{ changes: "--mend" }, "check --mend", "changes"],
    [{ changes: "--mend" }, "check", "reads"],
    [{ watches: "--follow" }, "status --follow", "watches"],
    [{ watches: "--follow" }, "status", "reads"],
    [{ watches: true }, "top", "watches"],
    [{ serves: true }, "web", "serves"],
    [{ ownSignals: true }, "lab serve", "own"],
    [{ passesOn: true }, "lab exec", "passes on"],
  ] as const)("with the traits %j and the line %j %s", (traits, line, expected) => {
    expect(kind(traits, line)).toBe(expected);
  });
});

test("a run that only reads leaves signals to the system", () => {
  const before = process.listenerCount("SIGINT");
  expect(interruption("reads").aborted).toBe(false);
  interruption("own");
  expect(process.listenerCount("SIGINT")).toBe(before);
});

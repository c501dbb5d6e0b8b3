/** What is said of a change that waits. */
import { expect, test } from "bun:test";
import { waitingLine } from "./waiting.ts";

test("the seconds are rounded up: what is told to be left is left", () => {
  expect(waitingLine({ request: "start", secondsLeft: 12.1 })).toBe(
    '"start" is undone in 13 s, unless you say: ngbuddy confirm',
  );
});

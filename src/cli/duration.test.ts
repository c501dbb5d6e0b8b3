/** Lengths of time as people type them. */
import { expect, test } from "bun:test";
import { parseDuration } from "./duration.ts";

test.each([
  ["90", 90],
  ["90s", 90],
  ["15m", 900],
  ["2h", 7200],
  ["1.5h", 5400],
  [".5", 0.5],
])("%s is %d seconds", (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test.each(["", "m", "15 m", "15M", "-5", "1h30m", "1e3", "Infinity", "0x10", "5."])(
  '"%s" is no length of time',
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

/** What reads the host again and again. */
import { expect, test } from "bun:test";
import { Failure } from "./io.ts";
import { intervalOf, pause } from "./watching.ts";

test.each([
  [undefined, 1],
  ["0.1", 0.1],
  ["3600", 3600],
])("an interval of %p is %p seconds", (text, seconds) => {
  expect(intervalOf("top", text)).toBe(seconds);
});

test.each(["0", "0.09", "3601", "-1", "often", "", "NaN", "Infinity"])(
  "an interval of %j is refused",
  (text) => {
    expect(() => intervalOf("top", text)).toThrow(Failure);
    expect(() => intervalOf("top", text)).toThrow(
      `top: --interval ${text}: give 0.1 to 3600 seconds`,
    );
  },
);

test("a pause ends at once when the run is over", async () => {
  expect(await pause(0, new AbortController().signal)).toBe(true);
  const over = new AbortController();
  const waiting = pause(3600, over.signal);
  over.abort();
  expect([await waiting, await pause(3600, over.signal)]).toEqual([false, false]);
});

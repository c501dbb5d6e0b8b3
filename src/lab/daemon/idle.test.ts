/** A lab ends when nobody has used it for long enough, by the time outside, and not before. */
import { expect, test } from "bun:test";
import { type IdleClock, watchIdle } from "./idle.ts";

const DAY = 24 * 60 * 60;

/** A clock that is moved on by hand. */
function handClock(): IdleClock & { advance(seconds: number): void } {
  let now = 0;
  let timers: { at: number; action: () => void }[] = [];
  return {
    now: () => now,
    after(milliseconds, action) {
      const timer = { at: now + milliseconds, action };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    advance(seconds) {
      const target = now + seconds * 1000;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= target).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((one) => one !== next);
        now = Math.max(now, next.at);
        next.action();
      }
      now = target;
    },
  };
}

test("a lab that nobody uses for a day ends, once", () => {
  const clock = handClock();
  let ends = 0;
  const watch = watchIdle(DAY, clock, () => ends++);
  clock.advance(DAY - 1);
  expect(ends).toBe(0);
  watch.used();
  clock.advance(DAY - 1);
  expect(ends).toBe(0);
  clock.advance(1);
  expect(ends).toBe(1);
  clock.advance(3 * DAY);
  expect(ends).toBe(1);
  expect(watch.lastUsed()).toBe((DAY - 1) * 1000);
});

test("a lab that somebody is connected to is used for as long as that lasts", () => {
  const clock = handClock();
  let ends = 0;
  const watch = watchIdle(DAY, clock, () => ends++);
  const done = watch.use();
  clock.advance(5 * DAY);
  expect(ends).toBe(0);
  expect(watch.lastUsed()).toBe(5 * DAY * 1000);
  done();
  done();
  clock.advance(DAY - 1);
  expect(ends).toBe(0);
  clock.advance(601);
  expect(ends).toBe(1);
});

test("a lab that may be left alone for ever stays", () => {
  const clock = handClock();
  let ends = 0;
  watchIdle(0, clock, () => ends++);
  clock.advance(1000 * DAY);
  expect(ends).toBe(0);
});

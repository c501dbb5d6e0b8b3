import { describe, expect, test } from "bun:test";
import { createClock } from "./clock.ts";

describe("the lab's clock", () => {
  test("stands still until it is moved on", () => {
    const clock = createClock({ bootEpoch: 1000 });
    expect([clock.now(), clock.epoch()]).toEqual([0, 1000]);
    clock.advance(1500);
    expect([clock.now(), clock.epoch()]).toEqual([1500, 1001.5]);
  });

  test("goes along with its source, and what was skipped stays skipped", () => {
    let time = 50;
    const clock = createClock({ bootEpoch: 0, source: () => time });
    time = 60;
    expect(clock.now()).toBe(10);
    clock.advance(1000);
    time = 65;
    expect(clock.now()).toBe(1015);
  });

  test("runs timers at their time, in order, those of one time in the order they were set", () => {
    const clock = createClock({ bootEpoch: 0 });
    const seen: string[] = [];
    const note = (name: string) => () => void seen.push(`${name}@${clock.now()}`);
    clock.after(300, note("late"));
    clock.after(100, note("first"));
    clock.after(100, note("second"));
    clock.after(100, () => clock.after(50, note("nested")));
    clock.advance(299);
    expect(seen).toEqual(["first@100", "second@100", "nested@150"]);
    clock.advance(1);
    expect(seen.at(-1)).toBe("late@300");
  });

  test("a timer that is called off does not run", () => {
    const clock = createClock({ bootEpoch: 0 });
    let runs = 0;
    const callOff = clock.after(10, () => runs++);
    callOff();
    callOff();
    clock.advance(100);
    expect(runs).toBe(0);
  });

  test("sleeping takes lab time and none outside", async () => {
    const clock = createClock({ bootEpoch: 0 });
    await clock.sleep(3_600_000);
    expect(clock.now()).toBe(3_600_000);
  });

  describe("with outsiders, whose time cannot be moved on", () => {
    const real = () => createClock({ bootEpoch: 0, source: () => performance.now() });
    const YEAR = 365 * 24 * 3_600_000;

    test("lets who waits for them go on when what he waits for has come in", async () => {
      const clock = real();
      clock.addOutsider();
      let isThere = false;
      const sleep = clock.sleep(YEAR, { isOver: () => isThere });
      clock.stir();
      isThere = true;
      clock.stir();
      await sleep;
      expect(clock.now()).toBeLessThan(YEAR);
    });

    test("lets who waits for them be stopped, and waits its time", async () => {
      const clock = real();
      clock.addOutsider();
      const stop = new AbortController();
      const sleep = clock.sleep(YEAR, { signal: stop.signal });
      stop.abort();
      await sleep;
      await clock.sleep(YEAR, { signal: stop.signal });
      expect(clock.now()).toBeLessThan(YEAR);
      await clock.sleep(2, {});
      expect(clock.now()).toBeGreaterThanOrEqual(2);
    });

    test("moves on at once for who does not wait for them, and when they have left", async () => {
      const clock = real();
      const leave = clock.addOutsider();
      await clock.sleep(YEAR);
      leave();
      await clock.sleep(YEAR, {});
      expect(clock.now()).toBeGreaterThanOrEqual(2 * YEAR);
    });
  });

  test("that goes along with a source runs what falls due, though nobody moves it on", async () => {
    const clock = createClock({ bootEpoch: 0, source: () => performance.now() });
    await new Promise<void>((resolve) => {
      clock.after(1, () => clock.after(1, resolve));
    });
    expect(clock.now()).toBeGreaterThanOrEqual(2);
  });

  test("lingering ends when it is aborted, with a real clock too", async () => {
    const controller = new AbortController();
    const clock = createClock({ bootEpoch: 0, source: () => 0 });
    const pause = clock.linger(3_600_000, controller.signal);
    controller.abort();
    await pause;
    expect(clock.now()).toBe(0);
  });
});

test("a clock that is started anew forgets what was to run, and the time of day goes on", () => {
  const clock = createClock({ bootEpoch: 1000 });
  let ran = false;
  clock.after(5000, () => {
    ran = true;
  });
  clock.advance(2000);
  clock.restart();
  expect([clock.now(), clock.epoch()]).toEqual([0, 1002]);
  clock.advance(10_000);
  expect(ran).toBe(false);
  expect(clock.epoch()).toBe(1012);
});

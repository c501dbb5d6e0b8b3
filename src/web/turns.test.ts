/** One at a time, and not too many that wait. */
import { expect, test } from "bun:test";
import { Turns } from "./turns.ts";

const wanted = new AbortController().signal;

test("work is done one at a time, in order, also after some that failed", async () => {
  const turns = new Turns(10);
  const told: string[] = [];
  const work = (name: string, fails = false) =>
    turns.take(async () => {
      told.push(`${name} begins`);
      await Promise.resolve();
      told.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    }, wanted);
  const all = [work("a"), work("b", true), work("c")];
  expect(await Promise.allSettled(all)).toMatchObject([
    { value: "a" },
    { status: "rejected" },
    { value: "c" },
  ]);
  expect(told).toEqual(["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test("who comes when too many wait is told at once, and may come again later", async () => {
  const turns = new Turns(2);
  const { promise, resolve } = Promise.withResolvers<void>();
  const all = Array.from({ length: 20 }, () => turns.take(() => promise, wanted));
  expect(all.filter((turn) => turn !== undefined)).toHaveLength(3);
  resolve();
  await Promise.all(all);
  expect(await turns.take(async () => 7, wanted)).toBe(7);
});

test("what nobody wants any more when its turn comes is not done", async () => {
  const turns = new Turns(2);
  const gone = new AbortController();
  let done = false;
  const turn = turns.take(async () => {
    done = true;
  }, gone.signal);
  gone.abort();
  await turn;
  expect(done).toBe(false);
});

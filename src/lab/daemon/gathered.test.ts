import { expect, test } from "bun:test";
import { Gathered } from "./gathered.ts";

function stream(writableNeedDrain = false) {
  const written: number[][] = [];
  let ended = false;
  return {
    written,
    writableNeedDrain,
    write: (bytes: Uint8Array) => void written.push([...bytes]),
    end() {
      ended = true;
    },
    get ended() {
      return ended;
    },
  };
}

test("what is written in one go goes out in one piece, in its order, when nothing else is to do", async () => {
  const to = stream();
  const gathered = new Gathered(to);
  for (const byte of [1, 2, 3]) gathered.write(Uint8Array.of(byte));
  expect(to.written).toEqual([]);
  await Promise.resolve();
  expect(to.written).toEqual([[1, 2, 3]]);
  gathered.write(Uint8Array.of(4));
  gathered.flush();
  gathered.flush();
  await Promise.resolve();
  expect(to.written).toEqual([[1, 2, 3], [4]]);
});

test("what waits has a limit", () => {
  const to = stream();
  const gathered = new Gathered(to);
  for (let sent = 0; sent < 3; sent++) gathered.write(new Uint8Array(40_000));
  expect(to.written.map(({ length }) => length)).toEqual([80_000]);
});

test("it says when the stream has enough", () => {
  expect(new Gathered(stream()).write(Uint8Array.of(1))).toBe(true);
  expect(new Gathered(stream(true)).write(Uint8Array.of(1))).toBe(false);
});

test("the end comes behind all that was written", () => {
  const to = stream();
  const gathered = new Gathered(to);
  gathered.write(Uint8Array.of(1));
  gathered.close();
  expect(to.written).toEqual([[1]]);
  expect(to.ended).toBe(true);
});

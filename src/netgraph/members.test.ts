/** The walk over the members of structs and arrays. */
import { expect, test } from "bun:test";
import {
  type ArrayLayout,
  array,
  type Layout,
  type StructLayout,
  struct,
  uint8,
  uint16,
  uint32,
} from "./layout.ts";
import { madeOnce, memberCount, walkOf } from "./members.ts";
import { sizeOf } from "./memory.ts";
import { Reader } from "./reader.ts";

/** Where the members lie that a walk from `start` visits, and where it ends. */
function placesOf(
  layout: StructLayout | ArrayLayout,
  bytes: readonly number[],
  start = 0,
  counts: readonly { [name: string]: number }[] = [],
) {
  const reader = new Reader(Uint8Array.from(bytes));
  reader.at = start;
  const places: [string | number, number][] = [];
  const seen: string[] = [];
  const walk = walkOf(
    layout,
    (type: Layout) => (memory: Reader, inner, whole: typeof places, key) => {
      whole.push([key, memory.at]);
      seen.push(JSON.stringify(inner));
      memory.at += sizeOf(type) ?? Number(inner.at(-1)?.["n"] ?? 0);
    },
  );
  walk(reader, counts, places);
  return { places: Object.fromEntries(places), end: reader.at, counts: seen.at(-1) };
}

const zeros = new Array<number>(40).fill(0);

test("members lie at multiples of their alignment, counted from where the struct begins", () => {
  const layout = struct({ a: uint8, b: uint16, c: uint8, d: uint32, e: uint8 });
  expect(placesOf(layout, zeros)).toMatchObject({
    places: { a: 0, b: 2, c: 4, d: 8, e: 12 },
    end: 16,
  });
  expect(placesOf(layout, zeros, 1)).toMatchObject({
    places: { a: 1, b: 3, c: 5, d: 9, e: 13 },
    end: 17,
  });
});

test("what a list may ask is what the fields before it said, those of the structs around too", () => {
  const layout = struct({
    n: uint8,
    head: struct({ l: uint16, m: uint16 }),
    list: array(uint8, { lengthOf: "n" }),
  });
  expect(placesOf(layout, [3, 0, 5, 0, 2, 1], 0, [{ outer: 9 }])).toEqual({
    places: { n: 0, head: 2, list: 6 },
    end: 10,
    counts: '[{"outer":9},{"n":3,"head.l":5,"head.m":258}]',
  });
});

test("an array is walked as far as its length says, each element at its alignment", () => {
  const triple = struct({ a: uint16, b: uint8 });
  expect(placesOf(array(triple, 2), zeros)).toMatchObject({ places: { 0: 0, 1: 4 }, end: 8 });
  const counted = array(uint8, { lengthOf: "n" });
  expect(placesOf(counted, zeros, 0, [{ n: 3 }])).toMatchObject({ places: { 0: 0, 1: 1, 2: 2 } });
  expect(placesOf(counted, zeros, 0, [{ n: 0xffff_ffff }])).toMatchObject({ places: {}, end: 0 });
});

test("a struct has as many members as fields, an array as many as its count says", () => {
  expect(memberCount(struct({ a: uint8, b: uint8 }), [])).toBe(2);
  expect(memberCount(array(uint8, { lengthOf: "n" }), [{ n: 7 }])).toBe(7);
});

test("what is done with a layout is made once for each", () => {
  let made = 0;
  const of = madeOnce((layout: Layout) => ({ layout, number: made++ }));
  expect([of(uint8), of(uint16), of(uint8)].map(({ number }) => number)).toEqual([0, 1, 0]);
});

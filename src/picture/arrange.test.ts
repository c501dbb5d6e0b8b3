/** Where panels stand on the page. */
import { expect, test } from "bun:test";
import { madeUpTopology } from "../../test/support/topologies.ts";
import { arrange } from "./arrange.ts";
import { guestContents } from "./guests.ts";

const panels = (guests: number, bridges: number) =>
  guestContents(madeUpTopology(guests, bridges)).panels;

test("every panel stands once on the page, inside it, and on no other", () => {
  for (const [guests, bridges] of [
    [1, 1],
    [9, 2],
    [40, 7],
    [60, 30],
  ] as const) {
    const { placed, width, height } = arrange(panels(guests, bridges));
    expect(placed).toHaveLength(bridges);
    for (const [index, one] of placed.entries()) {
      expect([
        one.x >= 0,
        one.y >= 0,
        one.x + one.shape.width <= width + 1e-6,
        one.y + one.shape.height <= height + 1e-6,
      ]).toEqual([true, true, true, true]);
      for (const other of placed.slice(index + 1)) {
        const isApart =
          one.x + one.shape.width <= other.x ||
          other.x + other.shape.width <= one.x ||
          one.y + one.shape.height <= other.y ||
          other.y + other.shape.height <= one.y;
        expect(isApart).toBe(true);
      }
    }
  }
});

test("a wide screen gets a wide page, a tall one a tall page", () => {
  const many = panels(60, 12);
  const [wide, tall] = [arrange(many, 3), arrange(many, 0.5)];
  expect(wide.width / wide.height).toBeGreaterThan(tall.width / tall.height);
});

test("nothing takes no room", () => {
  expect(arrange([])).toEqual({ placed: [], width: 0, height: 0 });
});

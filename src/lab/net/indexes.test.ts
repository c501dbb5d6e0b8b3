/** The numbers that interfaces get (`link#2`). */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { InterfaceIndexes } from "./indexes.ts";

/** A number is given back, `null` asks for one. */
const steps = fc.array(fc.option(fc.integer({ min: 1, max: 8 }), { freq: 2 }), {
  maxLength: 60,
  size: "max",
});

test("interfaces are numbered from 1, and the lowest number that is free is always the next", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const indexes = new InterfaceIndexes();
      const used = new Set<number>();
      for (const given of all) {
        if (given === null) {
          const taken = indexes.take();
          let lowest = 1;
          while (used.has(lowest)) lowest++;
          expect(taken).toBe(lowest);
          used.add(taken);
        } else if (used.delete(given)) indexes.give(given);
      }
    }),
  );
});

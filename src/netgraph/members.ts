/** The members of a struct or an array, one behind the other: the one walk that reading, writing and defaults have in common. */
import { type Counts, type FieldCounts, lengthOf } from "./counts.ts";
import type { ArrayLayout, IntegerLayout, Layout, StructLayout } from "./kinds.ts";
import { aligned, alignmentOf } from "./memory.ts";

/** Bytes that are read or written from the front to the end. */
export interface Memory {
  /** Where the next value begins. */
  readonly at: number;
  /** Goes on at `at`, which lies behind padding. */
  padTo(at: number): void;
  /** An integer that was read or written already. */
  integerAt(at: number, type: IntegerLayout): number | bigint;
}

/**
 * Reads or writes the member `key` of `whole`: a field by its name, an element by its index. `counts` is what lengths in it
 * depend on. It leaves the memory where the member ends.
 */
export type Visit<M extends Memory, Whole> = (
  memory: M,
  counts: Counts,
  whole: Whole,
  key: string | number,
) => void;

/** Visits all members in their order. `whole` is what each visit is given. */
type Walk<M extends Memory, Whole> = (memory: M, counts: Counts, whole: Whole) => void;

/** What is done with values of a layout: made once for each, by `make`, and kept. */
export function madeOnce<L extends Layout, Done>(make: (layout: L) => Done): (layout: L) => Done {
  const made = new WeakMap<L, Done>();
  return (layout) => {
    let done = made.get(layout);
    if (done === undefined) {
      done = make(layout);
      made.set(layout, done);
    }
    return done;
  };
}

/** The walk over the members of a layout. It skips the padding between them and at the end; `visitOf` says what is done with members of a type. */
export function walkOf<M extends Memory, Whole>(
  layout: StructLayout | ArrayLayout,
  visitOf: (type: Layout) => Visit<M, Whole>,
): Walk<M, Whole> {
  return layout.kind === "struct" ? structWalk(layout, visitOf) : arrayWalk(layout, visitOf);
}

function structWalk<M extends Memory, Whole>(
  { fields, align, hasLists }: StructLayout,
  visitOf: (type: Layout) => Visit<M, Whole>,
): Walk<M, Whole> {
  const steps = fields.map(({ type, ...field }) => ({ ...field, visit: visitOf(type) }));
  if (!hasLists)
    return (memory, counts, whole) => {
      const start = memory.at;
      for (let index = 0; index < steps.length; index++) {
        const { align, name, visit } = steps[index]!;
        if (align > 1) skipPadding(memory, start, align);
        visit(memory, counts, whole, name);
      }
      if (align > 1) skipPadding(memory, start, align);
    };
  return (memory, counts, whole) => {
    const start = memory.at;
    const own: FieldCounts = {};
    const inner = [...counts, own];
    for (const { align, name, visit, counts: noted } of steps) {
      skipPadding(memory, start, align);
      const { at } = memory;
      visit(memory, inner, whole, name);
      for (const count of noted)
        own[count.name] = Number(memory.integerAt(at + count.at, count.type));
    }
    skipPadding(memory, start, align);
  };
}

function arrayWalk<M extends Memory, Whole>(
  { of, length }: ArrayLayout,
  visitOf: (type: Layout) => Visit<M, Whole>,
): Walk<M, Whole> {
  const visit = visitOf(of);
  const align = alignmentOf(of);
  return (memory, counts, whole) => {
    const start = memory.at;
    const number = lengthOf(length, counts);
    for (let index = 0; index < number; index++) {
      skipPadding(memory, start, align);
      visit(memory, counts, whole, index);
    }
    skipPadding(memory, start, align);
  };
}

/** Offsets count from where the struct or the array begins. */
function skipPadding(memory: Memory, start: number, align: number): void {
  if (align > 1) memory.padTo(start + aligned(memory.at - start, align));
}

/** How many members a struct or an array has; negative where a message says so. */
export function memberCount(layout: StructLayout | ArrayLayout, counts: Counts): number {
  return layout.kind === "struct" ? layout.fields.length : lengthOf(layout.length, counts);
}

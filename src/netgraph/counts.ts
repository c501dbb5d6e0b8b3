/** How long variable arrays are: fields that came before them say it. */
import type { Length } from "./kinds.ts";

const MIN_INT = -(2 ** 31);

/** The integer fields of a struct that were read so far. */
export type FieldCounts = { [field: string]: number };
/** Those of the structs around, innermost last. */
export type Counts = readonly Readonly<FieldCounts>[];

/** The length of an array; 0 when no field says it. As the kernel takes it, an int: a count of 2^31 and more is negative. */
export function lengthOf(length: Length, counts: Counts): number {
  if (typeof length === "number") return length;
  for (let i = counts.length - 1; i >= 0; i--) {
    const count = counts[i]![length.lengthOf];
    if (count === undefined) continue;
    return Math.max(length.least ?? MIN_INT, (count - (length.less ?? 0)) | 0);
  }
  return 0;
}

/** The members of a struct or an array, one behind the other: the one walk that reading, writing and defaults have in common. */
import { type Counts, type FieldCounts, lengthOf } from "./counts.ts";
import type { ArrayLayout, Layout, StructLayout } from "./layout.ts";
import { paddingBefore } from "./memory.ts";

/** What a visit found out about a member. */
export interface Visited {
  /** Where the member ends, counted from the beginning of the whole. */
  readonly next: number;
  /** What an integer is, for arrays whose length it says. */
  readonly value?: unknown;
  /** The integer fields of a member that is a struct. */
  readonly own?: FieldCounts | undefined;
}

/** How many members a struct or an array has; negative where a message says so. */
export function memberCount(layout: StructLayout | ArrayLayout, counts: Counts): number {
  return layout.kind === "struct" ? layout.fields.length : lengthOf(layout.length, counts);
}

/**
 * Visits the members in their order. `at` is where a member begins, its padding left out, counted from the beginning of the whole;
 * `inner` is what lengths in it depend on; `name` is undefined for an element of an array. Returns where the whole ends, padding
 * included, and its integer fields.
 */
export function walkMembers(
  layout: StructLayout | ArrayLayout,
  counts: Counts,
  visit: (
    type: Layout,
    at: number,
    inner: Counts,
    index: number,
    name: string | undefined,
  ) => Visited,
): { readonly length: number; readonly own: FieldCounts } {
  const fields = layout.kind === "struct" ? layout.fields : undefined;
  const number = memberCount(layout, counts);
  const hasLists = layout.kind === "struct" && layout.hasLists;
  const own: FieldCounts = {};
  // Without a list in it nobody asks for what stands before.
  const inner = hasLists ? [...counts, own] : counts;
  let at = 0;
  for (let index = 0; index < number; index++) {
    const field = fields?.[index];
    const type = field?.type ?? (layout as ArrayLayout).of;
    at += paddingBefore(type, at);
    const { next, value, own: parts } = visit(type, at, inner, index, field?.name);
    at = next;
    if (field === undefined) continue;
    if (type.kind === "int") own[field.name] = Number(value ?? 0);
    if (hasLists && parts !== undefined) noteParts(own, field.name, parts);
  }
  return { length: at + paddingBefore(layout, at), own };
}

/** Takes note of a struct's integers for lists that come after it: `nodeinfo.hooks`. */
function noteParts(own: FieldCounts, name: string, parts: FieldCounts): void {
  for (const part in parts) own[`${name}.${part}`] = parts[part]!;
}

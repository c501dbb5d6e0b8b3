/** The names of the nodes that a guest's port is made of. */

/** The parts of a port, in their order from the guest on; a node is named `IF_PART`. */
export const PARTS = [
  "guard",
  "mirror",
  "rate",
  "isolate",
  "mark",
  "vlan",
  "trunk",
  "tags",
] as const;
/** A part of a port. */
export type Part = (typeof PARTS)[number];

/** Returns what a node of a guest's port is called. */
export function partName(name: string, part: Part | "copies" | "hold"): string {
  return `${name}_${part}`;
}

/** Returns the part of a guest's port that a node of this name is. */
export function partOf(name: string, node: string): Part | undefined {
  return PARTS.find((part) => node === partName(name, part));
}

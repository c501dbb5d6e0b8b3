/** The addresses that jng and jib give interfaces: NP:SS:SS:II:II:II, of the parent's address and a checksum of the jail's name. */

/** Returns what sum(1) makes of a text of ASCII: 16 bits. */
export function checksum(text: string): number {
  let sum = 0;
  for (const byte of Buffer.from(text, "latin1"))
    sum = (((sum >> 1) | ((sum & 1) << 15)) + byte) & 0xffff;
  return sum;
}

/**
 * Returns the address of the interface that is made for `name` on the NIC with the address `parent`. `count`: how many it has
 * made on that NIC before; only four bits of it have a place. `tool`: whose interface it is; jib's is the jail's end of a pair.
 */
export function derivedMac(
  parent: string,
  name: string,
  count: number,
  tool: "jng" | "jib" = "jng",
): string {
  const sum = checksum(name).toString(16).padStart(4, "0");
  const first = (count & 15).toString(16) + privateDigit(parent, tool);
  return [first, sum.slice(0, 2), sum.slice(2), ...parent.split(":").slice(3)].join(":");
}

/** How many addresses there are for one name on one NIC. */
export const MAX_COUNT = 16;

/** The digit that says "locally administered": another one than the parent's, and than that of the other end of a pair. */
function privateDigit(parent: string, tool: "jng" | "jib"): string {
  if (tool === "jng") return parent[1] === "2" ? "a" : "2";
  return parent[1]?.toLowerCase() === "e" ? "6" : "e";
}

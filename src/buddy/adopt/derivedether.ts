/** The Ethernet addresses that jib and jng, of FreeBSD's share/examples/jails, make from a name and a NIC's address. */

/** The checksum that sum(1) prints first of a text: 16 bits, turned right by one before each byte is added. */
function checksum(text: string): number {
  let sum = 0;
  for (const byte of Buffer.from(text)) sum = (((sum >> 1) | ((sum & 1) << 15)) + byte) & 0xffff;
  return sum;
}

/** The digits that make an address a local one, other than the NIC's own: of an eiface of jng's, and of the jail's end of a pair of jib's. */
const LOCAL = { jng: { 2: "a", e: "2" }, jib: { 2: "e", e: "6" } } as const;
const OTHERWISE = { jng: "2", jib: "e" } as const;

/**
 * The address `NP:SS:SS:II:II:II`: N counts the interfaces that the name has on the NIC, P makes it a local address, S is
 * the name's checksum, I is the end of the NIC's address.
 */
export function derivedEther(
  tool: "jib" | "jng",
  name: string,
  nic: string,
  number: number,
): string {
  const digit = nic[1]?.toLowerCase();
  const local = digit === "2" || digit === "e" ? LOCAL[tool][digit] : OTHERWISE[tool];
  const sum = checksum(name).toString(16).padStart(4, "0");
  const [, end = ""] = /^..:..:..(:.*)$/.exec(nic) ?? [];
  return `${(number & 15).toString(16)}${local}:${sum.slice(0, 2)}:${sum.slice(2)}${end}`;
}

/** The addresses of an interface as the kernel keeps them: socket addresses, each rounded up to eight bytes (SA_SIZE). */
import type { Interface } from "../net/interface.ts";

const AF_INET = 2;
const AF_LINK = 18;
const IFT_ETHER = 6;
/** struct sockaddr_dl, rounded up. */
const LINK_SIZE = 56;
const INET_SIZE = 16;

/** The link-level address, then those of IPv4. */
export function addressesOf(iface: Interface): Uint8Array {
  const { inet } = iface;
  const bytes = new Uint8Array(LINK_SIZE + inet.length * INET_SIZE);
  writeLink(bytes, iface);
  for (const [number, { address }] of inet.entries()) {
    const at = LINK_SIZE + number * INET_SIZE;
    bytes.set([INET_SIZE, AF_INET, 0, 0, ...address.split(".").map(Number)], at);
  }
  return bytes;
}

function writeLink(bytes: Uint8Array, { name, index, ether }: Interface): void {
  const text = [...name].map((c) => c.charCodeAt(0));
  bytes.set([LINK_SIZE, AF_LINK, index & 0xff, index >> 8, IFT_ETHER, text.length, 6, 0]);
  bytes.set([...text, ...(ether ?? [])], 8);
}

/** Ethernet addresses that the kernel makes up. */
import { createHash } from "node:crypto";

/** FreeBSD's own range, of which two bytes are free to choose: 58:9c:fc:10:xx:xx (net/ieee_oui.h). */
const PREFIX = [0x58, 0x9c, 0xfc, 0x10];

/** The address of a new interface: a hash of host and interface name, the same every time (if_ethersubr.c, ether_gen_addr). */
export function generatedEther(hostname: string, interfaceName: string): Uint8Array {
  const [a = 0, b = 0] = createHash("sha1").update(`${hostname}/${interfaceName}`).digest();
  return Uint8Array.from([...PREFIX, a, b]);
}

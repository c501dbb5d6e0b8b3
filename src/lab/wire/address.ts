/** Addresses: text ↔ numbers and bytes. IPv4 addresses are unsigned 32-bit numbers inside the stack. */
import { parseIpv4, parseIpv6 } from "../../netgraph/inet.ts";

export { formatEther } from "../../netgraph/ether.ts";
export { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from "../../netgraph/inet.ts";

/** 255.255.255.255, INADDR_BROADCAST */
export const EVERYBODY = 0xffffffff;

/** The netmask of a prefix length, 0 to 32. */
export function maskOf(prefix: number): number {
  return prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
}

/** The prefix length of a netmask: how many bits are set. */
export function prefixOf(mask: number): number {
  return mask.toString(2).replaceAll("0", "").length;
}

/** The prefix length that classful addressing gives an address (in.h: IN_CLASSA …). */
export function classPrefix(address: number): number {
  if (address < 0x80000000) return 8;
  return address < 0xc0000000 ? 16 : 24;
}

/** `10.0.0.1/24` → address and prefix length; a bare address has the prefix 32. Undefined when malformed. */
export function parseCidr(text: string): { address: number; prefix: number } | undefined {
  const [host = "", length] = text.split("/");
  const address = parseIpv4(host);
  const prefix = length === undefined ? 32 : /^\d{1,2}$/.test(length) ? Number(length) : 33;
  return address === undefined || prefix > 32 ? undefined : { address, prefix };
}

/** `2001:db8::/64` → address and prefix length; a bare address has the prefix `bare`. Undefined when malformed. */
export function parseCidr6(
  text: string,
  bare = 128,
): { address: number[]; prefix: number } | undefined {
  const [host = "", length] = text.split("/");
  const address = parseIpv6(host);
  const prefix = length === undefined ? bare : /^\d{1,3}$/.test(length) ? Number(length) : 129;
  return address === undefined || prefix > 128 ? undefined : { address, prefix };
}

/** `58:9c:fc:0:2a:1` → six bytes. Undefined when it is no Ethernet address. */
export function parseEther(text: string): Uint8Array | undefined {
  if (!/^[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}$/.test(text)) return undefined;
  return Uint8Array.from(text.split(":"), (part) => Number.parseInt(part, 16));
}

/** The network that an IPv6 address is in: its first `prefix` bits. */
export function network6(groups: readonly number[], prefix: number): number[] {
  return groups.map((group, index) => {
    const bits = Math.min(16, Math.max(0, prefix - index * 16));
    return group & (0xffff << (16 - bits)) & 0xffff;
  });
}

/** Is this a link-local address or a link-local multicast address, which need a scope? */
export function isLinkLocal(groups: readonly number[]): boolean {
  return (groups[0]! & 0xffc0) === 0xfe80 || (groups[0]! & 0xff0f) === 0xff02;
}

/** The link-local address of an Ethernet address (RFC 4291, appendix A). */
export function linkLocalOf(ether: Uint8Array): number[] {
  const [a, b, c, d, e, f] = [...ether] as [number, number, number, number, number, number];
  return [0xfe80, 0, 0, 0, ((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
}

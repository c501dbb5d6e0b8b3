/** IPv6 addresses: eight groups of 16 bits, in packets and out of them. */
import { network6 } from "./address.ts";

/** An IPv6 address: eight groups of 16 bits. */
export type Address6 = readonly number[];

/** `::`, who has no address yet. */
export const UNSPECIFIED: Address6 = [0, 0, 0, 0, 0, 0, 0, 0];
/** `ff02::1`, everybody on the link. */
export const ALL_NODES: Address6 = [0xff02, 0, 0, 0, 0, 0, 0, 1];

/** `ff02::2`, all routers on the link. */
export const ALL_ROUTERS: Address6 = [0xff02, 0, 0, 0, 0, 0, 0, 2];

/** Returns the address that stands in a packet. */
export function address6At(bytes: Uint8Array, at: number): Address6 {
  const groups: number[] = [];
  for (let place = at; place < at + 16; place += 2) {
    groups.push((bytes[place]! << 8) | bytes[place + 1]!);
  }
  return groups;
}

/** Writes an address into a packet. */
export function putAddress6(bytes: Uint8Array, at: number, address: Address6): void {
  for (const [index, group] of address.entries()) {
    bytes[at + index * 2] = group >> 8;
    bytes[at + index * 2 + 1] = group & 255;
  }
}

export function sameAddress6(a: Address6, b: Address6): boolean {
  return a.every((group, index) => group === b[index]);
}

/** Is the address in a network? */
export function isInNetwork6(address: Address6, network: Address6, prefix: number): boolean {
  return sameAddress6(network6(address, prefix), network6(network, prefix));
}

/** Returns how many bits two addresses have in common at their beginning. */
export function commonBits(a: Address6, b: Address6): number {
  const at = a.findIndex((group, index) => group !== b[index]);
  return at < 0 ? 128 : at * 16 + Math.clz32(a[at]! ^ b[at]!) - 16;
}

export function isUnspecified(address: Address6): boolean {
  return sameAddress6(address, UNSPECIFIED);
}

/** Is this `::1`? */
export function isLoopback6(address: Address6): boolean {
  return address[7] === 1 && address.slice(0, 7).every((group) => group === 0);
}

/** Is this a group that many may listen to (ff00::/8)? */
export function isMulticast6(address: Address6): boolean {
  return address[0]! >> 8 === 0xff;
}

/** Returns how far an address reaches, as a number that is greater for what reaches further (RFC 4291): 1 for the host itself, 2 for the link, 14 for the world. */
export function scopeOf(address: Address6): number {
  if (isMulticast6(address)) return address[0]! & 15;
  if (isLoopback6(address)) return 1;
  return (address[0]! & 0xffc0) === 0xfe80 ? 2 : 14;
}

/** Returns the group that is asked for the Ethernet address of a host: ff02::1:ffXX:XXXX (RFC 4291). */
export function solicitedNode(address: Address6): Address6 {
  return [0xff02, 0, 0, 0, 0, 1, 0xff00 | (address[6]! & 255), address[7]!];
}

/** Returns the Ethernet address of a multicast group (RFC 2464). */
export function groupEther6(group: Address6): Uint8Array {
  const [high, low] = [group[6]!, group[7]!];
  return Uint8Array.of(0x33, 0x33, high >> 8, high & 255, low >> 8, low & 255);
}

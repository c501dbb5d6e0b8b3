/** Addresses of both families as bytes, and which of them are meant. */
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from "../../wire/address.ts";
import type { PfAddress, PfNetwork } from "./rule.ts";

/** Returns an address as bytes; undefined when it is none. */
export function pfAddress(text: string): PfAddress | undefined {
  const four = parseIpv4(text);
  if (four !== undefined) return bytesOf4(four);
  const six = parseIpv6(text);
  return six === undefined ? undefined : bytesOf6(six);
}

export function bytesOf4(address: number): PfAddress {
  return Uint8Array.of(
    address >>> 24,
    (address >>> 16) & 255,
    (address >>> 8) & 255,
    address & 255,
  );
}

function bytesOf6(groups: readonly number[]): PfAddress {
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]));
}

export function formatPfAddress(address: PfAddress): string {
  if (address.length === 4) {
    return formatIpv4(new DataView(address.buffer, address.byteOffset).getUint32(0));
  }
  const view = new DataView(address.buffer, address.byteOffset);
  return formatIpv6(Array.from({ length: 8 }, (_, index) => view.getUint16(index * 2)));
}

/** Is the address in the network? One of the other family never is. */
export function isIn(address: PfAddress, network: PfNetwork): boolean {
  if (address.length !== network.address.length) return false;
  for (let at = 0; at < address.length; at++) {
    const bits = Math.min(8, Math.max(0, network.prefix - at * 8));
    const mask = (0xff << (8 - bits)) & 0xff;
    if (((address[at]! ^ network.address[at]!) & mask) !== 0) return false;
  }
  return true;
}

/** The first address of a network. */
export function masked({ address, prefix }: PfNetwork): PfNetwork {
  const first = address.map((byte, at) => {
    const bits = Math.min(8, Math.max(0, prefix - at * 8));
    return byte & (0xff << (8 - bits)) & 0xff;
  });
  return { address: first, prefix };
}

/** Returns the address that has the same place in a network as another one has in its own of the same size. */
export function placedIn({ address, prefix }: PfNetwork, other: PfAddress): PfAddress {
  return other.map((byte, at) => {
    const bits = Math.min(8, Math.max(0, prefix - at * 8));
    const mask = (0xff << (8 - bits)) & 0xff;
    return (address[at]! & mask) | (byte & ~mask);
  });
}

/** Negative when `a` comes before `b`; of one family. */
export function compareAddresses(a: PfAddress, b: PfAddress): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at]! - b[at]!;
  return 0;
}

/** Socket addresses as the kernel writes them (netinet/in.h, netinet6/in6.h, net/if_dl.h). */
import { setNumber } from "../../calls/layout.ts";
import { AF } from "../../calls/numbers.ts";
import { SDL_DATA, SIN_ADDR, SIN6_ADDR, sockaddr_dl, sockaddr_in6 } from "../../calls/structs.ts";

/** `10.0.0.1` as a struct sockaddr_in. */
export function sockaddrIn(address: number): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes.set([bytes.length, AF.INET]);
  new DataView(bytes.buffer).setUint32(SIN_ADDR, address);
  return bytes;
}

/** Eight groups as a struct sockaddr_in6. */
export function sockaddrIn6(groups: readonly number[], scope = 0): Uint8Array {
  const bytes = new Uint8Array(sockaddr_in6.size);
  bytes.set([bytes.length, AF.INET6]);
  const view = new DataView(bytes.buffer);
  for (const [index, group] of groups.entries()) view.setUint16(SIN6_ADDR + 2 * index, group);
  setNumber(sockaddr_in6, bytes, "scope_id", scope);
  return bytes;
}

/** Returns the netmask of a prefix length, in the form of an address. */
export function netmask4(prefix: number): Uint8Array {
  return sockaddrIn(prefix === 0 ? 0 : (0xffff_ffff << (32 - prefix)) >>> 0);
}

export function netmask6(prefix: number): Uint8Array {
  const groups = Array.from({ length: 8 }, (_, index) => {
    const bits = Math.min(16, Math.max(0, prefix - index * 16));
    return (0xffff << (16 - bits)) & 0xffff;
  });
  return sockaddrIn6(groups);
}

/** How long the link-level address of an interface is: a struct sockaddr_dl, filled up to a long (if.c, if_attach_internal). */
export const OWN_LINK_LENGTH = 56;

/** Returns a struct sockaddr_dl: the name of an interface and its link-level address, as far as they are given. */
export function sockaddrDl(link: {
  readonly index: number;
  readonly type: number;
  readonly name?: string;
  readonly address?: Uint8Array;
  /** The struct's own unless it is more. */
  readonly length?: number;
}): Uint8Array {
  const name = Buffer.from(link.name ?? "");
  const address = link.address ?? new Uint8Array();
  const bytes = new Uint8Array(link.length ?? sockaddr_dl.size);
  setNumber(sockaddr_dl, bytes, "len", bytes.length);
  setNumber(sockaddr_dl, bytes, "family", AF.LINK);
  setNumber(sockaddr_dl, bytes, "index", link.index);
  setNumber(sockaddr_dl, bytes, "type", link.type);
  setNumber(sockaddr_dl, bytes, "nlen", name.length);
  setNumber(sockaddr_dl, bytes, "alen", address.length);
  bytes.set(name, SDL_DATA);
  bytes.set(address, SDL_DATA + name.length);
  return bytes;
}

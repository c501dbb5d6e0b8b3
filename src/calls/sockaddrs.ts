/** The addresses behind a routing message (route(4)), and what they say as text. */
import { formatEther } from "../netgraph/ether.ts";
import { formatIpv4, formatIpv6 } from "../netgraph/inet.ts";
import { numberAt } from "./layout.ts";
import { AF, RTAX } from "./numbers.ts";
import { SDL_DATA, SIN_ADDR, SIN6_ADDR, sockaddr_dl, sockaddr_in6 } from "./structs.ts";

/** A struct sockaddr: its bytes, as many as its length byte says. */
export type Sockaddr = Uint8Array;

/** Returns the addresses by their RTAX_… number. They follow each other in the order of their bits, each filled up to a long (net/route.h, SA_SIZE). */
export function sockaddrsAt(bytes: Uint8Array, at: number, bits: number): (Sockaddr | undefined)[] {
  const found: (Sockaddr | undefined)[] = [];
  let next = at;
  for (let number = 0; number < RTAX.COUNT && next < bytes.length; number++) {
    if ((bits & (1 << number)) === 0) continue;
    const length = bytes[next]!;
    found[number] = bytes.subarray(next, next + length);
    next += filledUp(length);
  }
  return found;
}

/** Returns addresses that follow each other, each filled up to a long, with nothing that says which they are. */
export function everySockaddr(bytes: Uint8Array): Sockaddr[] {
  const found: Sockaddr[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at]!;
    found.push(bytes.subarray(at, at + length));
    at += filledUp(length);
  }
  return found;
}

/** SA_SIZE of net/route.h. */
function filledUp(length: number): number {
  return length === 0 ? 8 : Math.ceil(length / 8) * 8;
}

/** Returns the family of an address (AF_…); 0, which is AF_UNSPEC, for one that is cut short. */
export function familyOf(address: Sockaddr): number {
  return address[1] ?? 0;
}

/** A byte of an address; those that a shortened netmask does not have are 0. */
function octet(address: Sockaddr, at: number): number {
  return address[at] ?? 0;
}

function ipv4At(address: Sockaddr): number {
  const [a, b, c, d] = [0, 1, 2, 3].map((index) => octet(address, SIN_ADDR + index));
  return ((a! << 24) | (b! << 16) | (c! << 8) | d!) >>> 0;
}

function ipv6At(address: Sockaddr): number[] {
  return Array.from({ length: 8 }, (_, index) => {
    const at = SIN6_ADDR + 2 * index;
    return octet(address, at) * 256 + octet(address, at + 1);
  });
}

/** Returns how many of the leading bits of a netmask are set; its family is that of its address. */
export function prefixLength(family: number, mask: Sockaddr): number {
  const at = family === AF.INET ? SIN_ADDR : SIN6_ADDR;
  const most = family === AF.INET ? 4 : 16;
  for (let index = 0; index < most; index++) {
    const bits = Math.clz32((~octet(mask, at + index) & 0xff) << 24);
    if (bits < 8) return 8 * index + bits;
  }
  return 8 * most;
}

/** Names an interface by its number; undefined for one that is gone. */
export type NameOf = (index: number) => string | undefined;

/** Returns an Internet address as text: `10.0.0.1`, `fe80::1%lo0`. Undefined for one of another family. */
export function inetText(address: Sockaddr, nameOf: NameOf): string | undefined {
  if (familyOf(address) === AF.INET) return formatIpv4(ipv4At(address));
  if (familyOf(address) !== AF.INET6) return undefined;
  const groups = ipv6At(address);
  if ((groups[0]! & 0xffc0) !== 0xfe80) return formatIpv6(groups);
  // The kernel keeps the scope in the second group, and takes it out unless net.inet6.ip6.deembed_scopeid says not to.
  const told =
    address.length >= sockaddr_in6.size ? numberAt(sockaddr_in6, address, "scope_id") : 0;
  const scope = told || groups[1]!;
  const text = formatIpv6(groups.with(1, 0));
  return scope === 0 ? text : `${text}%${nameOf(scope) ?? scope}`;
}

/** What a link-level address says. */
export interface Link {
  readonly name: string;
  /** The interface's number in its vnet. */
  readonly index: number;
  /** IFT_…, of net/if_types.h. */
  readonly type: number;
  /** `58:9c:fc:00:2a:01`, whatever its length; empty when there is none. */
  readonly address: string;
}

/** Reads a struct sockaddr_dl. Undefined when it is none. */
export function linkOf(address: Sockaddr): Link | undefined {
  if (familyOf(address) !== AF.LINK || address.length < SDL_DATA) return undefined;
  const nameEnd = SDL_DATA + numberAt(sockaddr_dl, address, "nlen");
  const end = nameEnd + numberAt(sockaddr_dl, address, "alen");
  return {
    name: new TextDecoder().decode(address.subarray(SDL_DATA, nameEnd)),
    index: numberAt(sockaddr_dl, address, "index"),
    type: numberAt(sockaddr_dl, address, "type"),
    address: formatEther(address.subarray(nameEnd, end)),
  };
}

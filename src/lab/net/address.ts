/** Addresses: text ↔ numbers and bytes. IPv4 addresses are unsigned 32-bit numbers inside the stack. */

/** 255.255.255.255, INADDR_BROADCAST */
export const EVERYBODY = 0xffffffff;

/** Reads an IPv4 address as inet_aton(3) does: `10.0.0.1`, and `10.1` or `0xffffff00` as well. Undefined when it is none. */
export function parseIpv4(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length > 4) return undefined;
  const numbers: number[] = [];
  for (const part of parts) {
    if (!/^(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/.test(part)) return undefined;
    numbers.push(/^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number(part));
  }
  const last = numbers.pop()!;
  let value = 0;
  for (const number of numbers) {
    if (number > 255) return undefined;
    value = value * 256 + number;
  }
  const room = 256 ** (4 - numbers.length);
  return last < room ? value * room + last : undefined;
}

export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

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

/** Six bytes → `58:9c:fc:00:2a:01`. */
export function formatEther(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(":");
}

/** `58:9c:fc:0:2a:1` → six bytes. Undefined when it is no Ethernet address. */
export function parseEther(text: string): Uint8Array | undefined {
  if (!/^[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}$/.test(text)) return undefined;
  return Uint8Array.from(text.split(":"), (part) => Number.parseInt(part, 16));
}

/** Reads an IPv6 address (no scope) as eight 16-bit groups. Undefined when it is none. */
export function parseIpv6(text: string): number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => groupsOf(half));
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  if (tail === undefined || head.length + tail.length > 7) return undefined;
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

function groupsOf(text: string): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && part.includes(".")) {
      const embedded = /^\d+(\.\d+){3}$/.test(part) ? parseIpv4(part) : undefined;
      if (embedded === undefined) return undefined;
      groups.push(embedded >>> 16, embedded & 0xffff);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** Eight groups → text as inet_ntop(3) writes it: the longest run of zeros is `::`, `::ffff:a.b.c.d` keeps its dots. */
export function formatIpv6(groups: readonly number[]): string {
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${formatIpv4(((groups[6]! << 16) | groups[7]!) >>> 0)}`;
  }
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === 0) length++;
    if (length > best.length) best = { at, length };
  }
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(":");
  if (best.at < 0) return text(groups);
  return `${text(groups.slice(0, best.at))}::${text(groups.slice(best.at + best.length))}`;
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

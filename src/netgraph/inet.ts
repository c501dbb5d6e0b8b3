/** Internet addresses as text: IPv4 as an unsigned 32-bit number, IPv6 as eight 16-bit groups. */

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

/** Returns an IPv4 address as text, four decimal numbers with dots between them. */
export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
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

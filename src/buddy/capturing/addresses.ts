/** Addresses in a filter: from text to bytes. */

/** Returns the six bytes of a MAC address; undefined for what is none. */
export function macBytes(text: string): Uint8Array | undefined {
  if (!/^[0-9a-f]{1,2}([:-][0-9a-f]{1,2}){5}$/i.test(text)) return undefined;
  return Uint8Array.from(text.split(/[:-]/), (part) => Number.parseInt(part, 16));
}

/** Returns the 4 bytes of an IPv4 address or the 16 of an IPv6 one; undefined for what is none. */
export function ipBytes(text: string): Uint8Array | undefined {
  return text.includes(":") ? ip6Bytes(text) : ip4Bytes(text);
}

function ip4Bytes(text: string): Uint8Array | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const parts = text.split(".").map(Number);
  return parts.every((part) => part <= 255) ? Uint8Array.from(parts) : undefined;
}

const GROUPS = 8;

function ip6Bytes(text: string): Uint8Array | undefined {
  const [head = "", tail, more] = text.split("::");
  if (more !== undefined) return undefined;
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  if (before === undefined || after === undefined) return undefined;
  const missing = GROUPS - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...new Array<number>(missing).fill(0), ...after];
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

/** The groups of 16 bits of a part of an IPv6 address, at whose end an IPv4 address may stand. */
function groupsOf(text: string): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [at, part] of parts.entries()) {
    const four = at === parts.length - 1 ? ip4Bytes(part) : undefined;
    if (four !== undefined) groups.push((four[0]! << 8) | four[1]!, (four[2]! << 8) | four[3]!);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** A network: its address, and how many bits of it count. */
export interface Net {
  readonly address: Uint8Array;
  readonly bits: number;
}

/** Returns the network of `10.0.0.0/8` or `fd00::/8`; undefined for what is none. */
export function netIn(text: string): Net | undefined {
  const [, address = "", bits] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
  const bytes = ipBytes(address);
  if (bytes === undefined || Number(bits) > bytes.length * 8) return undefined;
  return { address: bytes, bits: Number(bits) };
}

/** Is an address in a network of the same family? */
export function isIn(address: Uint8Array | undefined, net: Net): boolean {
  if (address?.length !== net.address.length) return false;
  const whole = net.bits >> 3;
  for (let at = 0; at < whole; at++) if (address[at] !== net.address[at]) return false;
  const rest = net.bits & 7;
  const mask = (0xff00 >> rest) & 0xff;
  return rest === 0 || (address[whole]! & mask) === (net.address[whole]! & mask);
}

/** Addresses in a filter: from text to bytes. */
import { parseIpv4, parseIpv6 } from "../../netgraph/inet.ts";

/** Returns the six bytes of a MAC address; undefined for what is none. */
export function macBytes(text: string): Uint8Array | undefined {
  if (!/^[0-9a-f]{1,2}([:-][0-9a-f]{1,2}){5}$/i.test(text)) return undefined;
  return Uint8Array.from(text.split(/[:-]/), (part) => Number.parseInt(part, 16));
}

/** Returns the 4 bytes of an IPv4 address or the 16 of an IPv6 one; undefined for what is none. */
export function ipBytes(text: string): Uint8Array | undefined {
  if (text.includes(":")) {
    const groups = parseIpv6(text);
    return groups && Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
  }
  const address = /^\d+(\.\d+){3}$/.test(text) ? parseIpv4(text) : undefined;
  return address === undefined
    ? undefined
    : Uint8Array.of(address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255);
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

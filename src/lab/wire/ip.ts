/** IPv4 packets (RFC 791), and how they are cut to a link's MTU. */
import { checksum } from "./checksum.ts";

export const IP_HEADER = 20;
/** IP_MAXPACKET, bytes. */
export const MAX_PACKET = 65_535;
export const PROTOCOL_ICMP = 1;
export const PROTOCOL_UDP = 17;
/** net.inet.ip.ttl */
export const DEFAULT_TTL = 64;
const DONT_FRAGMENT = 0x4000;
const MORE_FRAGMENTS = 0x2000;
const OFFSET_MASK = 0x1fff;

/** What a packet says of itself. Addresses are unsigned numbers of 32 bits. */
export interface IpHeader {
  readonly source: number;
  readonly destination: number;
  /** Whose payload it is: 1 for ICMP, 17 for UDP (IANA's numbers). */
  readonly protocol: number;
  /** How many routers it may still pass. */
  readonly ttl: number;
  /** The same in all fragments of a packet. */
  readonly id: number;
  /** The type of service; 0 when left out. */
  readonly tos?: number;
  /** May no router cut it? It may when left out. */
  readonly dontFragment?: boolean;
}

/** A packet around `payload`, without options. */
export function ipPacket(header: IpHeader, payload: Uint8Array): Uint8Array {
  const packet = new Uint8Array(IP_HEADER + payload.length);
  packet.set(payload, IP_HEADER);
  writeHeader(packet, header, header.dontFragment ? DONT_FRAGMENT : 0);
  return packet;
}

function writeHeader(packet: Uint8Array, header: IpHeader, offsetField: number): void {
  const view = new DataView(packet.buffer, packet.byteOffset);
  packet[0] = 0x45;
  packet[1] = header.tos ?? 0;
  view.setUint16(2, packet.length);
  view.setUint16(4, header.id);
  view.setUint16(6, offsetField);
  packet[8] = header.ttl;
  packet[9] = header.protocol;
  view.setUint32(12, header.source);
  view.setUint32(16, header.destination);
  view.setUint16(10, checksum(packet, 0, IP_HEADER));
}

/** A packet that came in, which may be a fragment. */
export interface ReceivedPacket extends IpHeader {
  /** A view into the packet. */
  readonly payload: Uint8Array;
  /** Where the payload belongs in the whole, bytes, and whether more follows. */
  readonly offset: number;
  readonly more: boolean;
}

/** Reads a packet; undefined when it is damaged, cut or no IPv4. Bytes after its length (padding) do not count. */
export function readIp(packet: Uint8Array): ReceivedPacket | undefined {
  if (packet.length < IP_HEADER || packet[0]! >> 4 !== 4) return undefined;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const header = (packet[0]! & 15) * 4;
  const length = view.getUint16(2);
  if (header < IP_HEADER || length < header || length > packet.length) return undefined;
  if (checksum(packet, 0, header) !== 0) return undefined;
  const offsetField = view.getUint16(6);
  return {
    source: view.getUint32(12),
    destination: view.getUint32(16),
    protocol: packet[9]!,
    ttl: packet[8]!,
    id: view.getUint16(4),
    tos: packet[1]!,
    dontFragment: (offsetField & DONT_FRAGMENT) !== 0,
    payload: packet.subarray(header, length),
    offset: (offsetField & OFFSET_MASK) * 8,
    more: (offsetField & MORE_FRAGMENTS) !== 0,
  };
}

/** The packet itself when it fits `mtu`, else fragments of it that do. */
export function fragments(packet: Uint8Array, mtu: number): Uint8Array[] {
  if (packet.length <= mtu) return [packet];
  const whole = readIp(packet);
  if (whole === undefined) return [];
  const size = Math.max(8, Math.floor((mtu - IP_HEADER) / 8) * 8);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < whole.payload.length; at += size) {
    const payload = whole.payload.subarray(at, at + size);
    const part = new Uint8Array(IP_HEADER + payload.length);
    part.set(payload, IP_HEADER);
    const more = at + size < whole.payload.length ? MORE_FRAGMENTS : 0;
    writeHeader(part, whole, more | (at / 8));
    parts.push(part);
  }
  return parts;
}

/** Returns the packet as a router sends it on: with one less to live, and a header that says so. The packet has more than 0 to live. */
export function aged(packet: Uint8Array): Uint8Array {
  const copy = packet.slice();
  const header = (copy[0]! & 15) * 4;
  copy[8]!--;
  copy[10] = 0;
  copy[11] = 0;
  new DataView(copy.buffer).setUint16(10, checksum(copy, 0, header));
  return copy;
}

/** Is this an address that many may listen to (224.0.0.0/4)? */
export function isMulticast(address: number): boolean {
  return address >>> 28 === 14;
}

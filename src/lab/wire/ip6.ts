/** IPv6 packets (RFC 8200): the header, fragments, and extension headers that are passed over. */
import { type Address6, address6At, putAddress6 } from "./address6.ts";

export const IP6_HEADER = 40;
export const PROTOCOL_ICMP6 = 58;
/** net.inet6.ip6.hlim */
export const DEFAULT_HOP_LIMIT = 64;
/** The smallest MTU of a link that IPv6 goes by, bytes. */
export const MIN_MTU6 = 1280;
const HOP_BY_HOP = 0;
const FRAGMENT = 44;
const DESTINATION_OPTIONS = 60;
const FRAGMENT_HEADER = 8;

/** What a packet says of itself. */
export interface Ip6Header {
  readonly source: Address6;
  readonly destination: Address6;
  /** Whose payload it is: 58 for ICMPv6 (IANA's numbers). */
  readonly protocol: number;
  /** How many routers it may still pass. */
  readonly hopLimit: number;
  /** Eight bits, the upper six of which are DSCP; 0 when left out. */
  readonly trafficClass?: number;
}

/** A packet around `payload`. */
export function ip6Packet(header: Ip6Header, payload: Uint8Array): Uint8Array {
  const packet = new Uint8Array(IP6_HEADER + payload.length);
  const { trafficClass = 0 } = header;
  packet[0] = 0x60 | (trafficClass >> 4);
  packet[1] = (trafficClass & 15) << 4;
  new DataView(packet.buffer).setUint16(4, payload.length);
  packet[6] = header.protocol;
  packet[7] = header.hopLimit;
  putAddress6(packet, 8, header.source);
  putAddress6(packet, 24, header.destination);
  packet.set(payload, IP6_HEADER);
  return packet;
}

/** A packet that came in, which may be a fragment. */
export interface ReceivedPacket6 extends Ip6Header {
  /** A view into the packet, behind its extension headers. */
  readonly payload: Uint8Array;
  /** Where the payload belongs in the whole, bytes, and whether more follows. */
  readonly offset: number;
  readonly more: boolean;
  /** The same in all fragments of a packet; 0 for what is none. */
  readonly id: number;
}

/** Reads a packet; undefined when it is damaged, cut or no IPv6. Bytes after its length (padding) do not count. */
export function readIp6(packet: Uint8Array): ReceivedPacket6 | undefined {
  if (packet.length < IP6_HEADER || packet[0]! >> 4 !== 6) return undefined;
  const end = IP6_HEADER + ((packet[4]! << 8) | packet[5]!);
  if (end > packet.length) return undefined;
  let protocol = packet[6]!;
  let at = IP6_HEADER;
  let part = { offset: 0, more: false, id: 0 };
  while (protocol === HOP_BY_HOP || protocol === DESTINATION_OPTIONS || protocol === FRAGMENT) {
    if (at + 8 > end) return undefined;
    const next = packet[at]!;
    if (protocol === FRAGMENT) {
      const field = (packet[at + 2]! << 8) | packet[at + 3]!;
      const id = new DataView(packet.buffer, packet.byteOffset).getUint32(at + 4);
      part = { offset: field & ~7, more: (field & 1) === 1, id };
      at += FRAGMENT_HEADER;
    } else at += (packet[at + 1]! + 1) * 8;
    protocol = next;
    // What is behind the header of a later fragment is the middle of something.
    if (part.offset !== 0) break;
  }
  if (at > end) return undefined;
  return {
    source: address6At(packet, 8),
    destination: address6At(packet, 24),
    protocol,
    hopLimit: packet[7]!,
    payload: packet.subarray(at, end),
    ...part,
  };
}

/** Returns the packet itself when it fits `mtu`, else fragments of it that do. The packet has no extension headers. */
export function fragments6(packet: Uint8Array, mtu: number, id: number): Uint8Array[] {
  if (packet.length <= mtu) return [packet];
  const size = Math.max(8, Math.floor((mtu - IP6_HEADER - FRAGMENT_HEADER) / 8) * 8);
  const payload = packet.subarray(IP6_HEADER);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const piece = payload.subarray(at, at + size);
    const part = new Uint8Array(IP6_HEADER + FRAGMENT_HEADER + piece.length);
    const view = new DataView(part.buffer);
    part.set(packet.subarray(0, IP6_HEADER));
    part[6] = FRAGMENT;
    view.setUint16(4, part.length - IP6_HEADER);
    part[IP6_HEADER] = packet[6]!;
    view.setUint16(IP6_HEADER + 2, at | (at + size < payload.length ? 1 : 0));
    view.setUint32(IP6_HEADER + 4, id);
    part.set(piece, IP6_HEADER + FRAGMENT_HEADER);
    parts.push(part);
  }
  return parts;
}

/** Returns the packet as a router sends it on: with one hop less to go. The packet has more than 0. */
export function hopped(packet: Uint8Array): Uint8Array {
  const copy = packet.slice();
  copy[7]!--;
  return copy;
}

/** TCP segments (RFC 9293), as little as connections need on which nothing is lost. */
import type { Address6 } from "./address6.ts";
import { checksum } from "./checksum.ts";
import { checksum6 } from "./icmp6.ts";
import { readIp } from "./ip.ts";
import { readIp6 } from "./ip6.ts";

export const PROTOCOL_TCP = 6;
const HEADER = 20;
export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const ACK = 16;

/** A segment without options. Ports and numbers are unsigned. */
export interface Segment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledges: number;
  /** FIN, SYN, RST, ACK, together. */
  readonly flags: number;
  readonly data: Uint8Array;
}

/** The segment as the payload of an IPv4 packet between two addresses, unsigned numbers of 32 bits. */
export function tcpSegment(source: number, destination: number, segment: Segment): Uint8Array {
  return segmentBytes(segment, (bytes) => tcpChecksum(source, destination, bytes));
}

/** The bytes of a segment, with a checksum by `sum`. */
function segmentBytes(segment: Segment, sum: (bytes: Uint8Array) => number): Uint8Array {
  const bytes = new Uint8Array(HEADER + segment.data.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, segment.sourcePort);
  view.setUint16(2, segment.destinationPort);
  view.setUint32(4, segment.sequence);
  view.setUint32(8, segment.acknowledges);
  bytes[12] = (HEADER / 4) << 4;
  bytes[13] = segment.flags;
  view.setUint16(14, 65535);
  bytes.set(segment.data, HEADER);
  view.setUint16(16, sum(bytes));
  return bytes;
}

function tcpChecksum(source: number, destination: number, segment: Uint8Array): number {
  const whole = new Uint8Array(12 + segment.length);
  const view = new DataView(whole.buffer);
  view.setUint32(0, source);
  view.setUint32(4, destination);
  whole[9] = PROTOCOL_TCP;
  view.setUint16(10, segment.length);
  whole.set(segment, 12);
  return checksum(whole, 0, whole.length);
}

/** Reads the segment of a packet; undefined when it carries none, or a damaged one. `data` is a view into the packet. */
export function readTcp(packet: {
  readonly protocol: number;
  readonly source: number;
  readonly destination: number;
  readonly payload: Uint8Array;
}): Segment | undefined {
  const { protocol, payload, source, destination } = packet;
  if (protocol !== PROTOCOL_TCP) return undefined;
  return readSegment(payload, (bytes) => tcpChecksum(source, destination, bytes));
}

/** `sum`: of the whole segment, which has to be 0. */
function readSegment(payload: Uint8Array, sum: (bytes: Uint8Array) => number): Segment | undefined {
  if (payload.length < HEADER) return undefined;
  const header = (payload[12]! >> 4) * 4;
  if (header < HEADER || header > payload.length) return undefined;
  if (sum(payload) !== 0) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return {
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    sequence: view.getUint32(4),
    acknowledges: view.getUint32(8),
    flags: payload[13]!,
    data: payload.subarray(header),
  };
}

/** Returns the segment that refuses another one; undefined when that is a reset itself. */
export function refusalOf(segment: Segment): Segment | undefined {
  const { sourcePort, destinationPort, sequence, acknowledges, flags, data } = segment;
  if (flags & RST) return undefined;
  const ports = { sourcePort: destinationPort, destinationPort: sourcePort };
  const nothing = new Uint8Array();
  if (flags & ACK) {
    return { ...ports, sequence: acknowledges, acknowledges: 0, flags: RST, data: nothing };
  }
  const length = data.length + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0);
  const next = (sequence + length) >>> 0;
  return { ...ports, sequence: 0, acknowledges: next, flags: RST | ACK, data: nothing };
}

/** The refusal of the segment in an IPv4 packet: whom it goes to, from whom, and its bytes; undefined for what is not refused. */
export function resetFor(
  packet: Uint8Array,
):
  | { readonly source: number; readonly destination: number; readonly payload: Uint8Array }
  | undefined {
  const received = readIp(packet);
  const segment = received === undefined ? undefined : readTcp(received);
  const refusal = segment === undefined ? undefined : refusalOf(segment);
  if (received === undefined || refusal === undefined) return undefined;
  const { source, destination } = received;
  const payload = tcpSegment(destination, source, refusal);
  return { source: destination, destination: source, payload };
}

/** The same of the segment in an IPv6 packet. */
export function resetFor6(packet: Uint8Array):
  | {
      readonly source: Address6;
      readonly destination: Address6;
      readonly payload: Uint8Array;
    }
  | undefined {
  const received = readIp6(packet);
  if (received?.protocol !== PROTOCOL_TCP) return undefined;
  const { source, destination } = received;
  const sum = (from: Address6, to: Address6) => (bytes: Uint8Array) =>
    checksum6(from, to, bytes, PROTOCOL_TCP);
  const segment = readSegment(received.payload, sum(source, destination));
  const refusal = segment && refusalOf(segment);
  if (refusal === undefined) return undefined;
  const payload = segmentBytes(refusal, sum(destination, source));
  return { source: destination, destination: source, payload };
}

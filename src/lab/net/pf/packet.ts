/** What pf(4) sees of a packet, and how it is given other addresses and ports. */
import { checksum } from "../../wire/checksum.ts";
import { PROTOCOL_ICMP, PROTOCOL_UDP } from "../../wire/ip.ts";
import { PROTOCOL_TCP } from "../../wire/tcp.ts";
import { type PfAddress, type PfFamily, PROTOCOL_ICMP6 } from "./rule.ts";

/** A packet, as rules and states look at it. */
export interface PfPacket {
  readonly bytes: Uint8Array;
  readonly family: PfFamily;
  readonly source: PfAddress;
  readonly destination: PfAddress;
  readonly protocol: number;
  /** Where the payload begins, bytes. */
  readonly header: number;
  /** Is it a fragment behind the first one? Then it has no ports. */
  readonly isFragment: boolean;
  /** Ports of TCP and UDP; of ICMP echo the identifier twice; 0 for others. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly icmp: { readonly type: number; readonly code: number } | undefined;
  /** Of TCP; 0 for others. */
  readonly tcpFlags: number;
}

const HEADER6 = 40;

/** Reads a packet of either family; undefined when it is cut. */
export function readPacket(bytes: Uint8Array): PfPacket | undefined {
  const version = bytes.length === 0 ? 0 : bytes[0]! >> 4;
  if (version === 4) return readFour(bytes);
  return version === 6 ? readSix(bytes) : undefined;
}

function readFour(bytes: Uint8Array): PfPacket | undefined {
  const header = (bytes[0]! & 15) * 4;
  if (header < 20 || bytes.length < header) return undefined;
  const isFragment = (((bytes[6]! & 0x1f) << 8) | bytes[7]!) !== 0;
  return withPayload(bytes, {
    family: 4,
    source: bytes.slice(12, 16),
    destination: bytes.slice(16, 20),
    protocol: bytes[9]!,
    header,
    isFragment,
  });
}

function readSix(bytes: Uint8Array): PfPacket | undefined {
  if (bytes.length < HEADER6) return undefined;
  return withPayload(bytes, {
    family: 6,
    source: bytes.slice(8, 24),
    destination: bytes.slice(24, 40),
    protocol: bytes[6]!,
    header: HEADER6,
    isFragment: false,
  });
}

type Outside = Pick<
  PfPacket,
  "family" | "source" | "destination" | "protocol" | "header" | "isFragment"
>;

function withPayload(bytes: Uint8Array, outside: Outside): PfPacket {
  const { protocol, header, isFragment } = outside;
  const word = (at: number) => (bytes[header + at]! << 8) | bytes[header + at + 1]!;
  const none = { sourcePort: 0, destinationPort: 0, icmp: undefined, tcpFlags: 0 };
  const room = bytes.length - header;
  if (isFragment || room < 8) return { bytes, ...outside, ...none };
  if (protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP) {
    const tcpFlags = protocol === PROTOCOL_TCP && room >= 14 ? bytes[header + 13]! : 0;
    return {
      bytes,
      ...outside,
      ...none,
      sourcePort: word(0),
      destinationPort: word(2),
      tcpFlags,
    };
  }
  if (protocol !== PROTOCOL_ICMP && protocol !== PROTOCOL_ICMP6) {
    return { bytes, ...outside, ...none };
  }
  const icmp = { type: bytes[header]!, code: bytes[header + 1]! };
  const id = isEcho(outside.family, icmp.type) ? word(4) : 0;
  return { bytes, ...outside, ...none, icmp, sourcePort: id, destinationPort: id };
}

/** Is this type of ICMP's an echo request or its reply? */
function isEcho(family: PfFamily, type: number): boolean {
  return family === 4 ? type === 0 || type === 8 : type === 128 || type === 129;
}

/** Is this type of ICMP's about another packet, which is in it? */
function isError(family: PfFamily, type: number): boolean {
  return family === 4 ? [3, 4, 5, 11, 12].includes(type) : type < 128;
}

/** The packet inside of one that is about it; undefined for others. It may be cut behind eight bytes of its payload. */
export function quotedIn(packet: PfPacket): PfPacket | undefined {
  const { icmp, bytes, header, family } = packet;
  if (icmp === undefined || !isError(family, icmp.type)) return undefined;
  return readPacket(bytes.subarray(header + 8));
}

/** What a packet gets instead; what is left out stays. */
export interface Translation {
  readonly source?: PfAddress | undefined;
  readonly sourcePort?: number | undefined;
  readonly destination?: PfAddress | undefined;
  readonly destinationPort?: number | undefined;
}

/** Returns a copy of a packet with other addresses and ports, and the checksums that belong to them. */
export function translated(packet: PfPacket, to: Translation): Uint8Array {
  const bytes = packet.bytes.slice();
  const [source, destination] = packet.family === 4 ? [12, 16] : [8, 24];
  if (to.source !== undefined) bytes.set(to.source, source);
  if (to.destination !== undefined) bytes.set(to.destination, destination);
  const view = new DataView(bytes.buffer);
  if (!packet.isFragment) setPorts(packet, view, to);
  if (packet.family === 4) {
    view.setUint16(10, 0);
    view.setUint16(10, checksum(bytes, 0, packet.header));
  }
  return bytes;
}

function setPorts(packet: PfPacket, view: DataView, to: Translation): void {
  const { protocol, header, icmp, family } = packet;
  if (protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP) {
    if (to.sourcePort !== undefined) view.setUint16(header, to.sourcePort);
    if (to.destinationPort !== undefined) view.setUint16(header + 2, to.destinationPort);
  } else if (icmp !== undefined && isEcho(family, icmp.type)) {
    const id = to.sourcePort ?? to.destinationPort;
    if (id !== undefined) view.setUint16(header + 4, id);
  }
  repairChecksum(packet, view);
}

/** Puts the checksum of the payload right: over the addresses too, but for ICMP in IPv4. */
function repairChecksum({ protocol, header, family }: PfPacket, view: DataView): void {
  const bytes = new Uint8Array(view.buffer);
  const length = family === 4 ? view.getUint16(2) : HEADER6 + view.getUint16(4);
  // Without its end there is nothing to sum up: a fragment, or what is quoted.
  if (length > bytes.length || (family === 4 && view.getUint16(6) & 0x2000)) return;
  const at = checksumPlace(protocol);
  if (at === undefined || header + at + 2 > length) return;
  const place = header + at;
  // UDP over IPv4 does without when it says so.
  if (protocol === PROTOCOL_UDP && family === 4 && view.getUint16(place) === 0) return;
  view.setUint16(place, 0);
  const isPlain = protocol === PROTOCOL_ICMP;
  const pseudo = isPlain
    ? new Uint8Array()
    : pseudoHeader(bytes, family, protocol, length - header);
  const summed = new Uint8Array(pseudo.length + length - header);
  summed.set(pseudo);
  summed.set(bytes.subarray(header, length), pseudo.length);
  const sum = checksum(summed, 0, summed.length);
  view.setUint16(place, sum === 0 && protocol === PROTOCOL_UDP ? 0xffff : sum);
}

function checksumPlace(protocol: number): number | undefined {
  if (protocol === PROTOCOL_TCP) return 16;
  if (protocol === PROTOCOL_UDP) return 6;
  return protocol === PROTOCOL_ICMP || protocol === PROTOCOL_ICMP6 ? 2 : undefined;
}

function pseudoHeader(
  bytes: Uint8Array,
  family: PfFamily,
  protocol: number,
  length: number,
): Uint8Array {
  const addresses = family === 4 ? bytes.subarray(12, 20) : bytes.subarray(8, 40);
  return Uint8Array.of(...addresses, 0, protocol, length >> 8, length & 255);
}

/** Returns a copy of a packet that is about another: with another destination or source outside, and the packet inside so too. */
export function translatedQuote(
  packet: PfPacket,
  outside: Translation,
  inside: Uint8Array,
): Uint8Array {
  const bytes = translated(packet, outside);
  bytes.set(inside, packet.header + 8);
  const view = new DataView(bytes.buffer);
  repairChecksum(packet, view);
  return bytes;
}

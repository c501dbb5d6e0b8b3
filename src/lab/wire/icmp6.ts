/** ICMPv6: echo, and what routers and hosts say of packets that they cannot deliver (RFC 4443). */
import { type Address6, isMulticast6, isUnspecified, putAddress6 } from "./address6.ts";
import { checksum } from "./checksum.ts";
import type { Echo } from "./icmp.ts";
import { IP6_HEADER, MIN_MTU6, PROTOCOL_ICMP6, readIp6 } from "./ip6.ts";

export const UNREACHABLE6 = 1;
export const PACKET_TOO_BIG = 2;
export const TIME_EXCEEDED6 = 3;
export const ECHO_REQUEST6 = 128;
export const ECHO_REPLY6 = 129;
/** Codes of UNREACHABLE6. */
export const NO_ROUTE = 0;
export const BEYOND_SCOPE = 2;
export const ADDRESS_UNREACHABLE = 3;
export const PORT_UNREACHABLE6 = 4;
const ICMP6_HEADER = 8;
/** From this type on a message is about no packet. */
const FIRST_INFORMATIONAL = 128;

/** Returns the checksum of a message on its way between two addresses (RFC 8200, 8.1), ICMPv6's unless it is another protocol's; 0 when the message carries its own right one. */
export function checksum6(
  source: Address6,
  destination: Address6,
  message: Uint8Array,
  protocol = PROTOCOL_ICMP6,
): number {
  const bytes = new Uint8Array(IP6_HEADER + message.length);
  putAddress6(bytes, 0, source);
  putAddress6(bytes, 16, destination);
  new DataView(bytes.buffer).setUint32(32, message.length);
  bytes[39] = protocol;
  bytes.set(message, IP6_HEADER);
  return checksum(bytes, 0, bytes.length);
}

/** Writes a message's checksum into it. Returns the message. */
export function withChecksum6(source: Address6, destination: Address6, message: Uint8Array) {
  message[2] = 0;
  message[3] = 0;
  const sum = checksum6(source, destination, message);
  message[2] = sum >> 8;
  message[3] = sum & 255;
  return message;
}

/** Returns an echo request or reply, without its checksum. */
export function echoMessage6({ type, id, sequence, data }: Echo): Uint8Array {
  const message = new Uint8Array(ICMP6_HEADER + data.length);
  const view = new DataView(message.buffer);
  message[0] = type;
  view.setUint16(4, id);
  view.setUint16(6, sequence);
  message.set(data, ICMP6_HEADER);
  return message;
}

/** Reads an echo request or reply whose checksum is right; undefined when it is anything else. `data` is a view into the message. */
export function readEcho6(message: Uint8Array): Echo | undefined {
  const type = message[0];
  if (message.length < ICMP6_HEADER || message[1] !== 0) return undefined;
  if (type !== ECHO_REQUEST6 && type !== ECHO_REPLY6) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  return {
    type,
    id: view.getUint16(4),
    sequence: view.getUint16(6),
    data: message.subarray(ICMP6_HEADER),
  };
}

/** What became of a packet. */
export interface Icmp6Error {
  readonly type: number;
  readonly code: number;
  /** The packet, as much of it as there was room for. */
  readonly about: Uint8Array;
  /** Of PACKET_TOO_BIG: the largest packet that can go on, bytes; 0 for all others. */
  readonly mtu: number;
}

/** Returns the message about a packet, without its checksum; undefined when none may be sent: about other such messages, fragments behind the first, and what went to many. */
export function errorMessage6(
  packet: Uint8Array,
  { type, code, mtu }: Omit<Icmp6Error, "about">,
): Uint8Array | undefined {
  const received = readIp6(packet);
  if (received === undefined || received.offset !== 0) return undefined;
  const { protocol, payload, source, destination } = received;
  if (protocol === PROTOCOL_ICMP6 && (payload[0] ?? 0) < FIRST_INFORMATIONAL) return undefined;
  if (isUnspecified(source) || isMulticast6(source)) return undefined;
  if (isMulticast6(destination) && type !== PACKET_TOO_BIG) return undefined;
  const quoted = packet.subarray(0, MIN_MTU6 - IP6_HEADER - ICMP6_HEADER);
  const message = new Uint8Array(ICMP6_HEADER + quoted.length);
  message.set([type, code]);
  new DataView(message.buffer).setUint32(4, mtu);
  message.set(quoted, ICMP6_HEADER);
  return message;
}

/** Reads a message about a packet; undefined when it is anything else. */
export function readError6(message: Uint8Array): Icmp6Error | undefined {
  if (message.length < ICMP6_HEADER + IP6_HEADER) return undefined;
  const type = message[0]!;
  if (type < UNREACHABLE6 || type > TIME_EXCEEDED6) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  return {
    type,
    code: message[1]!,
    about: message.subarray(ICMP6_HEADER),
    mtu: type === PACKET_TOO_BIG ? view.getUint32(4) : 0,
  };
}

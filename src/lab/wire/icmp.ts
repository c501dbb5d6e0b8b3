/** ICMP: echo, and what routers and hosts say of packets that they cannot deliver (RFC 792). */
import { checksum } from "./checksum.ts";
import { IP_HEADER, isMulticast, PROTOCOL_ICMP, readIp } from "./ip.ts";

export const ECHO_REPLY = 0;
export const ECHO_REQUEST = 8;
const ICMP_HEADER = 8;

/** An echo request or its reply. */
export interface Echo {
  /** ECHO_REQUEST or ECHO_REPLY. */
  readonly type: number;
  readonly id: number;
  readonly sequence: number;
  /** What the request carried. */
  readonly data: Uint8Array;
}

export function echoMessage({ type, id, sequence, data }: Echo): Uint8Array {
  const message = new Uint8Array(ICMP_HEADER + data.length);
  const view = new DataView(message.buffer);
  message[0] = type;
  view.setUint16(4, id);
  view.setUint16(6, sequence);
  message.set(data, ICMP_HEADER);
  view.setUint16(2, checksum(message, 0, message.length));
  return message;
}

/** Reads an echo request or reply; undefined when it is anything else or damaged. `data` is a view into the message. */
export function readEcho(message: Uint8Array): Echo | undefined {
  if (message.length < ICMP_HEADER || checksum(message, 0, message.length) !== 0) return undefined;
  const type = message[0]!;
  if ((type !== ECHO_REPLY && type !== ECHO_REQUEST) || message[1] !== 0) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  return {
    type,
    id: view.getUint16(4),
    sequence: view.getUint16(6),
    data: message.subarray(ICMP_HEADER),
  };
}

/** Answers an echo request, given as the payload of an IP packet; undefined when it is none. */
export function answerEcho(message: Uint8Array): Uint8Array | undefined {
  const request = readEcho(message);
  return request?.type === ECHO_REQUEST ? echoMessage({ ...request, type: ECHO_REPLY }) : undefined;
}

export const UNREACHABLE = 3;
export const TIME_EXCEEDED = 11;
/** Codes of UNREACHABLE. */
export const UNREACHABLE_HOST = 1;
export const UNREACHABLE_PORT = 3;
export const UNREACHABLE_NEEDFRAG = 4;
/** net.inet.icmp.quotelen: bytes behind the header of the packet that it is about. */
const QUOTE = 8;

/** What became of a packet. */
export interface IcmpError {
  readonly type: number;
  readonly code: number;
  /** The packet's header and the start of its payload. */
  readonly about: Uint8Array;
  /** Of UNREACHABLE_NEEDFRAG: the largest packet that can go on, bytes; 0 for all others. */
  readonly mtu: number;
}

/** The message about a packet; undefined when none may be sent: about other such messages, fragments behind the first, and what went to many. */
export function errorMessage(
  packet: Uint8Array,
  { type, code, mtu }: Omit<IcmpError, "about">,
): Uint8Array | undefined {
  const received = readIp(packet);
  if (received === undefined || received.offset !== 0) return undefined;
  const { protocol, payload, destination, source } = received;
  const isEcho = payload[0] === ECHO_REPLY || payload[0] === ECHO_REQUEST;
  if (protocol === PROTOCOL_ICMP && !isEcho) return undefined;
  if (isMulticast(destination) || destination === 0xffffffff || source === 0) return undefined;
  const header = (packet[0]! & 15) * 4;
  const quoted = packet.subarray(0, Math.min(header + QUOTE, header + payload.length));
  const message = new Uint8Array(ICMP_HEADER + quoted.length);
  message.set([type, code]);
  message.set(quoted, ICMP_HEADER);
  const view = new DataView(message.buffer);
  view.setUint16(6, mtu);
  view.setUint16(2, checksum(message, 0, message.length));
  return message;
}

/** Reads a message about a packet; undefined when it is anything else or damaged. */
export function readError(message: Uint8Array): IcmpError | undefined {
  if (message.length < ICMP_HEADER + IP_HEADER) return undefined;
  if (checksum(message, 0, message.length) !== 0) return undefined;
  const type = message[0]!;
  if (type !== UNREACHABLE && type !== TIME_EXCEEDED) return undefined;
  const code = message[1]!;
  const isNeedFrag = type === UNREACHABLE && code === UNREACHABLE_NEEDFRAG;
  return {
    type,
    code,
    about: message.subarray(ICMP_HEADER),
    mtu: isNeedFrag ? (message[6]! << 8) | message[7]! : 0,
  };
}

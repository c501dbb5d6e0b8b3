/** ICMP echo (RFC 792). */
import { checksum } from "./checksum.ts";

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

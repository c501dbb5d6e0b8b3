/** Frames of the lab's socket protocol (docs/lab-socket.md): `u32 length`, `u8 op`, `u32 seq`, body; a reply has `op|0x80` and `i32 errno` before its body. */

import { copyOf, plainBytes } from "../base/bytes.ts";

export const op = {
  openControl: 1,
  openData: 2,
  send: 3,
  received: 4,
  bind: 5,
  /** SO_RCVBUF: the body is a u32 of bytes; without one it is asked for. */
  receiveBuffer: 6,
  /** The body is a u32: so many datagrams have been taken by the program. */
  credit: 7,
  getsockname: 8,
  close: 10,
  /** From the lab: the node was shut down. */
  endOfFile: 11,
  /** The connection is to be a cable in a NIC: three texts, see `encodePlug`. */
  plug: 12,
  /** An Ethernet frame that goes over the cable, either way. */
  frame: 13,
} as const;
export const REPLY = 0x80;

/** Op and sequence number, which the length counts too. */
const PREAMBLE = 5;
/** Bytes of the longest frame, its length not counted: nothing that a netgraph socket carries is longer than kern.ipc.maxsockbuf. */
const MAX_FRAME = 16 * 1024 * 1024;

/** A frame of the protocol: a request, a reply or a datagram. */
export interface Frame {
  /** What it is, one of `op`; with the bit 0x80 in a reply. */
  readonly op: number;
  /** Which request it is or answers, chosen by who asked; 0 for what nobody asked for. */
  readonly seq: number;
  readonly body: Uint8Array;
}

export function encodeFrame(op: number, seq: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, PREAMBLE);
  const bytes = new Uint8Array(4 + length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length, true);
  bytes[4] = op;
  view.setUint32(5, seq, true);
  let at = 4 + PREAMBLE;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** What cannot be a frame: the stream is of no use from here on. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/**
 * Cuts a stream into frames, in time that grows with its bytes only. A frame's body is valid during the call.
 * Throws a FrameError for a length that no frame has, as soon as the length is there.
 */
export function frameSplitter(onFrame: (frame: Frame) => void): (chunk: Uint8Array) => void {
  /** The front of a frame that is not whole yet, and how much of the array it fills. */
  let held = new Uint8Array(0);
  let size = 0;
  /** Chunks that come while a frame is being answered. */
  const later: Uint8Array[] = [];
  let isBusy = false;

  function keep(chunk: Uint8Array): void {
    if (size + chunk.length > held.length) {
      const larger = new Uint8Array(Math.max(size + chunk.length, 2 * held.length));
      larger.set(held.subarray(0, size));
      held = larger;
    }
    held.set(chunk, size);
    size += chunk.length;
  }

  function take(chunk: Uint8Array): void {
    if (size === 0) {
      keep(chunk.subarray(cut(chunk, onFrame)));
      return;
    }
    keep(chunk);
    const whole = held;
    const at = cut(whole.subarray(0, size), onFrame);
    if (at === 0) return;
    const rest = whole.slice(at, size);
    held = rest;
    size = rest.length;
  }

  return (chunk) => {
    if (isBusy) {
      later.push(copyOf(chunk));
      return;
    }
    isBusy = true;
    try {
      for (let next: Uint8Array | undefined = chunk; next !== undefined; next = later.shift())
        take(plainBytes(next));
    } finally {
      isBusy = false;
    }
  };
}

/** Calls back with each whole frame at the front of `bytes`. Returns where the rest begins. */
function cut(bytes: Uint8Array, onFrame: (frame: Frame) => void): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (bytes.length - at >= 4) {
    const length = view.getUint32(at, true);
    if (length < PREAMBLE || length > MAX_FRAME) throw new FrameError(`a frame of ${length} bytes`);
    if (bytes.length - at < 4 + length) break;
    const end = at + 4 + length;
    onFrame({
      op: bytes[at + 4]!,
      seq: view.getUint32(at + 5, true),
      body: bytes.subarray(at + 4 + PREAMBLE, end),
    });
    at = end;
  }
  return at;
}

export function int32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
}

export function uint32(body: Uint8Array): number {
  return new DataView(body.buffer, body.byteOffset).getUint32(0, true);
}

/** `u16 length`, then the text. */
export function encodeAddress(address: string): Uint8Array {
  const bytes = new Uint8Array(2 + address.length);
  new DataView(bytes.buffer).setUint16(0, address.length, true);
  for (let i = 0; i < address.length; i++) bytes[2 + i] = address.charCodeAt(i);
  return bytes;
}

/** An address and what follows it; undefined when the body is too short. */
export function decodeAddress(
  body: Uint8Array,
): { address: string; payload: Uint8Array } | undefined {
  if (body.length < 2) return undefined;
  const length = body[0]! | (body[1]! << 8);
  if (body.length < 2 + length) return undefined;
  let address = "";
  for (let i = 0; i < length; i++) address += String.fromCharCode(body[2 + i]!);
  return { address, payload: body.subarray(2 + length) };
}

/** A text with its NUL. */
export function text(value: string): Uint8Array {
  const bytes = new Uint8Array(value.length + 1);
  for (let i = 0; i < value.length; i++) bytes[i] = value.charCodeAt(i);
  return bytes;
}

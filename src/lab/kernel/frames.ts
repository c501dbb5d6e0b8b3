/** Frames of the lab's socket protocol: `u32 length`, `u8 op`, `u32 seq`, body; a reply has `op|0x80` and `i32 errno` before its body. */
import { plainBytes } from "../bytes.ts";

export const op = {
  openControl: 1,
  openData: 2,
  send: 3,
  received: 4,
  bind: 5,
  /** SO_RCVBUF: the body is a u32 of bytes. */
  receiveBuffer: 6,
} as const;
export const REPLY = 0x80;

/** Op and sequence number, which the length counts too. */
const PREAMBLE = 5;
/** Nothing that a netgraph socket carries is longer than kern.ipc.maxsockbuf. */
const LONGEST = 16 * 1024 * 1024;

export interface Frame {
  readonly op: number;
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

/** Cuts a stream into frames. Throws a FrameError for a length that no frame has. A frame's body is valid until the next chunk. */
export function frameSplitter(onFrame: (frame: Frame) => void): (chunk: Uint8Array) => void {
  let rest: Uint8Array = new Uint8Array(0);
  return (chunk) => {
    let bytes = plainBytes(chunk);
    if (rest.length > 0) {
      bytes = new Uint8Array(rest.length + chunk.length);
      bytes.set(rest);
      bytes.set(chunk, rest.length);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (bytes.length - at >= 4) {
      const length = view.getUint32(at, true);
      if (length < PREAMBLE || length > LONGEST) throw new FrameError(`a frame of ${length} bytes`);
      if (bytes.length - at < 4 + length) break;
      const end = at + 4 + length;
      onFrame({
        op: bytes[at + 4]!,
        seq: view.getUint32(at + 5, true),
        body: bytes.subarray(at + 4 + PREAMBLE, end),
      });
      at = end;
    }
    rest = bytes.slice(at);
  };
}

export function int32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
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

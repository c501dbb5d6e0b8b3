/** Captured frames as a pcapng file (draft-ietf-opsawg-pcapng), which Wireshark, tshark and tcpdump read. Little-endian, times in nanoseconds. */

/** What frames begin with (LINKTYPE_…, www.tcpdump.org/linktypes.html). */
export const linkType = {
  /** Four bytes in the byte order of the file: the address family, FreeBSD's number. */
  null: 0,
  ethernet: 1,
} as const;

/** An interface that frames are of; the first one that is written has number 0. */
export interface CaptureInterface {
  readonly name: string;
  readonly linkType: number;
  readonly description?: string | undefined;
  /** Its Ethernet address, six bytes. */
  readonly ether?: Uint8Array | undefined;
  /** What it runs on: `FreeBSD 15.0-RELEASE`. */
  readonly os?: string | undefined;
  /** How many bytes of a frame are kept at most; all of them where it is not given. */
  readonly maxBytes?: number | undefined;
}

/** A frame that was seen. */
export interface CapturedFrame {
  /** The number of its interface. */
  readonly interface: number;
  /** Nanoseconds since the epoch, less than 2^64. */
  readonly time: bigint;
  readonly bytes: Uint8Array;
  /** How long it was, where `bytes` are only its beginning. */
  readonly length?: number | undefined;
  readonly way?: "in" | "out" | undefined;
}

/** How many frames there were. */
export interface CaptureCounts {
  readonly interface: number;
  /** When that was so, nanoseconds since the epoch. */
  readonly time: bigint;
  readonly received: bigint;
  /** Of those that were received: not written, for nobody took them as fast as they came. */
  readonly dropped: bigint;
}

/** The types of blocks. */
export const block = { section: 0x0a0d0d0a, interface: 1, counts: 5, frame: 6 } as const;
/** What a section says its byte order by. */
export const BYTE_ORDER = 0x1a2b3c4d;
/** if_tsresol: 10^-9 s. */
const NANOSECONDS = 9;
/** The codes of options, by the block that they stand in. */
export const option = {
  end: 0,
  section: { hardware: 2, os: 3, application: 4 },
  interface: { name: 2, description: 3, ether: 6, resolution: 9, os: 12 },
  counts: { received: 4, dropped: 5 },
  frame: { flags: 2 },
} as const;
/** Which way a frame went, in its flags. */
export const FLAG_IN = 1;
export const FLAG_OUT = 2;
/** Bytes of a block's type and its length, which stands at its end again. */
export const AROUND = 12;

/** Returns the beginning of a file: what wrote it, and where. */
export function sectionBlock(about: {
  readonly hardware?: string;
  readonly os?: string;
  readonly application?: string;
}): Uint8Array {
  const fixed = new Uint8Array(16);
  const view = new DataView(fixed.buffer);
  view.setUint32(0, BYTE_ORDER, true);
  view.setUint16(4, 1, true);
  // How long the section is, is not known beforehand.
  view.setBigInt64(8, -1n, true);
  const { hardware, os, application } = option.section;
  return blockOf(block.section, fixed, [
    [hardware, textOf(about.hardware)],
    [os, textOf(about.os)],
    [application, textOf(about.application)],
  ]);
}

/** Returns the block of an interface, which stands before the frames of it. */
export function interfaceBlock(of: CaptureInterface): Uint8Array {
  const fixed = new Uint8Array(8);
  const view = new DataView(fixed.buffer);
  view.setUint16(0, of.linkType, true);
  view.setUint32(4, of.maxBytes ?? 0, true);
  const { name, description, ether, resolution, os } = option.interface;
  return blockOf(block.interface, fixed, [
    [name, textOf(of.name)],
    [description, textOf(of.description)],
    [ether, of.ether],
    [resolution, Uint8Array.of(NANOSECONDS)],
    [os, textOf(of.os)],
  ]);
}

/** Returns the block of a frame. */
export function frameBlock({ interface: of, time, bytes, length, way }: CapturedFrame): Uint8Array {
  const fixed = new Uint8Array(20 + padded(bytes.length));
  const view = new DataView(fixed.buffer);
  view.setUint32(0, of, true);
  setTime(view, 4, time);
  view.setUint32(12, bytes.length, true);
  view.setUint32(16, length ?? bytes.length, true);
  fixed.set(bytes, 20);
  const flags = new Uint8Array(4);
  flags[0] = way === "in" ? FLAG_IN : FLAG_OUT;
  return blockOf(block.frame, fixed, [[option.frame.flags, way && flags]]);
}

/** Returns the block that says how many frames of an interface there were. */
export function countsBlock(counts: CaptureCounts): Uint8Array {
  const fixed = new Uint8Array(12);
  const view = new DataView(fixed.buffer);
  view.setUint32(0, counts.interface, true);
  setTime(view, 4, counts.time);
  const { received, dropped } = option.counts;
  return blockOf(block.counts, fixed, [
    [received, numberOf(counts.received)],
    [dropped, numberOf(counts.dropped)],
  ]);
}

type Option = readonly [code: number, value: Uint8Array | undefined];

function blockOf(type: number, fixed: Uint8Array, options: readonly Option[]): Uint8Array {
  const there = options.flatMap(([code, value]) => (value === undefined ? [] : [{ code, value }]));
  const size = there.reduce((sum, { value }) => sum + 4 + padded(value.length), 0);
  const length = AROUND + fixed.length + (there.length === 0 ? 0 : size + 4);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, length, true);
  view.setUint32(length - 4, length, true);
  bytes.set(fixed, 8);
  let at = 8 + fixed.length;
  for (const { code, value } of there) {
    view.setUint16(at, code, true);
    view.setUint16(at + 2, value.length, true);
    bytes.set(value, at + 4);
    at += 4 + padded(value.length);
  }
  return bytes;
}

/** Returns how long something is with what fills it up to a multiple of four. */
export const padded = (length: number): number => (length + 3) & ~3;

/** The longest text of an option, bytes. */
const MAX_TEXT = 1024;

function textOf(text: string | undefined): Uint8Array | undefined {
  return text === undefined ? undefined : new TextEncoder().encode(text).subarray(0, MAX_TEXT);
}

function numberOf(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}

/** The upper half of a time comes first, in either byte order. */
function setTime(view: DataView, at: number, time: bigint): void {
  view.setUint32(at, Number(time >> 32n), true);
  view.setUint32(at + 4, Number(time & 0xffff_ffffn), true);
}

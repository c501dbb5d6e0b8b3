/** Reads pcapng files (draft-ietf-opsawg-pcapng). */
import {
  AROUND,
  BYTE_ORDER,
  block,
  type CaptureCounts,
  type CapturedFrame,
  type CaptureInterface,
  FLAG_IN,
  FLAG_OUT,
  option,
  padded,
} from "./pcapng.ts";

/** if_tsresol where a file does not say. */
const MICROSECONDS = 6;
/** The bits of a frame's flags that say which way it went. */
const WAY = FLAG_IN | FLAG_OUT;

/** A block of a file, as far as it is understood. */
export type CaptureBlock =
  | { readonly section: { readonly hardware?: string; os?: string; application?: string } }
  | { readonly interface: CaptureInterface }
  | { readonly frame: CapturedFrame }
  | { readonly counts: CaptureCounts };

/** Bytes that are no pcapng file. */
export class PcapngError extends Error {
  override readonly name = "PcapngError";
}

/** Reads a pcapng file, of either byte order; blocks of other kinds are passed over. Frames are views into it. Throws a PcapngError for what is none, and where it is cut off. */
export function* readPcapng(bytes: Uint8Array): Generator<CaptureBlock> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let little = true;
  /** How many units of time of each interface of this section make a second. */
  let units: bigint[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < AROUND) throw new PcapngError(`the block at ${at} is cut off`);
    const isSection = view.getUint32(at, true) === block.section;
    if (isSection) little = view.getUint32(at + 8, true) === BYTE_ORDER;
    if (at === 0 && (!isSection || view.getUint32(8, little) !== BYTE_ORDER))
      throw new PcapngError("it does not begin as a pcapng file does");
    const type = view.getUint32(at, little);
    const length = view.getUint32(at + 4, little);
    if (length < AROUND || length % 4 !== 0 || length > bytes.length - at)
      throw new PcapngError(`the block at ${at} is cut off, or its length is wrong`);
    const body = new BlockBody(bytes.subarray(at + 8, at + length - 4), little);
    if (isSection) units = [];
    const read = readBlock(type, body, units);
    if (read !== undefined) yield read;
    at += length;
  }
}

function readBlock(type: number, body: BlockBody, units: bigint[]): CaptureBlock | undefined {
  if (type === block.section) {
    const options = body.options(16);
    const { hardware, os, application } = option.section;
    return {
      section: {
        ...textIn("hardware", options.get(hardware)),
        ...textIn("os", options.get(os)),
        ...textIn("application", options.get(application)),
      },
    };
  }
  if (type === block.interface) {
    const options = body.options(8);
    const { name, description, ether, resolution, os } = option.interface;
    units.push(unitsOf(options.get(resolution)?.[0] ?? MICROSECONDS));
    return {
      interface: {
        name: "",
        ...textIn("name", options.get(name)),
        linkType: body.u16(0),
        ...textIn("description", options.get(description)),
        ...(options.has(ether) && { ether: options.get(ether)!.slice() }),
        ...textIn("os", options.get(os)),
        ...(body.u32(4) > 0 && { maxBytes: body.u32(4) }),
      },
    };
  }
  if (type === block.frame) {
    const of = body.u32(0);
    const caught = body.u32(12);
    const frame = body.slice(20, caught);
    const length = body.u32(16);
    const flags = body.options(20 + padded(caught)).get(option.frame.flags);
    const way = flags === undefined ? 0 : body.numberIn(flags) & WAY;
    return {
      frame: {
        interface: of,
        time: body.time(4, units[of]),
        bytes: frame,
        ...(length !== caught && { length }),
        ...(way === FLAG_IN && { way: "in" }),
        ...(way === FLAG_OUT && { way: "out" }),
      },
    };
  }
  if (type === block.counts) {
    const of = body.u32(0);
    const options = body.options(12);
    const { received, dropped } = option.counts;
    return {
      counts: {
        interface: of,
        time: body.time(4, units[of]),
        received: body.bigIn(options.get(received)),
        dropped: body.bigIn(options.get(dropped)),
      },
    };
  }
  return undefined;
}

/** if_tsresol: a power of 10, or with its highest bit one of 2. */
function unitsOf(resolution: number): bigint {
  return (resolution & 0x80) === 0 ? 10n ** BigInt(resolution) : 2n ** BigInt(resolution & 0x7f);
}

function textIn<K extends string>(key: K, bytes: Uint8Array | undefined) {
  return (bytes === undefined ? {} : { [key]: new TextDecoder().decode(bytes) }) as {
    readonly [key in K]?: string;
  };
}

/** What stands in a block, in its byte order. Throws a PcapngError for what is not there. */
class BlockBody {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly little: boolean,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u16(at: number): number {
    return this.viewOf(at, 2).getUint16(0, this.little);
  }

  u32(at: number): number {
    return this.viewOf(at, 4).getUint32(0, this.little);
  }

  /** A time as nanoseconds. */
  time(at: number, units: bigint | undefined): bigint {
    if (units === undefined) throw new PcapngError("an interface of a block was not described");
    const time = (BigInt(this.u32(at)) << 32n) | BigInt(this.u32(at + 4));
    return (time * 1_000_000_000n) / units;
  }

  slice(at: number, length: number): Uint8Array {
    if (at + length > this.bytes.length) throw new PcapngError("a block is shorter than it says");
    return this.bytes.subarray(at, at + length);
  }

  options(from: number): Map<number, Uint8Array> {
    const found = new Map<number, Uint8Array>();
    for (let at = from; at + 4 <= this.bytes.length; ) {
      const code = this.u16(at);
      if (code === option.end) break;
      const length = this.u16(at + 2);
      found.set(code, this.slice(at + 4, length));
      at += 4 + padded(length);
    }
    return found;
  }

  numberIn(bytes: Uint8Array): number {
    if (bytes.length !== 4) throw new PcapngError("an option has the wrong length");
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, this.little);
  }

  bigIn(bytes: Uint8Array | undefined): bigint {
    if (bytes === undefined) return 0n;
    if (bytes.length !== 8) throw new PcapngError("an option has the wrong length");
    return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, this.little);
  }

  private viewOf(at: number, length: number): DataView {
    if (at + length > this.bytes.length) throw new PcapngError("a block is shorter than it says");
    return new DataView(this.view.buffer, this.view.byteOffset + at, length);
  }
}

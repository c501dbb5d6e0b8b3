/** Structs of the kernel as tables of offsets, and the one reader and writer of them. */

/** An integer of so many bits, little-endian. */
type FieldKind = "u8" | "u16" | "u32" | "i32" | "u64";

/** A struct of C where pointers and longs have 64 bits: amd64 and arm64 lay it out alike. */
export interface Layout {
  /** Bytes, padding at the end included. */
  readonly size: number;
  /** Where each field begins, bytes, and what it is. */
  readonly fields: { readonly [name: string]: readonly [offset: number, kind: FieldKind] };
}

type FieldOf<L extends Layout> = keyof L["fields"] & string;

/** Returns a number of the struct that begins at `at`. Throws a RangeError when the bytes end before it. */
export function numberAt<L extends Layout>(
  layout: L,
  bytes: Uint8Array,
  name: FieldOf<L>,
  at = 0,
): number {
  const [offset, kind] = layout.fields[name]!;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (kind === "u8") return view.getUint8(at + offset);
  if (kind === "u16") return view.getUint16(at + offset, true);
  if (kind === "u32") return view.getUint32(at + offset, true);
  if (kind === "i32") return view.getInt32(at + offset, true);
  return Number(view.getBigUint64(at + offset, true));
}

/** Writes a number into the struct that begins at `at`. */
export function setNumber<L extends Layout>(
  layout: L,
  bytes: Uint8Array,
  name: FieldOf<L>,
  value: number | bigint,
  at = 0,
): void {
  const [offset, kind] = layout.fields[name]!;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (kind === "u64") view.setBigUint64(at + offset, BigInt(value), true);
  else if (kind === "u8") view.setUint8(at + offset, Number(value));
  else if (kind === "u16") view.setUint16(at + offset, Number(value), true);
  else view.setUint32(at + offset, Number(value), true);
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Returns the text that begins at an offset: up to its NUL, at most so many bytes. */
export function textAt(bytes: Uint8Array, at: number, room: number): string {
  const all = bytes.subarray(at, at + room);
  const end = all.indexOf(0);
  return decoder.decode(end < 0 ? all : all.subarray(0, end));
}

/** Returns the text's bytes with a NUL at their end, as C wants them. */
export function cText(text: string): Uint8Array {
  return encoder.encode(`${text}\0`);
}

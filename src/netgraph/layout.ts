/** How the arguments of a control message lie in memory, as data: one description serves binary and ASCII in both directions. */

/** C's integers: size in bytes and how the ASCII form prints them (ng_parse(3): signed, unsigned or hexadecimal). */
export interface IntegerLayout {
  readonly kind: "int";
  readonly size: 1 | 2 | 4 | 8;
  readonly format: "signed" | "unsigned" | "hex";
}
/** A field of a struct, by its C name. */
export interface Field {
  readonly name: string;
  readonly type: Layout;
}
/** Fields in their order; the padding between them and at the end is C's. */
export interface StructLayout {
  readonly kind: "struct";
  readonly fields: readonly Field[];
}
/**
 * How long an array is: a number, or what an integer field of the structs around says (`n`, `nodeinfo.hooks`), less a constant, and not below another.
 * `arglen` is the length of the whole message's arguments.
 */
export type Length =
  | number
  | { readonly lengthOf: string; readonly less?: number; readonly least?: number };
/** Elements of one layout, one behind the other. */
export interface ArrayLayout {
  readonly kind: "array";
  readonly of: Layout;
  readonly length: Length;
}
/** The layout of arguments, of a field or of an element. */
export type Layout =
  | IntegerLayout
  | StructLayout
  | ArrayLayout
  /** NUL-terminated string of any length. */
  | { readonly kind: "string" }
  /** NUL-terminated string in a field of `size` bytes. */
  | { readonly kind: "fixedstring"; readonly size: number }
  /** 16-bit length, then that many bytes. */
  | { readonly kind: "sizedstring" }
  | { readonly kind: "ipaddr" }
  | { readonly kind: "enaddr" }
  /** `length` bytes, printed as a byte array. */
  | { readonly kind: "bytes"; readonly length: Length }
  /** A type with an ASCII form of its own, such as ksocket's socket addresses. */
  | CustomLayout;

/** A layout that converts itself. */
export interface CustomLayout {
  readonly kind: "custom";
  readonly name: string;
  readonly align: number;
  /** Binary → ASCII: the text and how many bytes were used. Throws a NetgraphError on malformed bytes. */
  unparse(bytes: Uint8Array, offset: number): { text: string; next: number };
  /** ASCII → binary: the bytes and where the text goes on. Throws a NetgraphError on malformed text. */
  parse(text: string, offset: number): { bytes: Uint8Array; next: number };
}

/** The values that `decodeArgs` gives and `encodeArgs` takes. 64-bit integers are bigints; enaddr and ipaddr are text. */
export type Value =
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Value[]
  | { readonly [field: string]: Value };

// C's integers by what ng_parse.h calls them: printed signed, unsigned (u) or in hexadecimal (h).
export const int8: Layout = { kind: "int", size: 1, format: "signed" };
export const int16: Layout = { kind: "int", size: 2, format: "signed" };
export const int32: Layout = { kind: "int", size: 4, format: "signed" };
export const int64: Layout = { kind: "int", size: 8, format: "signed" };
export const uint8: Layout = { kind: "int", size: 1, format: "unsigned" };
export const uint16: Layout = { kind: "int", size: 2, format: "unsigned" };
export const uint32: Layout = { kind: "int", size: 4, format: "unsigned" };
export const uint64: Layout = { kind: "int", size: 8, format: "unsigned" };
export const hint8: Layout = { kind: "int", size: 1, format: "hex" };
export const hint16: Layout = { kind: "int", size: 2, format: "hex" };
export const hint32: Layout = { kind: "int", size: 4, format: "hex" };
export const hint64: Layout = { kind: "int", size: 8, format: "hex" };
/** A NUL-terminated string of any length. */
export const string: Layout = { kind: "string" };
export const ipaddr: Layout = { kind: "ipaddr" };
export const enaddr: Layout = { kind: "enaddr" };
// The fixed fields of ng_message.h: NG_NODESIZ and the others, their NUL included.
export const nodeName: Layout = { kind: "fixedstring", size: 32 };
export const hookName: Layout = { kind: "fixedstring", size: 32 };
export const typeName: Layout = { kind: "fixedstring", size: 32 };
export const pathName: Layout = { kind: "fixedstring", size: 512 };

/** A struct of these fields, in this order. */
export function struct(fields: { readonly [name: string]: Layout }): StructLayout {
  return { kind: "struct", fields: Object.entries(fields).map(([name, type]) => ({ name, type })) };
}
/** An array; see `Length` for one whose length stands in the message. */
export function array(of: Layout, length: Length): ArrayLayout {
  return { kind: "array", of, length };
}
/** Bytes: a Uint8Array as a value, an array of hexadecimal numbers as text. */
export function byteArray(length: Length): Layout {
  return { kind: "bytes", length };
}

/** The kinds of layouts. */

/** C's integers: size in bytes and how the ASCII form prints them (ng_parse(3): signed, unsigned or hexadecimal). */
export interface IntegerLayout<Size extends 1 | 2 | 4 | 8 = 1 | 2 | 4 | 8> {
  readonly kind: "int";
  /** Bytes. */
  readonly size: Size;
  readonly format: "signed" | "unsigned" | "hex";
}
/** An integer that a list behind it may ask for: `n`, or `nodeinfo.hooks` of a struct's. */
export interface Count {
  /** By its path from the struct that the list is in. */
  readonly name: string;
  /** Bytes from where the field begins that it is in. */
  readonly at: number;
  readonly type: IntegerLayout;
}
/** A field of a struct, by its C name. */
export interface Field {
  readonly name: string;
  readonly type: Layout;
  /** Its alignment, bytes. */
  readonly align: number;
  /** Where it begins in the struct, bytes; undefined when that depends on the value. */
  readonly at: number | undefined;
  /** What lists in the struct may ask of it; none in a struct without lists. */
  readonly counts: readonly Count[];
}
/** The layouts of a struct's fields, by their C names. */
export interface FieldTypes {
  readonly [name: string]: Layout;
}
/** Fields in their order; the padding between them and at the end is C's. */
export interface StructLayout<Types extends FieldTypes = FieldTypes> {
  readonly kind: "struct";
  readonly types: Types;
  /** The same in their order, and where they lie. */
  readonly fields: readonly Field[];
  /** Its alignment, bytes. */
  readonly align: number;
  /** How many bytes it takes; undefined when that depends on the value. */
  readonly size: number | undefined;
  /** Is there a list in it whose length another field says? */
  readonly hasLists: boolean;
}
/**
 * How long an array is: a number, or what an integer field of the structs around says (`n`, `nodeinfo.hooks`), less a constant, and not below another.
 * `arglen` is the length of the whole message's arguments.
 */
export type Length =
  | number
  | { readonly lengthOf: string; readonly less?: number; readonly least?: number };
/** Elements of one layout, one behind the other. */
export interface ArrayLayout<Of extends Layout = Layout> {
  readonly kind: "array";
  readonly of: Of;
  readonly length: Length;
}
/** NUL-terminated string in a field of `size` bytes. */
export interface FixedStringLayout {
  readonly kind: "fixedstring";
  /** Bytes, the NUL included. */
  readonly size: number;
}
/** Text in one of its forms in memory. */
export type TextLayout =
  /** NUL-terminated string of any length. */
  | { readonly kind: "string" }
  | FixedStringLayout
  /** 16-bit length, then that many bytes. */
  | { readonly kind: "sizedstring" };
/** An Internet or an Ethernet address. */
export type AddressLayout = { readonly kind: "ipaddr" } | { readonly kind: "enaddr" };
/** `length` bytes, printed as a byte array. */
export interface BytesLayout {
  readonly kind: "bytes";
  readonly length: Length;
}
/** The layout of arguments, of a field or of an element. */
export type Layout =
  | IntegerLayout
  | StructLayout
  | ArrayLayout
  | TextLayout
  | AddressLayout
  | BytesLayout
  /** A type with an ASCII form of its own, such as ksocket's socket addresses. */
  | CustomLayout;

/** A layout that converts itself. */
export interface CustomLayout {
  readonly kind: "custom";
  /** What it is called in messages. */
  readonly name: string;
  /** Bytes. */
  readonly align: number;
  /** Binary → ASCII: the text and how many bytes were used. Throws a NetgraphError on malformed bytes. */
  unparse(bytes: Uint8Array, offset: number): { text: string; next: number };
  /** ASCII → binary: the bytes and where the text goes on. Throws a NetgraphError on malformed text. */
  parse(text: string, offset: number): { bytes: Uint8Array; next: number };
}

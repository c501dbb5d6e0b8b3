/** How the arguments of a control message lie in memory, as data: one description serves binary and ASCII in both directions. */

/** C's integers: size in bytes and how the ASCII form prints them (ng_parse(3): signed, unsigned or hexadecimal). */
export interface IntegerLayout<Size extends 1 | 2 | 4 | 8 = 1 | 2 | 4 | 8> {
  readonly kind: "int";
  readonly size: Size;
  readonly format: "signed" | "unsigned" | "hex";
}
/** A field of a struct, by its C name. */
export interface Field {
  readonly name: string;
  readonly type: Layout;
}
/** The layouts of a struct's fields, by their C names. */
export interface FieldTypes {
  readonly [name: string]: Layout;
}
/** Fields in their order; the padding between them and at the end is C's. */
export interface StructLayout<Types extends FieldTypes = FieldTypes> {
  readonly kind: "struct";
  readonly types: Types;
  /** The same in their order. */
  readonly fields: readonly Field[];
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
  readonly name: string;
  readonly align: number;
  /** Binary → ASCII: the text and how many bytes were used. Throws a NetgraphError on malformed bytes. */
  unparse(bytes: Uint8Array, offset: number): { text: string; next: number };
  /** ASCII → binary: the bytes and where the text goes on. Throws a NetgraphError on malformed text. */
  parse(text: string, offset: number): { bytes: Uint8Array; next: number };
}

/** Any value that `decodeArgs` gives and `encodeArgs` takes. */
export type Value =
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Value[]
  | { readonly [field: string]: Value };

/** The type of a layout's values: numbers, but bigints of 64 bits; text for strings and addresses. */
export type ValueOf<L> =
  L extends IntegerLayout<8>
    ? bigint
    : L extends IntegerLayout
      ? number
      : L extends StructLayout<infer Types>
        ? { readonly [name in keyof Types]: ValueOf<Types[name]> }
        : L extends ArrayLayout<infer Of>
          ? readonly ValueOf<Of>[]
          : L extends BytesLayout
            ? Uint8Array
            : string;

/** What a layout's values may be given as: fields may be left out, which are zero then, and every integer may be a number. */
export type InputOf<L> = L extends IntegerLayout
  ? number | bigint
  : L extends StructLayout<infer Types>
    ? { readonly [name in keyof Types]?: InputOf<Types[name]> | undefined }
    : L extends ArrayLayout<infer Of>
      ? readonly InputOf<Of>[]
      : L extends BytesLayout
        ? Uint8Array
        : string;

/** The same values, to be changed. */
export type Mutable<T> = T extends readonly (infer E)[]
  ? Mutable<E>[]
  : T extends object
    ? { -readonly [name in keyof T]: Mutable<T[name]> }
    : T;

// C's integers by what ng_parse.h calls them: printed signed, unsigned (u) or in hexadecimal (h).
export const int8 = integer(1, "signed");
export const int16 = integer(2, "signed");
export const int32 = integer(4, "signed");
export const int64 = integer(8, "signed");
export const uint8 = integer(1, "unsigned");
export const uint16 = integer(2, "unsigned");
export const uint32 = integer(4, "unsigned");
export const uint64 = integer(8, "unsigned");
export const hint8 = integer(1, "hex");
export const hint16 = integer(2, "hex");
export const hint32 = integer(4, "hex");
export const hint64 = integer(8, "hex");
/** A NUL-terminated string of any length. */
export const string = { kind: "string" } as const satisfies Layout;
export const ipaddr = { kind: "ipaddr" } as const satisfies Layout;
export const enaddr = { kind: "enaddr" } as const satisfies Layout;
// The fixed fields of ng_message.h: NG_NODESIZ and the others, their NUL included.
export const nodeName = fixedString(32);
export const hookName = fixedString(32);
export const typeName = fixedString(32);
export const pathName = fixedString(512);

function integer<Size extends 1 | 2 | 4 | 8>(
  size: Size,
  format: IntegerLayout["format"],
): IntegerLayout<Size> {
  return { kind: "int", size, format };
}
/** A NUL-terminated string in a field of `size` bytes. */
export function fixedString(size: number): FixedStringLayout {
  return { kind: "fixedstring", size };
}
/** Text, cut so that it and its NUL fit a field. */
export function fitting({ size }: FixedStringLayout, text: string): string {
  return text.slice(0, size - 1);
}
/** A struct of these fields, in this order. */
export function struct<const Types extends FieldTypes>(types: Types): StructLayout<Types> {
  return {
    kind: "struct",
    types,
    fields: Object.entries(types).map(([name, type]) => ({ name, type })),
    hasLists: Object.values(types).some(hasLists),
  };
}
function hasLists(layout: Layout): boolean {
  if (layout.kind === "struct") return layout.hasLists;
  if (layout.kind !== "array" && layout.kind !== "bytes") return false;
  return typeof layout.length !== "number" || (layout.kind === "array" && hasLists(layout.of));
}
/** An array; see `Length` for one whose length stands in the message. */
export function array<Of extends Layout>(of: Of, length: Length): ArrayLayout<Of> {
  return { kind: "array", of, length };
}
/** Bytes: a Uint8Array as a value, an array of hexadecimal numbers as text. */
export function byteArray(length: Length): BytesLayout {
  return { kind: "bytes", length };
}

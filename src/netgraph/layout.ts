/** How the arguments of a control message lie in memory, as data: one description serves binary and ASCII in both directions. */

import type {
  ArrayLayout,
  BytesLayout,
  Count,
  Field,
  FieldTypes,
  FixedStringLayout,
  IntegerLayout,
  Layout,
  Length,
  StructLayout,
} from "./kinds.ts";
import { aligned, alignmentOf, sizeOf } from "./memory.ts";

export type * from "./kinds.ts";

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
  const withLists = Object.values(types).some(hasLists);
  let align = 1;
  let end: number | undefined = 0;
  const fields: Field[] = [];
  for (const [name, type] of Object.entries(types)) {
    const own = alignmentOf(type);
    const at: number | undefined = end === undefined ? undefined : aligned(end, own);
    const counts = withLists ? countsOf(name, type) : [];
    fields.push({ name, type, align: own, at, counts });
    align = Math.max(align, own);
    const size = sizeOf(type);
    end = at === undefined || size === undefined ? undefined : at + size;
  }
  const size = end === undefined ? undefined : aligned(end, align);
  return { kind: "struct", types, fields, align, size, hasLists: withLists };
}
function hasLists(layout: Layout): boolean {
  if (layout.kind === "struct") return layout.hasLists;
  if (layout.kind !== "array" && layout.kind !== "bytes") return false;
  return typeof layout.length !== "number" || (layout.kind === "array" && hasLists(layout.of));
}
/** The integers in a field, by the names that lists behind it know them by. */
function countsOf(name: string, type: Layout): Count[] {
  if (type.kind === "int") return [{ name, at: 0, type }];
  if (type.kind !== "struct") return [];
  return type.fields.flatMap((field) =>
    field.at === undefined
      ? []
      : countsOf(`${name}.${field.name}`, field.type).map((count) => ({
          ...count,
          at: field.at! + count.at,
        })),
  );
}
/** An array; see `Length` for one whose length stands in the message. */
export function array<Of extends Layout>(of: Of, length: Length): ArrayLayout<Of> {
  return { kind: "array", of, length };
}
/** Bytes: a Uint8Array as a value, an array of hexadecimal numbers as text. */
export function byteArray(length: Length): BytesLayout {
  return { kind: "bytes", length };
}

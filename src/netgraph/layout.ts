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
import { NG_HOOKSIZ, NG_NODESIZ, NG_PATHSIZ, NG_TYPESIZ } from "./message.ts";

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

/** An int8_t, printed signed (ng_parse.h, ng_parse_int8_type). */
export const int8 = integer(1, "signed");
/** An int16_t, printed signed (ng_parse.h, ng_parse_int16_type). */
export const int16 = integer(2, "signed");
/** An int32_t, printed signed (ng_parse.h, ng_parse_int32_type). */
export const int32 = integer(4, "signed");
/** An int64_t, printed signed (ng_parse.h, ng_parse_int64_type). */
export const int64 = integer(8, "signed");
/** A uint8_t, printed unsigned (ng_parse_uint8_type). */
export const uint8 = integer(1, "unsigned");
/** A uint16_t, printed unsigned (ng_parse_uint16_type). */
export const uint16 = integer(2, "unsigned");
/** A uint32_t, printed unsigned (ng_parse_uint32_type). */
export const uint32 = integer(4, "unsigned");
/** A uint64_t, printed unsigned (ng_parse_uint64_type). */
export const uint64 = integer(8, "unsigned");
/** A uint8_t, printed in hexadecimal (ng_parse_hint8_type). */
export const hint8 = integer(1, "hex");
/** A uint16_t, printed in hexadecimal (ng_parse_hint16_type). */
export const hint16 = integer(2, "hex");
/** A uint32_t, printed in hexadecimal (ng_parse_hint32_type). */
export const hint32 = integer(4, "hex");
/** A uint64_t, printed in hexadecimal (ng_parse_hint64_type). */
export const hint64 = integer(8, "hex");
/** A NUL-terminated string of any length. */
export const string = { kind: "string" } as const satisfies Layout;
/** An IPv4 address: four bytes in network order; as text and as value `10.0.0.1` (ng_parse_ipaddr_type). */
export const ipaddr = { kind: "ipaddr" } as const satisfies Layout;
/** An Ethernet address: six bytes; as text and as value `58:9c:fc:00:2a:01` (ng_parse_enaddr_type). */
export const enaddr = { kind: "enaddr" } as const satisfies Layout;
/** The name of a node (ng_parse_nodebuf_type). */
export const nodeName = fixedString(NG_NODESIZ);
/** The name of a hook (ng_parse_hookbuf_type). */
export const hookName = fixedString(NG_HOOKSIZ);
/** The name of a node type (ng_parse_typebuf_type). */
export const typeName = fixedString(NG_TYPESIZ);
/** A path to a node: NG_PATHSIZ bytes, the NUL included (ng_parse_pathbuf_type). */
export const pathName = fixedString(NG_PATHSIZ);

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

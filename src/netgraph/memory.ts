/** Where things lie in memory: C's alignment and sizes for a layout. */
import { NetgraphError } from "./errno.ts";
import type { FieldTypes, Layout, StructLayout } from "./layout.ts";

/** Throws what a conversion is refused with. */
export function fail(number: number, detail: string): never {
  throw new NetgraphError("convert", detail, number);
}

/** The alignment of a layout in bytes, 1 when it has none. */
function alignmentOf(layout: Layout): number {
  switch (layout.kind) {
    case "int":
      return layout.size;
    case "struct":
      return structAlignment(layout);
    case "array":
      return alignmentOf(layout.of);
    case "ipaddr":
      return 4;
    case "sizedstring":
      return 2;
    case "custom":
      return layout.align;
    default:
      return 1;
  }
}

const alignments = new WeakMap<StructLayout, number>();

function structAlignment(layout: StructLayout): number {
  const known = alignments.get(layout);
  if (known !== undefined) return known;
  const alignment = Math.max(1, ...layout.fields.map((field) => alignmentOf(field.type)));
  alignments.set(layout, alignment);
  return alignment;
}

/** How many bytes of padding come before an element at `offset`. */
export function paddingBefore(layout: Layout, offset: number): number {
  const align = alignmentOf(layout);
  return align === 1 ? 0 : (align - (offset % align)) % align;
}

/** Where a struct's field begins, bytes; undefined when that depends on the value. */
export function offsetOf<Types extends FieldTypes>(
  { fields }: StructLayout<Types>,
  name: keyof Types & string,
): number | undefined {
  let offset = 0;
  for (const field of fields) {
    offset += paddingBefore(field.type, offset);
    if (field.name === name) return offset;
    const size = sizeOf(field.type);
    if (size === undefined) return undefined;
    offset += size;
  }
  return undefined;
}

/** How many bytes values of a layout take; undefined when that depends on the value. */
export function sizeOf(layout: Layout): number | undefined {
  switch (layout.kind) {
    case "int":
    case "fixedstring":
      return layout.size;
    case "enaddr":
      return 6;
    case "ipaddr":
      return 4;
    case "bytes":
      return typeof layout.length === "number" ? layout.length : undefined;
    case "array": {
      const size = sizeOf(layout.of);
      return size === undefined || typeof layout.length !== "number"
        ? undefined
        : size * layout.length;
    }
    case "struct": {
      let size = 0;
      for (const { type } of layout.fields) {
        const next = sizeOf(type);
        if (next === undefined) return undefined;
        size += paddingBefore(type, size) + next;
      }
      return size + paddingBefore(layout, size);
    }
    default:
      return undefined;
  }
}

/** Where things lie in memory: C's alignment and sizes for a layout. */
import { NetgraphError } from "./errno.ts";
import type { FieldTypes, Layout, StructLayout } from "./kinds.ts";

/** Throws what a conversion is refused with. */
export function fail(number: number, detail: string): never {
  throw new NetgraphError("convert", detail, number);
}

/** The alignment of a layout in bytes, 1 when it has none. */
export function alignmentOf(layout: Layout): number {
  switch (layout.kind) {
    case "int":
      return layout.size;
    case "struct":
      return layout.align;
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

/** The first offset from `offset` on that is a multiple of an alignment. */
export function aligned(offset: number, align: number): number {
  const odd = align === 1 ? 0 : offset % align;
  return odd === 0 ? offset : offset + align - odd;
}

/** Where a struct's field begins, bytes; undefined when that depends on the value. */
export function offsetOf<Types extends FieldTypes>(
  { fields }: StructLayout<Types>,
  name: keyof Types & string,
): number | undefined {
  return fields.find((field) => field.name === name)?.at;
}

/** How many bytes values of a layout take; undefined when that depends on the value. */
export function sizeOf(layout: Layout): number | undefined {
  switch (layout.kind) {
    case "int":
    case "fixedstring":
    case "struct":
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
    default:
      return undefined;
  }
}

/** Binary ↔ values: what clients and nodes work with instead of bytes. */
import { type Counts, type FieldCounts, lengthOf } from "./counts.ts";
import { defaultBytes } from "./defaults.ts";
import { errno } from "./errno.ts";
import type { InputOf, Layout, Value, ValueOf } from "./layout.ts";
import { walkMembers } from "./members.ts";
import { fail, offsetOf, sizeOf } from "./memory.ts";
import { readString } from "./message.ts";
import { Writer } from "./writer.ts";

/** The values of arguments. Throws a NetgraphError for bytes that are too few. */
export function decodeArgs<L extends Layout>(layout: L, bytes: Uint8Array): ValueOf<L> {
  return decode(layout, bytes, viewOf(bytes), 0, [{ arglen: bytes.length }]).value as ValueOf<L>;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** One value, where it ends, and what arrays behind it may depend on. `view` is over the same `bytes`. */
export function decode(
  layout: Layout,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  counts: Counts,
): { value: Value; next: number; own?: FieldCounts } {
  switch (layout.kind) {
    case "int": {
      need(bytes, at, layout.size);
      const next = at + layout.size;
      const signed = layout.format === "signed";
      switch (layout.size) {
        case 1:
          return { value: signed ? view.getInt8(at) : view.getUint8(at), next };
        case 2:
          return { value: signed ? view.getInt16(at, true) : view.getUint16(at, true), next };
        case 4:
          return { value: signed ? view.getInt32(at, true) : view.getUint32(at, true), next };
        default:
          return { value: signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true), next };
      }
    }
    case "string": {
      const value = readString(bytes, at, bytes.length - at);
      return { value, next: Math.min(bytes.length, at + value.length + 1) };
    }
    case "fixedstring":
      need(bytes, at, layout.size);
      return { value: readString(bytes, at, layout.size), next: at + layout.size };
    case "sizedstring": {
      need(bytes, at, 2);
      const length = view.getUint16(at, true);
      need(bytes, at + 2, length);
      let value = "";
      for (const byte of bytes.subarray(at + 2, at + 2 + length))
        value += String.fromCharCode(byte);
      return { value, next: at + 2 + length };
    }
    case "enaddr":
      need(bytes, at, 6);
      return {
        value: Array.from(bytes.subarray(at, at + 6), (byte) =>
          byte.toString(16).padStart(2, "0"),
        ).join(":"),
        next: at + 6,
      };
    case "ipaddr":
      need(bytes, at, 4);
      return { value: bytes.subarray(at, at + 4).join("."), next: at + 4 };
    case "bytes": {
      const length = Math.max(0, lengthOf(layout.length, counts));
      need(bytes, at, length);
      return { value: bytes.slice(at, at + length), next: at + length };
    }
    case "custom": {
      const { text, next } = layout.unparse(bytes, at);
      return { value: text, next };
    }
    default: {
      const fields: { [field: string]: Value } = {};
      const elements: Value[] = [];
      const { length, own } = walkMembers(layout, counts, (type, offset, inner, _index, name) => {
        const part = decode(type, bytes, view, at + offset, inner);
        if (name === undefined) elements.push(part.value);
        else fields[name] = part.value;
        if (elements.length > bytes.length) fail(errno.EINVAL, "too few bytes");
        return { next: part.next - at, value: part.value, own: part.own };
      });
      return { value: layout.kind === "struct" ? fields : elements, next: at + length, own };
    }
  }
}

/** Throws EINVAL where fewer than `size` bytes are left. */
export function need(bytes: Uint8Array, at: number, size: number): void {
  if (at + size > bytes.length) fail(errno.EINVAL, "too few bytes");
}

/** The bytes of values; fields that are left out are zero. Throws a NetgraphError for values that do not fit. */
export function encodeArgs<L extends Layout>(layout: L, value: InputOf<L>): Uint8Array {
  const out = new Writer();
  encode(layout, value as Value, out, []);
  return out.written;
}

/**
 * The bytes of a reply. One that ends with a list is as long as the kernel's sizes add up to: nothing aligns what would come next,
 * as the ASCII form does.
 */
export function encodeReply<L extends Layout>(layout: L, value: InputOf<L>): Uint8Array {
  const bytes = encodeArgs(layout, value);
  if (layout.kind !== "struct") return bytes;
  const last = layout.fields.at(-1);
  const list = last && (value as { readonly [field: string]: unknown })[last.name];
  if (last?.type.kind !== "array" || !Array.isArray(list)) return bytes;
  const size = sizeOf(last.type.of);
  const start = offsetOf(layout, last.name);
  if (size === undefined || start === undefined) return bytes;
  return bytes.subarray(0, start + list.length * size);
}

/** Returns the integer fields of a struct, which arrays after it may depend on. */
function encode(
  layout: Layout,
  value: Value | undefined,
  out: Writer,
  counts: Counts,
): FieldCounts | undefined {
  if (value === undefined) {
    out.set(defaultBytes(layout, counts));
    return undefined;
  }
  switch (layout.kind) {
    case "int":
      out.integer(value as number | bigint, layout.size);
      return undefined;
    case "string":
      out.text(`${value}\0`);
      return undefined;
    case "fixedstring": {
      const text = value as string;
      if (text.length >= layout.size)
        fail(errno.E2BIG, `"${text}" is longer than ${layout.size - 1}`);
      const end = out.length + layout.size;
      out.text(text);
      out.padTo(end);
      return undefined;
    }
    case "sizedstring":
      out.integer((value as string).length, 2);
      out.text(value as string);
      return undefined;
    case "enaddr":
      out.set((value as string).split(":").map((part) => Number.parseInt(part, 16)));
      return undefined;
    case "ipaddr":
      out.set((value as string).split(".").map(Number));
      return undefined;
    case "bytes": {
      const bytes = value as Uint8Array;
      const toTheEnd = typeof layout.length !== "number" && layout.length.lengthOf === "arglen";
      const length = toTheEnd ? bytes.length : Math.max(0, lengthOf(layout.length, counts));
      const end = out.length + length;
      out.set(bytes.subarray(0, length));
      out.padTo(end);
      return undefined;
    }
    case "custom":
      out.set(layout.parse(value as string, 0).bytes);
      return undefined;
    default: {
      const start = out.length;
      const { length, own } = walkMembers(layout, counts, (type, at, inner, index, name) => {
        out.padTo(start + at);
        const part =
          name === undefined
            ? (value as readonly Value[])[index]
            : (value as { readonly [field: string]: Value })[name];
        const parts = encode(type, part, out, inner);
        return { next: out.length - start, value: part, own: parts };
      });
      out.padTo(start + length);
      return own;
    }
  }
}

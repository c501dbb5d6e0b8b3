/** Binary ↔ values: what clients and nodes work with instead of bytes. */
import { type Counts, lengthOf } from "./counts.ts";
import { writeDefault } from "./defaults.ts";
import { errno } from "./errno.ts";
import { formatEther } from "./ether.ts";
import { latin1, readString } from "./latin1.ts";
import { type InputOf, type Layout, uint16, type Value, type ValueOf } from "./layout.ts";
import { madeOnce, type Visit, walkOf } from "./members.ts";
import { fail, offsetOf, sizeOf } from "./memory.ts";
import { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

/** The values of arguments. Throws a NetgraphError for bytes that are too few. */
export function decodeArgs<L extends Layout>(layout: L, bytes: Uint8Array): ValueOf<L> {
  return decoderOf(layout)(new Reader(bytes), [{ arglen: bytes.length }]) as ValueOf<L>;
}

/** The rows of a list that begins at `at`: as many as there are bytes for, at most `most`. They are of one size each. */
export function decodeRows<L extends Layout>(
  row: L,
  bytes: Uint8Array,
  at: number,
  most = Number.POSITIVE_INFINITY,
): ValueOf<L>[] {
  const reader = new Reader(bytes);
  reader.padTo(at);
  const rows: ValueOf<L>[] = [];
  const decode = decoderOf(row);
  const size = sizeOf(row)!;
  while (rows.length < most && reader.at + size <= bytes.length)
    rows.push(decode(reader, []) as ValueOf<L>);
  return rows;
}

type Decode = (from: Reader, counts: Counts) => Value;

/** How one value of a layout is read. */
export const decoderOf: (layout: Layout) => Decode = madeOnce((layout: Layout): Decode => {
  switch (layout.kind) {
    case "int": {
      const { size } = layout;
      return (from) => from.integerAt(from.take(size), layout);
    }
    case "string":
      return (from) => {
        const { bytes, at } = from;
        const value = readString(bytes, at, bytes.length - at);
        from.at = Math.min(bytes.length, at + value.length + 1);
        return value;
      };
    case "fixedstring": {
      const { size } = layout;
      return (from) => readString(from.bytes, from.take(size), size);
    }
    case "sizedstring":
      return (from) => {
        const at = from.take(Number(from.integerAt(from.take(2), uint16)));
        return latin1(from.bytes, at, from.at);
      };
    case "enaddr":
      return (from) => {
        const at = from.take(6);
        return formatEther(from.bytes.subarray(at, at + 6));
      };
    case "ipaddr":
      return (from) => {
        const at = from.take(4);
        return from.bytes.subarray(at, at + 4).join(".");
      };
    case "bytes":
      return (from, counts) => {
        const at = from.take(Math.max(0, lengthOf(layout.length, counts)));
        return from.bytes.slice(at, from.at);
      };
    case "custom":
      return (from) => {
        const { text, next } = layout.unparse(from.bytes, from.at);
        from.at = next;
        return text;
      };
    case "array": {
      const walk = walkOf(layout, decodeElement);
      return (from, counts) => {
        // Elements of no size would never end.
        if (lengthOf(layout.length, counts) > from.bytes.length)
          fail(errno.EINVAL, "too few bytes");
        const elements: Value[] = [];
        walk(from, counts, elements);
        return elements;
      };
    }
    case "struct": {
      const walk = walkOf(layout, decodeField);
      return (from, counts) => {
        const fields: { [field: string]: Value } = {};
        walk(from, counts, fields);
        return fields;
      };
    }
  }
});

function decodeElement(type: Layout): Visit<Reader, Value[]> {
  const decode = decoderOf(type);
  return (from, counts, whole) => whole.push(decode(from, counts));
}

function decodeField(type: Layout): Visit<Reader, { [field: string]: Value }> {
  const decode = decoderOf(type);
  return (from, counts, whole, name) => {
    whole[name] = decode(from, counts);
  };
}

/** The bytes of values; fields that are left out are zero. Throws a NetgraphError for values that do not fit. */
export function encodeArgs<L extends Layout>(layout: L, value: InputOf<L>): Uint8Array {
  const out = new Writer(sizeOf(layout));
  encoderOf(layout)(value as Value, out, []);
  return out.written;
}

/**
 * Returns the bytes of a reply. One that ends with a list is as long as the kernel's sizes add up to: nothing aligns what
 * would come next, as the ASCII form does.
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

type Encode = (value: Value, out: Writer, counts: Counts) => void;

/** How one value of a layout is written. */
const encoderOf: (layout: Layout) => Encode = madeOnce((layout: Layout): Encode => {
  switch (layout.kind) {
    case "int": {
      const { size } = layout;
      return (value, out) => out.integer(value as number | bigint, size);
    }
    case "string":
      return (value, out) => out.text(value as string, (value as string).length + 1);
    case "fixedstring": {
      const { size } = layout;
      return (value, out) => {
        const text = value as string;
        if (text.length >= size) fail(errno.E2BIG, `"${text}" is longer than ${size - 1}`);
        out.text(text, size);
      };
    }
    case "sizedstring":
      return (value, out) => {
        out.integer((value as string).length, 2);
        out.text(value as string, (value as string).length);
      };
    case "enaddr":
      return (value, out) =>
        out.set((value as string).split(":").map((part) => Number.parseInt(part, 16)));
    case "ipaddr":
      return (value, out) => out.set((value as string).split(".").map(Number));
    case "bytes": {
      const toTheEnd = typeof layout.length !== "number" && layout.length.lengthOf === "arglen";
      return (value, out, counts) => {
        // A message that was kept as JSON has them as a list.
        const bytes = Uint8Array.from(value as Uint8Array);
        const length = toTheEnd ? bytes.length : Math.max(0, lengthOf(layout.length, counts));
        const end = out.at + length;
        out.set(bytes.subarray(0, length));
        out.padTo(end);
      };
    }
    case "custom":
      return (value, out) => out.set(layout.parse(value as string, 0).bytes);
    case "array":
    case "struct": {
      const walk = walkOf(layout, encodeMember);
      return (value, out, counts) => walk(out, counts, value as Members);
    }
  }
});

interface Members {
  readonly [key: string | number]: Value | undefined;
}

function encodeMember(type: Layout): Visit<Writer, Members> {
  const encode = encoderOf(type);
  return (out, counts, whole, key) => {
    const value = whole[key];
    if (value === undefined) writeDefault(type, out, counts);
    else encode(value, out, counts);
  };
}

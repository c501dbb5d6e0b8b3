/** ASCII → binary (ng_parse.c's parse methods). */
import { errno } from "./errno.ts";
import type { ArrayLayout, Layout, StructLayout } from "./layout.ts";
import { alignmentOf, fail, paddingBefore } from "./memory.ts";
import { readQuoted, skipSpace, skipValue, tokenAt } from "./tokens.ts";

/** The kernel converts into a buffer of this size (ng_base.c). */
const LIMIT = 20 * 1024;

/** The bytes that a text stands for. Text after the value is not looked at, as in the kernel. Throws a NetgraphError. */
export function parseArgs(layout: Layout, text: string): Uint8Array {
  return Uint8Array.from(parseValue(layout, text, 0).bytes);
}

interface Parsed {
  readonly bytes: ArrayLike<number> & Iterable<number>;
  readonly next: number;
}

/** `counts` are the integer fields read so far of the structs around, innermost last: variable arrays ask them for their length. */
function parseValue(layout: Layout, text: string, at: number, counts: Counts = []): Parsed {
  switch (layout.kind) {
    case "int":
      return parseInteger(text, at, layout.size);
    case "string": {
      const { value, next } = readQuoted(text, at);
      return { bytes: latin1(`${value}\0`), next };
    }
    case "fixedstring": {
      const { value, next } = readQuoted(text, at);
      if (value.length >= layout.size)
        fail(errno.E2BIG, `"${value}" is longer than ${layout.size - 1}`);
      return { bytes: latin1(value.padEnd(layout.size, "\0")), next };
    }
    case "sizedstring": {
      const { value, next } = readQuoted(text, at);
      return { bytes: [value.length & 0xff, value.length >> 8, ...latin1(value)], next };
    }
    case "enaddr":
      return parseEther(text, at);
    case "ipaddr":
      return parseAddress(text, at);
    case "bytes": {
      if (tokenAt(text, at).token === "string") {
        const length = lengthOf(layout.length, counts);
        const { value, next } = readQuoted(text, at);
        if (value.length > length) fail(errno.EINVAL, "too many bytes");
        return { bytes: latin1(value.padEnd(length, "\0")), next };
      }
      const array: ArrayLayout = {
        kind: "array",
        of: { kind: "int", size: 1, format: "hex" },
        length: layout.length,
      };
      return parseComposite(array, text, at, counts);
    }
    case "custom": {
      const { bytes, next } = layout.parse(text, skipSpace(text, at));
      return { bytes, next };
    }
    default:
      return parseComposite(layout, text, at, counts);
  }
}

type Counts = readonly { readonly [field: string]: number }[];

export function lengthOf(length: number | { readonly lengthOf: string }, counts: Counts): number {
  if (typeof length === "number") return length;
  for (let i = counts.length - 1; i >= 0; i--) {
    const count = counts[i]![length.lengthOf];
    if (count !== undefined) return count;
  }
  return 0;
}

function parseInteger(text: string, at: number, size: 1 | 2 | 4 | 8): Parsed {
  const match = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|\d+)/.exec(text.slice(at));
  if (match === null) fail(errno.EINVAL, "no number");
  const digits = match[2]!;
  // A leading 0 means octal to strtol(3); digits past the octal ones end the number.
  const octal = /^0[0-7]+/.exec(digits)?.[0];
  const used = octal ?? (/^0\d/.test(digits) ? "0" : digits);
  const magnitude = octal === undefined ? BigInt(used) : BigInt(`0o${octal.slice(1)}`);
  const value = match[1] === "-" ? -magnitude : magnitude;
  const bits = BigInt(size * 8);
  if (size < 8 && (value < -(1n << (bits - 1n)) || value >= 1n << bits))
    fail(errno.EINVAL, `${value} does not fit`);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  return {
    bytes: bytes.subarray(0, size),
    next: at + match[0].length - digits.length + used.length,
  };
}

function parseEther(text: string, at: number): Parsed {
  const start = skipSpace(text, at);
  const match =
    /^([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2})/.exec(
      text.slice(start),
    );
  if (match === null) fail(errno.EINVAL, "no Ethernet address");
  return {
    bytes: match.slice(1).map((part) => Number.parseInt(part, 16)),
    next: start + match[0].length,
  };
}

function parseAddress(text: string, at: number): Parsed {
  const start = skipSpace(text, at);
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})/.exec(text.slice(start));
  const parts = match?.slice(1).map(Number);
  if (!match || !parts || parts.some((part) => part > 255)) fail(errno.EINVAL, "no IPv4 address");
  return { bytes: parts, next: start + match[0].length };
}

function parseComposite(
  layout: StructLayout | ArrayLayout,
  text: string,
  at: number,
  counts: Counts,
): Parsed {
  const isStruct = layout.kind === "struct";
  const number = isStruct ? layout.fields.length : lengthOf(layout.length, counts);
  const open = tokenAt(text, at);
  if (open.token !== (isStruct ? "{" : "[")) fail(errno.EINVAL, "no opening bracket");
  const places = new Map<number, number>();
  let position = open.end;
  let nextIndex = 0;
  for (;;) {
    const { token, start, end } = tokenAt(text, position);
    position = start;
    if (token === (isStruct ? "}" : "]")) {
      position = end;
      break;
    }
    let index: number;
    if (isStruct) {
      if (token !== "word") fail(errno.EINVAL, "no field name");
      const name = text.slice(start, end);
      index = layout.fields.findIndex((field) => field.name === name);
      if (index < 0) fail(errno.ENOENT, `no field "${name}"`);
      const equals = tokenAt(text, end);
      if (equals.token !== "=") fail(errno.EINVAL, `no = after ${name}`);
      position = equals.end;
    } else {
      const equals = token === "word" ? tokenAt(text, end) : undefined;
      if (token === "end" || token === "=" || token === "}") fail(errno.EINVAL, "no element");
      if (equals?.token === "=") {
        const word = text.slice(start, end);
        if (!/^(0[xX][0-9a-fA-F]+|\d+)$/.test(word)) fail(errno.EINVAL, `no index "${word}"`);
        index = Number(word);
        position = equals.end;
        nextIndex = index + 1;
      } else index = nextIndex++;
    }
    if (index >= number) fail(errno.E2BIG, `element ${index} of ${number}`);
    if (places.has(index)) fail(errno.EALREADY, "given twice");
    places.set(index, skipSpace(text, position));
    position = skipValue(text, position);
  }

  const bytes: number[] = [];
  const own: { [field: string]: number } = {};
  const inner = isStruct ? [...counts, own] : counts;
  for (let index = 0; index < number; index++) {
    const type = isStruct ? layout.fields[index]!.type : layout.of;
    for (let pad = paddingBefore(type, bytes.length); pad > 0; pad--) bytes.push(0);
    const place = places.get(index);
    const value =
      place === undefined ? defaultBytes(type, inner) : parseValue(type, text, place, inner).bytes;
    if (isStruct && type.kind === "int") own[layout.fields[index]!.name] = littleEndian(value);
    for (const byte of value) bytes.push(byte);
    if (bytes.length > LIMIT) fail(errno.ERANGE, "too long");
  }
  while (bytes.length % alignmentOf(layout) !== 0) bytes.push(0);
  return { bytes, next: position };
}

function littleEndian(bytes: Iterable<number>): number {
  let value = 0;
  let factor = 1;
  for (const byte of bytes) {
    value += byte * factor;
    factor *= 256;
  }
  return value;
}

/** The bytes of a value that was left out: zeros, as many as the layout takes. */
export function defaultBytes(layout: Layout, counts: Counts): Uint8Array {
  switch (layout.kind) {
    case "int":
      return new Uint8Array(layout.size);
    case "string":
      return new Uint8Array(1);
    case "fixedstring":
      return new Uint8Array(layout.size);
    case "sizedstring":
      return new Uint8Array(2);
    case "enaddr":
      return new Uint8Array(6);
    case "ipaddr":
      return new Uint8Array(4);
    case "bytes":
      return zeros(lengthOf(layout.length, counts));
    case "array":
    case "struct": {
      const parts: number[] = [];
      const number =
        layout.kind === "struct" ? layout.fields.length : lengthOf(layout.length, counts);
      if (number > LIMIT) fail(errno.ERANGE, "too long");
      const own: { [field: string]: number } = {};
      const inner = layout.kind === "struct" ? [...counts, own] : counts;
      for (let index = 0; index < number; index++) {
        const type = layout.kind === "struct" ? layout.fields[index]!.type : layout.of;
        for (let pad = paddingBefore(type, parts.length); pad > 0; pad--) parts.push(0);
        if (layout.kind === "struct" && type.kind === "int") own[layout.fields[index]!.name] = 0;
        for (const byte of defaultBytes(type, inner)) parts.push(byte);
        if (parts.length > LIMIT) fail(errno.ERANGE, "too long");
      }
      while (parts.length % alignmentOf(layout) !== 0) parts.push(0);
      return Uint8Array.from(parts);
    }
    case "custom":
      return fail(errno.EINVAL, `${layout.name} has no default`);
  }
}

function zeros(length: number): Uint8Array {
  if (length > LIMIT) fail(errno.ERANGE, "too long");
  return new Uint8Array(length);
}

function latin1(text: string): number[] {
  return Array.from(text, (c) => c.charCodeAt(0) & 0xff);
}

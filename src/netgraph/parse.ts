/** ASCII → binary (ng_parse.c's parse methods). */
import { type Counts, type FieldCounts, lengthOf } from "./counts.ts";
import { checkCount, defaultBytes, WORK_SIZE } from "./defaults.ts";
import { errno } from "./errno.ts";
import {
  type ArrayLayout,
  array,
  hint8,
  type IntegerLayout,
  type Layout,
  type StructLayout,
} from "./layout.ts";
import { memberCount, walkMembers } from "./members.ts";
import { fail } from "./memory.ts";
import { scanSigned, scanUnsigned, ULONG_MAX } from "./numbers.ts";
import { readQuoted, skipSpace, skipValue, tokenAt } from "./tokens.ts";

/**
 * The bytes that a text stands for. Text after the value is not looked at, as in the kernel. Throws a NetgraphError.
 * `counts` is what lengths depend on besides the text itself: the `arglen` of the message.
 */
export function parseArgs(layout: Layout, text: string, counts: Counts = []): Uint8Array {
  return Uint8Array.from(parseValue(layout, text, 0, counts).bytes);
}

interface Parsed {
  readonly bytes: ArrayLike<number> & Iterable<number>;
  readonly next: number;
  /** The integer fields of a struct. */
  readonly own?: FieldCounts;
}

/** `counts` are the integer fields read so far of the structs around, innermost last: variable arrays ask them for their length. */
function parseValue(layout: Layout, text: string, at: number, counts: Counts): Parsed {
  switch (layout.kind) {
    case "int":
      return parseInteger(text, at, layout);
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
        if (length > WORK_SIZE) fail(errno.ERANGE, "too long");
        if (value.length > length) fail(errno.E2BIG, "too many bytes");
        return { bytes: latin1(value.padEnd(length, "\0")), next };
      }
      return parseComposite(array(hint8, layout.length), text, at, counts);
    }
    case "custom": {
      const { bytes, next } = layout.parse(text, skipSpace(text, at));
      return { bytes, next };
    }
    default:
      return parseComposite(layout, text, at, counts);
  }
}

/** Signed or not, a value may be written either way: 255 and -1 are the same byte (ng_int8_parse …). */
function parseInteger(text: string, at: number, { size, format }: IntegerLayout): Parsed {
  const unsigned = size === 4 && format !== "signed";
  const found = unsigned ? scanUnsigned(text, at, 0) : scanSigned(text, at);
  if (found === undefined) fail(errno.EINVAL, "no number");
  const value = BigInt.asIntN(64, found.value);
  const bits = BigInt(size * 8);
  if (size < 8 && (value < -(1n << (bits - 1n)) || value >= 1n << bits))
    fail(errno.EINVAL, `${value} does not fit`);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value, true);
  return { bytes: bytes.subarray(0, size), next: found.next };
}

function parseEther(text: string, at: number): Parsed {
  return parseParts(text, at, 6, ":", (position) => {
    const part = scanUnsigned(text, position, 16);
    if (part === undefined || part.value > 0xffn) fail(errno.EINVAL, "no Ethernet address");
    return { byte: Number(part.value), next: part.next };
  });
}

const BYTE: IntegerLayout = { kind: "int", size: 1, format: "signed" };

function parseAddress(text: string, at: number): Parsed {
  return parseParts(text, at, 4, ".", (position) => {
    const { bytes, next } = parseInteger(text, position, BYTE);
    return { byte: bytes[0]!, next };
  });
}

/** Bytes with a separator between each two. */
function parseParts(
  text: string,
  at: number,
  number: number,
  separator: string,
  part: (at: number) => { byte: number; next: number },
): Parsed {
  const bytes: number[] = [];
  for (let position = at; ; position++) {
    const { byte, next } = part(position);
    bytes.push(byte);
    if (bytes.length === number) return { bytes, next };
    if (text[next] !== separator) fail(errno.EINVAL, `no "${separator}"`);
    position = next;
  }
}

function parseComposite(
  layout: StructLayout | ArrayLayout,
  text: string,
  at: number,
  counts: Counts,
): Parsed {
  const isStruct = layout.kind === "struct";
  const number = memberCount(layout, counts);
  checkCount(number);
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
      const opens = token === "{" || token === "[";
      // A string is an element only where its index is given.
      if (!opens && token !== "word") fail(errno.EINVAL, "no element");
      const equals = opens ? undefined : tokenAt(text, end);
      if (equals?.token === "=") {
        const found = scanUnsigned(text, start, 0);
        if (found?.next !== end || found.value === ULONG_MAX)
          fail(errno.EINVAL, `no index "${text.slice(start, end)}"`);
        index = Number(BigInt.asUintN(32, found.value));
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
  const padTo = (offset: number) => {
    while (bytes.length < offset) bytes.push(0);
  };
  const { length, own } = walkMembers(layout, counts, (type, at, inner, index) => {
    padTo(at);
    const place = places.get(index);
    const value: Parsed =
      place === undefined
        ? { bytes: defaultBytes(type, inner), next: position }
        : parseValue(type, text, place, inner);
    for (const byte of value.bytes) bytes.push(byte);
    if (bytes.length > WORK_SIZE) fail(errno.ERANGE, "too long");
    const number = type.kind === "int" ? littleEndian(value.bytes) : undefined;
    return { next: bytes.length, value: number, own: value.own };
  });
  padTo(length);
  return { bytes, next: position, own };
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

function latin1(text: string): number[] {
  return Array.from(text, (c) => c.charCodeAt(0) & 0xff);
}

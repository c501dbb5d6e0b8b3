/** ASCII → binary (ng_parse.c's parse methods). */
import { type Counts, lengthOf } from "./counts.ts";
import { checkCount, checkSize, WORK_SIZE, writeDefault } from "./defaults.ts";
import { errno } from "./errno.ts";
import {
  type ArrayLayout,
  array,
  hint8,
  type IntegerLayout,
  int8,
  type Layout,
  type StructLayout,
} from "./layout.ts";
import { madeOnce, memberCount, type Visit, walkOf } from "./members.ts";
import { fail } from "./memory.ts";
import { scanSigned, scanUnsigned, ULONG_MAX } from "./numbers.ts";
import { readQuoted, skipSpace, skipValue, tokenAt } from "./tokens.ts";
import { Writer } from "./writer.ts";

/**
 * Returns the bytes that a text stands for. Text after the value is not looked at, as in the kernel. Throws a
 * NetgraphError. `counts` is what lengths depend on besides the text itself: the `arglen` of the message.
 */
export function parseArgs(layout: Layout, text: string, counts: Counts = []): Uint8Array {
  const out = new Writer();
  parserOf(layout)(text, 0, out, counts);
  return out.written;
}

/**
 * Writes the value that stands at `at`. Returns where the text goes on. `counts` are the integer fields read so far of the structs
 * around, innermost last: variable arrays ask them for their length.
 */
type Parse = (text: string, at: number, out: Writer, counts: Counts) => number;

const parserOf: (layout: Layout) => Parse = madeOnce((layout: Layout): Parse => {
  switch (layout.kind) {
    case "int":
      return (text, at, out) => {
        const { value, next } = readInteger(text, at, layout);
        out.integer(value, layout.size);
        return next;
      };
    case "string":
      return (text, at, out) => {
        const { value, next } = readQuoted(text, at);
        out.text(value, value.length + 1);
        return next;
      };
    case "fixedstring":
      return (text, at, out) => {
        const { value, next } = readQuoted(text, at);
        if (value.length >= layout.size)
          fail(errno.E2BIG, `"${value}" is longer than ${layout.size - 1}`);
        out.text(value, layout.size);
        return next;
      };
    case "sizedstring":
      return (text, at, out) => {
        const { value, next } = readQuoted(text, at);
        out.integer(value.length, 2);
        out.text(value, value.length);
        return next;
      };
    case "enaddr":
      return (text, at, out) => parseParts(text, at, out, 6, ":", readHexadecimal);
    case "ipaddr":
      return (text, at, out) => parseParts(text, at, out, 4, ".", readByte);
    case "bytes": {
      const parse = parserOf(array(hint8, layout.length));
      return (text, at, out, counts) => {
        if (tokenAt(text, at).token !== "string") return parse(text, at, out, counts);
        const length = lengthOf(layout.length, counts);
        const { value, next } = readQuoted(text, at);
        if (length > WORK_SIZE) fail(errno.ERANGE, "too long");
        if (value.length > length) fail(errno.E2BIG, "too many bytes");
        out.text(value, length);
        return next;
      };
    }
    case "custom":
      return (text, at, out) => {
        const { bytes, next } = layout.parse(text, skipSpace(text, at));
        out.set(bytes);
        return next;
      };
    case "array":
    case "struct": {
      const walk = walkOf(layout, parseMember);
      return (text, at, out, counts) => {
        const number = memberCount(layout, counts);
        checkCount(number);
        const { places, next } = placesIn(layout, number, text, at);
        walk(out, counts, { text, places, start: out.at });
        return next;
      };
    }
  }
});

/** A struct or an array that is written: its text, where in it the members stand that are given, and where its bytes begin. */
interface Whole {
  readonly text: string;
  readonly places: ReadonlyMap<string | number, number>;
  readonly start: number;
}

function parseMember(type: Layout): Visit<Writer, Whole> {
  const parse = parserOf(type);
  return (out, counts, { text, places, start }, key) => {
    const place = places.get(key);
    if (place === undefined) writeDefault(type, out, counts);
    else parse(text, place, out, counts);
    checkSize(out, start);
  };
}

/** Signed or not, a value may be written either way: 255 and -1 are the same byte (ng_int8_parse …). */
function readInteger(text: string, at: number, { size, format }: IntegerLayout) {
  const unsigned = size === 4 && format !== "signed";
  const found = unsigned ? scanUnsigned(text, at, 0) : scanSigned(text, at);
  if (found === undefined) fail(errno.EINVAL, "no number");
  const value = BigInt.asIntN(64, found.value);
  const bits = BigInt(size * 8);
  if (size < 8 && (value < -(1n << (bits - 1n)) || value >= 1n << bits))
    fail(errno.EINVAL, `${value} does not fit`);
  return { value, next: found.next };
}

function readByte(text: string, at: number) {
  return readInteger(text, at, int8);
}

function readHexadecimal(text: string, at: number) {
  const part = scanUnsigned(text, at, 16);
  if (part === undefined || part.value > 0xffn) fail(errno.EINVAL, "no Ethernet address");
  return part;
}

/** Bytes with a separator between each two. */
function parseParts(
  text: string,
  at: number,
  out: Writer,
  number: number,
  separator: string,
  part: (text: string, at: number) => { value: bigint; next: number },
): number {
  for (let position = at, left = number; ; position++) {
    const { value, next } = part(text, position);
    out.integer(value, 1);
    if (--left === 0) return next;
    if (text[next] !== separator) fail(errno.EINVAL, `no "${separator}"`);
    position = next;
  }
}

/** Where the text of each member stands that is given, and where the text of all ends. */
function placesIn(
  layout: StructLayout | ArrayLayout,
  number: number,
  text: string,
  at: number,
): { places: ReadonlyMap<string | number, number>; next: number } {
  const isStruct = layout.kind === "struct";
  const open = tokenAt(text, at);
  if (open.token !== (isStruct ? "{" : "[")) fail(errno.EINVAL, "no opening bracket");
  const places = new Map<string | number, number>();
  let position = open.end;
  let nextIndex = 0;
  for (;;) {
    const { token, start, end } = tokenAt(text, position);
    position = start;
    if (token === (isStruct ? "}" : "]")) {
      position = end;
      break;
    }
    let key: string | number;
    if (isStruct) {
      if (token !== "word") fail(errno.EINVAL, "no field name");
      key = text.slice(start, end);
      if (!Object.hasOwn(layout.types, key)) fail(errno.ENOENT, `no field "${key}"`);
      const equals = tokenAt(text, end);
      if (equals.token !== "=") fail(errno.EINVAL, `no = after ${key}`);
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
        key = Number(BigInt.asUintN(32, found.value));
        position = equals.end;
        nextIndex = key + 1;
      } else key = nextIndex++;
      if (key >= number) fail(errno.E2BIG, `element ${key} of ${number}`);
    }
    if (places.has(key)) fail(errno.EALREADY, "given twice");
    places.set(key, skipSpace(text, position));
    position = skipValue(text, position);
  }
  return { places, next: position };
}

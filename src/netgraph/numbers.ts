/** Numbers in text as FreeBSD's kernel reads them (sys/libkern: strtol, strtoul): at the front, of any base, clamped. */

/** One character that isspace(9) takes for white space. */
export const SPACE = /[ \t\n\v\f\r]/;
const LONG_MAX = (1n << 63n) - 1n;
const LONG_MIN = -(1n << 63n);
/** The largest unsigned long, 64 bits; what strtoul(3) gives for a larger number. */
export const ULONG_MAX = (1n << 64n) - 1n;

/** A number that stands in a text, and how far it goes. */
export interface Scanned {
  readonly value: bigint;
  /** Where the text goes on behind the number. */
  readonly next: number;
}

/**
 * Reads a number as strtoul(3): one that is too large is ULONG_MAX, a negative one wraps. Undefined where no number stands.
 * Base 0 takes 0x and 0 in front as C does.
 */
export function scanUnsigned(text: string, at: number, base: 0 | 10 | 16): Scanned | undefined {
  const found = scan(text, at, base);
  if (found === undefined) return undefined;
  const { negative, magnitude, next } = found;
  if (magnitude > ULONG_MAX) return { value: ULONG_MAX, next };
  return { value: negative ? BigInt.asUintN(64, -magnitude) : magnitude, next };
}

/** Reads a number as strtol(3) of base 0: one that does not fit is LONG_MAX or LONG_MIN. Undefined where no number stands. */
export function scanSigned(text: string, at: number): Scanned | undefined {
  const found = scan(text, at, 0);
  if (found === undefined) return undefined;
  const { negative, magnitude, next } = found;
  const value = negative ? -magnitude : magnitude;
  if (value > LONG_MAX) return { value: LONG_MAX, next };
  return { value: value < LONG_MIN ? LONG_MIN : value, next };
}

function scan(text: string, at: number, base: 0 | 10 | 16) {
  let next = at;
  while (next < text.length && SPACE.test(text[next]!)) next++;
  const sign = text[next];
  if (sign === "-" || sign === "+") next++;
  let radix: number = base;
  if (base !== 10 && text[next] === "0" && (text[next + 1] === "x" || text[next + 1] === "X")) {
    // libkern takes the 0x for good: what follows must be a digit, "0x" alone is no number.
    next += 2;
    radix = 16;
  } else if (base === 0) radix = text[next] === "0" ? 8 : 10;
  const start = next;
  let magnitude = 0n;
  for (; next < text.length; next++) {
    const digit = digitOf(text.charCodeAt(next));
    if (digit >= radix) break;
    magnitude = magnitude * BigInt(radix) + BigInt(digit);
  }
  return next === start ? undefined : { negative: sign === "-", magnitude, next };
}

const NO_DIGIT = 99;

function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x7a ? letter - 0x61 + 10 : NO_DIGIT;
}

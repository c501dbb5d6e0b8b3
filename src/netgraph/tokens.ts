/** The words of the ASCII form (ng_parse.c, ng_parse_get_token). */
import { errno } from "./errno.ts";
import { fail } from "./memory.ts";
import { SPACE } from "./numbers.ts";

/**
 * The kinds of tokens: a bracket or `=` by itself, a string in quotes, a word; `error` is a string without an end
 * (ng_parse.h, enum ng_parse_token).
 */
export type Token = "{" | "}" | "[" | "]" | "=" | "string" | "word" | "error" | "end";

const ENDS_WORD = /[ \t\n\v\f\r{}[\]="\0]/;

/** Returns where the text goes on behind the white space at `at`, an offset in characters. */
export function skipSpace(text: string, at: number): number {
  while (at < text.length && SPACE.test(text[at]!)) at++;
  return at;
}

/** The token at `at`, spaces skipped, and where it ends. A string without an end is an `error`. */
export function tokenAt(text: string, at: number): { token: Token; start: number; end: number } {
  const start = skipSpace(text, at);
  const c = text[start];
  if (c === undefined || c === "\0") return { token: "end", start, end: start };
  if (c === "{" || c === "}" || c === "[" || c === "]" || c === "=") {
    return { token: c, start, end: start + 1 };
  }
  if (c === '"') {
    const string = quotedAt(text, start);
    return string === undefined
      ? { token: "error", start, end: start }
      : { token: "string", start, end: string.next };
  }
  let end = start + 1;
  while (end < text.length && !ENDS_WORD.test(text[end]!)) end++;
  return { token: "word", start, end };
}

/**
 * Skips one value: a word, a string, or a whole bracketed group. Returns where it ends. Over a string without an end the
 * kernel goes as far as the token before was long (ng_parse_skip_value). Throws EINVAL where the text ends too early or a
 * bracket closes that was not opened.
 */
export function skipValue(text: string, at: number): number {
  let brackets = 0;
  let braces = 0;
  let position = at;
  let length = 0;
  do {
    const { token, start, end } = tokenAt(text, position);
    if (token === "end") fail(errno.EINVAL, "unexpected end");
    if (token === "[") brackets++;
    if (token === "{") braces++;
    if ((token === "]" && brackets-- === 0) || (token === "}" && braces-- === 0))
      fail(errno.EINVAL, `unexpected ${token}`);
    if (token !== "error") length = end - start;
    position = start + length;
  } while (brackets > 0 || braces > 0);
  return position;
}

const ESCAPES: { readonly [letter: string]: string } = {
  t: "\t",
  n: "\n",
  r: "\r",
  v: "\v",
  f: "\f",
  '"': '"',
};

/** A character by its number: `x` and hexadecimal digits, or octal ones, as many as stand there. */
const CODE = /^(?:x([0-9a-fA-F]*)|([0-7]+))/;

/** A quoted string, with C's escapes. Throws EINVAL where none stands. */
export function readQuoted(text: string, at: number): { value: string; next: number } {
  return quotedAt(text, skipSpace(text, at)) ?? fail(errno.EINVAL, "no string");
}

/**
 * The string that starts at `start`; undefined when it has no end. The kernel counts one character too few for `\x…`, `\\` and
 * letters that are no escapes, so the text goes on at the quote or before it; and digits that make a NUL end all (ng_get_string_token).
 */
function quotedAt(text: string, start: number): { value: string; next: number } | undefined {
  if (text[start] !== '"') return undefined;
  let value = "";
  let uncounted = 0;
  for (let i = start + 1; i < text.length && text[i] !== "\0"; ) {
    const c = text[i]!;
    if (c === '"') return { value, next: i + 1 - uncounted };
    const escaped = c === "\\" ? text[i + 1] : undefined;
    if (escaped === undefined || escaped === "\0") {
      value += c;
      i++;
      continue;
    }
    const [code = "", hex, octal] = CODE.exec(text.slice(i + 1)) ?? [];
    if (code === "") value += ESCAPES[escaped] ?? escaped;
    else {
      const byte = lowByte(hex ?? octal!, hex === undefined ? 8 : 16);
      if (byte === 0 && code.length > 1) return undefined;
      value += String.fromCharCode(byte);
    }
    if (octal === undefined && ESCAPES[escaped] === undefined) uncounted++;
    i += 1 + Math.max(1, code.length);
  }
  return undefined;
}

/** What is left of a number in a char. */
function lowByte(digits: string, base: number): number {
  let byte = 0;
  for (const digit of digits) byte = (byte * base + Number.parseInt(digit, base)) & 0xff;
  return byte;
}

/** The quoted form of a string. */
export function quote(value: string): string {
  let text = '"';
  for (const c of value) {
    const code = c.charCodeAt(0);
    const letter = Object.keys(ESCAPES).find((key) => ESCAPES[key] === c);
    if (c === "\\") text += "\\\\";
    else if (letter !== undefined) text += `\\${letter}`;
    else if (code < 0x20 || code > 0x7e) text += `\\x${code.toString(16).padStart(2, "0")}`;
    else text += c;
  }
  return `${text}"`;
}

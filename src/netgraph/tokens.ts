/** The words of the ASCII form (ng_parse.c, ng_parse_get_token). */
import { errno } from "./errno.ts";
import { fail } from "./memory.ts";

export type Token = "{" | "}" | "[" | "]" | "=" | "string" | "word" | "end";

const SPACE = /\s/;
const ENDS_WORD = /[\s{}[\]="]/;

export function skipSpace(text: string, at: number): number {
  while (at < text.length && SPACE.test(text[at]!)) at++;
  return at;
}

/** The token at `at`, spaces skipped, and where it ends. */
export function tokenAt(text: string, at: number): { token: Token; start: number; end: number } {
  const start = skipSpace(text, at);
  const c = text[start];
  if (c === undefined || c === "\0") return { token: "end", start, end: start };
  if (c === "{" || c === "}" || c === "[" || c === "]" || c === "=") {
    return { token: c, start, end: start + 1 };
  }
  if (c === '"') return { token: "string", start, end: readQuoted(text, start).next };
  let end = start;
  while (end < text.length && !ENDS_WORD.test(text[end]!) && text[end] !== "\0") end++;
  return { token: "word", start, end };
}

/** Skips one value: a word, a string, or a whole bracketed group. Gives where it ends. */
export function skipValue(text: string, at: number): number {
  let depth = 0;
  let position = at;
  do {
    const { token, end } = tokenAt(text, position);
    if (token === "end") fail(errno.EINVAL, "unexpected end");
    if (token === "=" && depth === 0) fail(errno.EINVAL, "unexpected =");
    if (token === "{" || token === "[") depth++;
    if (token === "}" || token === "]") {
      if (depth === 0) fail(errno.EINVAL, `unexpected ${token}`);
      depth--;
    }
    position = end;
  } while (depth > 0);
  return position;
}

const ESCAPES: { readonly [letter: string]: string } = {
  t: "\t",
  n: "\n",
  r: "\r",
  v: "\v",
  f: "\f",
};

/** A quoted string, with C's escapes. */
export function readQuoted(text: string, at: number): { value: string; next: number } {
  const start = skipSpace(text, at);
  if (text[start] !== '"') fail(errno.EINVAL, "no string");
  let value = "";
  for (let i = start + 1; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"') return { value, next: i + 1 };
    if (c !== "\\") {
      value += c;
      continue;
    }
    const escaped = text[++i];
    if (escaped === undefined) break;
    if (escaped === "x" && /^[0-9a-fA-F]{2}/.test(text.slice(i + 1))) {
      value += String.fromCharCode(Number.parseInt(text.slice(i + 1, i + 3), 16));
      i += 2;
    } else value += ESCAPES[escaped] ?? escaped;
  }
  return fail(errno.EINVAL, "unterminated string");
}

/** The quoted form of a string. */
export function quote(value: string): string {
  let text = '"';
  for (const c of value) {
    const code = c.charCodeAt(0);
    const letter = Object.keys(ESCAPES).find((key) => ESCAPES[key] === c);
    if (c === '"' || c === "\\") text += `\\${c}`;
    else if (letter !== undefined) text += `\\${letter}`;
    else if (code < 0x20 || code > 0x7e) text += `\\x${code.toString(16).padStart(2, "0")}`;
    else text += c;
  }
  return `${text}"`;
}

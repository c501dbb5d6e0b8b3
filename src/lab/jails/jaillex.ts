/** The words of jail.conf(5) (usr.sbin/jail/jaillex.l). */

export type JailToken =
  | {
      readonly kind: "string";
      readonly pieces: readonly Piece[];
      readonly raw: string;
      readonly line: number;
    }
  | {
      readonly kind: "{" | "}" | ";" | "," | "=" | "+=" | "end";
      readonly raw: string;
      readonly line: number;
    };

/** A piece of a string: text, or a variable to put in. */
export type Piece = { readonly text: string } | { readonly variable: string };

/** Text that is no jail.conf: jail(8)'s message without the program's name. */
export class JailConfError extends Error {
  override readonly name = "JailConfError";
}

const BARE = /[^\s{};,="'#+]/;

export function tokenize(text: string, file: string): { tokens: JailToken[]; errors: string[] } {
  const tokens: JailToken[] = [];
  const errors: string[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const c = text[at]!;
    if (c === "\n") line++;
    if (/\s/.test(c)) at++;
    else if (c === "#" || text.startsWith("//", at)) {
      while (at < text.length && text[at] !== "\n") at++;
    } else if (text.startsWith("/*", at)) {
      const end = text.indexOf("*/", at + 2);
      const comment = text.slice(at, end < 0 ? text.length : end + 2);
      line += comment.split("\n").length - 1;
      at += comment.length;
    } else if (text.startsWith("+=", at)) {
      tokens.push({ kind: "+=", raw: "+=", line });
      at += 2;
    } else if (c === "{" || c === "}" || c === ";" || c === "," || c === "=") {
      tokens.push({ kind: c, raw: c, line });
      at++;
    } else if (c === '"' || c === "'") {
      const quoted = readQuoted(text, at);
      if (quoted === undefined) {
        errors.push(`${file} line ${line}: unterminated string`);
        at = text.length;
        break;
      }
      tokens.push({ kind: "string", pieces: quoted.pieces, raw: text.slice(at, quoted.end), line });
      line += text.slice(at, quoted.end).split("\n").length - 1;
      at = quoted.end;
    } else {
      const bare = readBare(text, at);
      tokens.push({ kind: "string", pieces: bare.pieces, raw: text.slice(at, bare.end), line });
      at = bare.end;
    }
  }
  tokens.push({ kind: "end", raw: "", line });
  return { tokens, errors };
}

const ESCAPES: { readonly [letter: string]: string } = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** A backslash and what follows it: C's escapes, octal and hexadecimal numbers. */
function readEscape(text: string, at: number): { text: string; end: number } {
  const number = /^(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2}))/.exec(text.slice(at + 1, at + 5));
  if (number !== null) {
    const code =
      number[1] === undefined ? Number.parseInt(number[2]!, 16) : Number.parseInt(number[1], 8);
    return { text: String.fromCharCode(code), end: at + 1 + number[0].length };
  }
  const letter = text[at + 1] ?? "";
  // A line break that is escaped goes on on the next line.
  return { text: letter === "\n" ? "" : (ESCAPES[letter] ?? letter), end: at + 2 };
}

function readVariable(text: string, at: number): { name: string; end: number } | undefined {
  const match = /^\$(?:\{([^}\n]*)\}|([A-Za-z_][A-Za-z0-9_]*))/.exec(text.slice(at, at + 300));
  if (match === null) return undefined;
  return { name: (match[1] ?? match[2])!, end: at + match[0].length };
}

function collector(): { pieces: Piece[]; text(text: string): void; variable(name: string): void } {
  const pieces: Piece[] = [];
  return {
    pieces,
    text(text) {
      const last = pieces.at(-1);
      if (last !== undefined && "text" in last)
        pieces[pieces.length - 1] = { text: last.text + text };
      else pieces.push({ text });
    },
    variable: (variable) => pieces.push({ variable }),
  };
}

function readQuoted(text: string, start: number): { pieces: Piece[]; end: number } | undefined {
  const mark = text[start]!;
  const found = collector();
  let at = start + 1;
  for (;;) {
    const c = text[at];
    if (c === undefined) return undefined;
    if (c === mark) return { pieces: found.pieces, end: at + 1 };
    if (c === "\\") {
      const escape = readEscape(text, at);
      found.text(escape.text);
      at = escape.end;
      continue;
    }
    const variable = mark === '"' && c === "$" ? readVariable(text, at) : undefined;
    if (variable !== undefined) {
      found.variable(variable.name);
      at = variable.end;
    } else {
      found.text(c);
      at++;
    }
  }
}

function readBare(text: string, start: number): { pieces: Piece[]; end: number } {
  const found = collector();
  let at = start;
  while (at < text.length) {
    const c = text[at]!;
    if (c === "\\") {
      const escape = readEscape(text, at);
      found.text(escape.text);
      at = escape.end;
      continue;
    }
    // `$name` at the front is a variable's own name where one is set; the parser knows which.
    const variable = c === "$" ? readVariable(text, at) : undefined;
    if (variable !== undefined) {
      found.variable(variable.name);
      at = variable.end;
    } else if (BARE.test(c) || (c === "+" && text[at + 1] !== "=")) {
      found.text(c);
      at++;
    } else break;
  }
  return { pieces: found.pieces, end: Math.max(at, start + 1) };
}

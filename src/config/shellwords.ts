/** sh(1)'s words and statements, as far as rc.conf has them: where each lies in the text, and what it is made of. */

/** A piece of a word: text as it is, another variable, or something that only sh can evaluate. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "variable";
      readonly name: string;
      /** `:-`, `-`, `:+`, `+`, `:=`, `=` of `${name:-word}`, and the word. */
      readonly operator?: string;
      readonly word?: readonly Part[];
    }
  | { readonly kind: "sh"; readonly what: string };

export interface Word {
  readonly start: number;
  readonly end: number;
  readonly raw: string;
  readonly parts: readonly Part[];
}

export interface Statement {
  readonly words: readonly Word[];
  readonly line: number;
  /** The statement is inside `if`, `for`, a function …: whether it runs is for sh to say. */
  readonly conditional: boolean;
}

/** Text that sh refuses: line, and sh's own words for it. */
export class ShellSyntaxError extends Error {
  override readonly name = "ShellSyntaxError";
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

const OPENING = new Set(["if", "for", "while", "until", "case", "{"]);
const CLOSING = new Set(["fi", "done", "esac", "}"]);
const NEUTRAL = new Set(["then", "else", "elif", "do", "!", "in"]);

export function parseShell(text: string): Statement[] {
  const statements: Statement[] = [];
  let depth = 0;
  let at = 0;
  let words: Word[] = [];
  let startLine = 1;
  const lines = lineCounter(text);

  const finish = () => {
    // Keywords stand where a command would, and what follows them is a statement of its own.
    while (words.length > 0) {
      const { raw } = words[0]!;
      if (OPENING.has(raw)) depth++;
      else if (CLOSING.has(raw)) depth = Math.max(0, depth - 1);
      else if (!NEUTRAL.has(raw)) break;
      words.shift();
      if (raw === "for" || raw === "case") words = [];
    }
    if (words.length > 0) statements.push({ words, line: startLine, conditional: depth > 0 });
    words = [];
  };

  while (at < text.length) {
    const c = text[at]!;
    if (c === "\\" && text[at + 1] === "\n") at += 2;
    else if (c === "\n" || c === ";" || c === "&" || c === "|" || c === "(" || c === ")") {
      // `name()` begins a function: its body is not run when the file is read.
      if (c === "(" && text[at + 1] === ")") {
        words = [];
        at += 2;
        continue;
      }
      finish();
      if (c === "(") depth++;
      if (c === ")" && depth > 0) depth--;
      at++;
    } else if (/\s/.test(c)) at++;
    else if (c === "#") {
      while (at < text.length && text[at] !== "\n") at++;
    } else {
      const word = readWord(text, at, lines);
      if (words.length === 0) startLine = lines(word.start);
      words.push(word);
      at = word.end;
    }
  }
  finish();
  return statements;
}

/** Gives the line of a position, for positions that only grow or stay. */
function lineCounter(text: string): (position: number) => number {
  let line = 1;
  let counted = 0;
  return (position) => {
    if (position < counted) {
      line = 1;
      counted = 0;
    }
    for (; counted < position; counted++) if (text[counted] === "\n") line++;
    return line;
  };
}

const ENDS_WORD = /[\s;&|()]/;

function readWord(text: string, start: number, lines: (position: number) => number): Word {
  const parts: Part[] = [];
  let at = start;
  const literal = (piece: string) => {
    const last = parts.at(-1);
    if (last?.kind === "text") parts[parts.length - 1] = { kind: "text", text: last.text + piece };
    else parts.push({ kind: "text", text: piece });
  };
  while (at < text.length && !ENDS_WORD.test(text[at]!)) {
    const c = text[at]!;
    if (c === "\\") {
      if (text[at + 1] === "\n") at += 2;
      else {
        literal(text[at + 1] ?? "\\");
        at += 2;
      }
    } else if (c === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0)
        throw new ShellSyntaxError(lines(at), "Syntax error: Unterminated quoted string");
      literal(text.slice(at + 1, end));
      at = end + 1;
    } else if (c === '"') {
      const opened = at;
      literal("");
      for (at++; text[at] !== '"'; ) {
        const d = text[at];
        if (d === undefined)
          throw new ShellSyntaxError(lines(opened), "Syntax error: Unterminated quoted string");
        if (d === "\\" && text[at + 1] === "\n") at += 2;
        else if (d === "\\" && /[$`"\\]/.test(text[at + 1] ?? "")) {
          literal(text[at + 1]!);
          at += 2;
        } else if (d === "$" || d === "`") at = expansion(text, at, parts, literal, lines);
        else {
          literal(d);
          at++;
        }
      }
      at++;
    } else if (c === "$" || c === "`") at = expansion(text, at, parts, literal, lines);
    else if (c === "<" || c === ">") {
      parts.push({ kind: "sh", what: "a redirection" });
      at++;
    } else {
      literal(c);
      at++;
    }
  }
  return { start, end: Math.min(at, text.length), raw: text.slice(start, at), parts };
}

const SPECIAL = /^[0-9@*#?$!-]/;

function expansion(
  text: string,
  at: number,
  parts: Part[],
  literal: (piece: string) => void,
  lines: (position: number) => number,
): number {
  if (text[at] === "`") {
    const end = text.indexOf("`", at + 1);
    if (end < 0)
      throw new ShellSyntaxError(lines(at), "Syntax error: EOF in backquote substitution");
    parts.push({ kind: "sh", what: "a command substitution (`…`)" });
    return end + 1;
  }
  const rest = text.slice(at + 1, at + 256);
  if (rest.startsWith("(")) {
    const arithmetic = rest.startsWith("((");
    parts.push({
      kind: "sh",
      what: arithmetic ? "arithmetic ($((…)))" : "a command substitution ($(…))",
    });
    return closing(text, at + 1, "(", ")", lines);
  }
  if (rest.startsWith("{")) {
    const end = closing(text, at + 1, "{", "}", lines);
    const inside = text.slice(at + 2, end - 1);
    const match = /^([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+=])([\s\S]*))?$/.exec(inside);
    if (match === null) parts.push({ kind: "sh", what: `the expansion \${${inside}}` });
    else if (match[2] === undefined) parts.push({ kind: "variable", name: match[1]! });
    else {
      const word = readWord(`"${match[3]}"`, 0, () => lines(at)).parts;
      parts.push({ kind: "variable", name: match[1]!, operator: match[2], word });
    }
    return end;
  }
  const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest)?.[0];
  if (name !== undefined) {
    parts.push({ kind: "variable", name });
    return at + 1 + name.length;
  }
  if (SPECIAL.test(rest)) {
    parts.push({ kind: "sh", what: `the parameter $${rest[0]}` });
    return at + 2;
  }
  literal("$");
  return at + 1;
}

function closing(
  text: string,
  at: number,
  open: string,
  close: string,
  lines: (position: number) => number,
): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "'" && open === "(") {
      i = text.indexOf("'", i + 1);
      if (i < 0) break;
    } else if (text[i] === open) depth++;
    else if (text[i] === close && --depth === 0) return i + 1;
  }
  throw new ShellSyntaxError(lines(at), `Syntax error: Missing '${close}'`);
}

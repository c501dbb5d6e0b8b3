/** sh(1)'s words: what a word is made of, and where it ends (FreeBSD: bin/sh/parser.c, readtoken1). */

/** How `${name…word}` uses its word. */
export type Operator =
  | ("-" | ":-" | "+" | ":+" | "=" | ":=" | "?" | ":?")
  | ("#" | "##" | "%" | "%%");

/** A piece of a word: text as it is, another variable, or something that only sh can evaluate. */
export type Part =
  | {
      readonly kind: "text";
      readonly text: string;
      /** Neither quoted nor escaped. */
      readonly bare: boolean;
    }
  | {
      readonly kind: "variable";
      readonly name: string;
      readonly operator?: Operator;
      readonly word?: readonly Part[];
      /** Inside double quotes: what it becomes is not split. */
      readonly quoted: boolean;
    }
  | {
      readonly kind: "sh";
      /** For people: `arithmetic ($((…)))`. */
      readonly what: string;
      /** Variables that it may set. */
      readonly sets: readonly string[];
      readonly quoted: boolean;
      /** For whoever evaluates it. */
      readonly form: Form;
    };

/** What only sh can evaluate, taken apart. */
export type Form =
  /** The text of the commands of `$(…)`. */
  | { readonly kind: "substitution"; readonly commands: string }
  | { readonly kind: "arithmetic"; readonly expression: string }
  /** `$1`, `$#`, `${2:-word}` */
  | {
      readonly kind: "parameter";
      readonly name: string;
      readonly operator?: Operator;
      readonly word?: readonly Part[];
    }
  /** `${#name}` */
  | { readonly kind: "length"; readonly of: string }
  /** C's escapes, and what sh itself refuses. */
  | { readonly kind: "other" };

/** A word and its place: `text.slice(start, end)` is `raw`. */
export interface Word {
  readonly start: number;
  readonly end: number;
  /** As it is written, quotes included. */
  readonly raw: string;
  /** What it is made of. */
  readonly parts: readonly Part[];
}

/** Text that sh refuses: the position that it complains of, and its own words. */
export class ShellSyntaxError extends Error {
  override readonly name = "ShellSyntaxError";
  constructor(
    readonly at: number,
    readonly reason: string,
    /** More text could make it right: it has ended too early. */
    readonly isUnfinished = false,
  ) {
    super(`Syntax error: ${reason}`);
  }
}

/** Given where the commands of `$(…)` begin: the position after the `)` that ends them. */
export type CommandsEnd = (at: number) => number;

/** Nobody writes so much of it; a program that reads a text has a stack that ends. */
const MAX_DEPTH = 200;

/** How deep the reader is in commands and expansions that stand in each other. */
export class Nesting {
  private depth = 0;
  /** A here-document has begun whose end is not there. */
  hasOpenDocument = false;

  /** Reads something that may hold its own kind. Throws a ShellSyntaxError when that goes too deep. */
  within<T>(at: number, read: () => T): T {
    if (++this.depth > MAX_DEPTH) {
      throw new ShellSyntaxError(at, `nested more than ${MAX_DEPTH} deep`);
    }
    const result = read();
    this.depth--;
    return result;
  }
}

/** Reads the word that begins at `start`. Throws a ShellSyntaxError. */
export function readWord(
  text: string,
  start: number,
  commandsEnd: CommandsEnd,
  nesting: Nesting,
): Word {
  const reader = new WordReader(text, start, commandsEnd, nesting);
  const parts = reader.readParts("base", false);
  return { start, end: reader.at, raw: text.slice(start, reader.at), parts };
}

/** Reads a here-document that sh expands. Throws a ShellSyntaxError. */
export function readDocument(
  text: string,
  commandsEnd: CommandsEnd,
  nesting: Nesting,
): readonly Part[] {
  return new WordReader(text, 0, commandsEnd, nesting).readParts("document", false);
}

/** The text of a word without anything to expand; undefined for any other. */
export function literalText(parts: readonly Part[]): string | undefined {
  let text = "";
  for (const part of parts) {
    if (part.kind !== "text") return undefined;
    text += part.text;
  }
  return text;
}

/** A word as it stands, without escaped line breaks: what sh takes for a reserved word is neither quoted nor escaped. */
export function unbroken({ raw }: Word): string {
  return raw.replaceAll("\\\n", "");
}

const OTHER: Form = { kind: "other" };

/** Outside of quotes, inside double ones, or in a here-document, where quotes mean nothing. */
type Syntax = "base" | "double" | "document";

const ENDS_WORD = /[ \t\n;&|()<>]/;
/** Characters that mean nothing but themselves. */
const PLAIN = {
  base: /[^ \t\n;&|()<>\\$`"'}]+/y,
  double: /[^\\$`"}]+/y,
  document: /[^\\$`}]+/y,
} as const;
/** A name may be cut by escaped line breaks, which sh takes out first. */
const NAME = /(?:\\\n)*[A-Za-z_](?:\w|\\\n)*/y;
const OPERATOR = /:?[-+=?]|##?|%%?/y;
const SPECIAL = /[0-9@*#?$!-]/;
/** `#name}`, `1}`, or `1` and an operator. */
const PARAMETER = /#(\w+|[@*#?$!-])\}|(\d+|[@*#?$!-])(?:\}|(:?[-+=?]|##?|%%?))/y;
const ARITHMETIC_ASSIGNMENT = /\b([A-Za-z_]\w*)\s*(?:<<|>>|[-+*/%&|^])?=(?!=)/g;

class WordReader {
  constructor(
    private readonly text: string,
    public at: number,
    private readonly commandsEnd: CommandsEnd,
    private readonly nesting: Nesting,
  ) {
    this.start = at;
  }

  private readonly start: number;

  /** Reads to the end of the word, or to the `}` that ends the word inside `${name-…}`. `tested`: such a word, after `-`, `+`, `=` or `?`. */
  readParts(outer: Syntax, inBraces: boolean, tested = false): Part[] {
    const { text } = this;
    const parts: Part[] = [];
    const literal = (piece: string, bare = false) => {
      const last = parts.at(-1);
      if (last?.kind === "text" && last.bare === bare) {
        parts[parts.length - 1] = { kind: "text", text: last.text + piece, bare };
      } else parts.push({ kind: "text", text: piece, bare });
    };
    let syntax = outer;
    for (;;) {
      const c = text[this.at];
      if (c === undefined) {
        if (syntax === "double") throw this.unterminated();
        if (inBraces) throw new ShellSyntaxError(text.length, "Missing '}'", true);
        return parts;
      }
      if (syntax === "base" && !inBraces && ENDS_WORD.test(c)) return parts;
      // A brace inside quotes that were opened inside the braces does not end them.
      if (c === "}" && inBraces && syntax === outer) {
        this.at++;
        return parts;
      }
      if (c === "\\") this.readEscape(syntax, tested, literal);
      else if (c === "$") this.readDollar(syntax, parts, literal);
      else if (c === "`") parts.push(this.readBackquotes(syntax));
      else if (c === '"' && syntax !== "document") {
        syntax = syntax === "base" ? "double" : "base";
        literal("");
        this.at++;
      } else if (c === "'" && syntax === "base") {
        const end = text.indexOf("'", this.at + 1);
        if (end < 0) throw this.unterminated();
        literal(text.slice(this.at + 1, end));
        this.at = end + 1;
      } else {
        const plain = PLAIN[syntax];
        plain.lastIndex = this.at;
        const run = plain.exec(text)?.[0] ?? c;
        literal(run, syntax === "base");
        this.at += run.length;
      }
    }
  }

  private unterminated(): ShellSyntaxError {
    return new ShellSyntaxError(this.start, "Unterminated quoted string", true);
  }

  private readEscape(syntax: Syntax, tested: boolean, literal: (piece: string) => void): void {
    const next = this.text[this.at + 1];
    if (next === "\n") {
      this.at += 2;
      return;
    }
    const escapes =
      syntax === "base"
        ? next !== undefined
        : /[$`\\]/.test(next ?? "") ||
          (next === '"' && syntax === "double") ||
          (tested && next === "}");
    // A backslash that ends the text stands for itself.
    literal(escapes ? next! : "\\");
    this.at += escapes ? 2 : 1;
  }

  private readDollar(
    syntax: Syntax,
    parts: Part[],
    literal: (piece: string, bare?: boolean) => void,
  ) {
    const { text, at } = this;
    const quoted = syntax !== "base";
    const name = this.readName(at + 1);
    if (name !== undefined) {
      this.at = name.end;
      parts.push(variableOrLine(name.name, quoted));
      return;
    }
    const next = text[at + 1] ?? "";
    if (text.startsWith("((", at + 1)) parts.push(this.readArithmetic(quoted));
    else if (next === "(") {
      this.at = this.commandsEnd(at + 2);
      const commands = text.slice(at + 2, this.at - 1);
      const form: Form = { kind: "substitution", commands };
      parts.push({ kind: "sh", what: "a command substitution ($(…))", sets: [], quoted, form });
    } else if (next === "{") {
      this.at += 2;
      parts.push(this.readBraces(syntax));
    } else if (next === "'" && syntax === "base") {
      this.at = this.skipTo("'", at + 2);
      parts.push({ kind: "sh", what: "C's escapes ($'…')", sets: [], quoted, form: OTHER });
    } else if (next !== "" && SPECIAL.test(next)) {
      this.at += 2;
      const form: Form = { kind: "parameter", name: next };
      parts.push({ kind: "sh", what: `the parameter $${next}`, sets: [], quoted, form });
    } else {
      literal("$", syntax === "base");
      this.at++;
    }
  }

  /** What follows `${`. */
  private readBraces(syntax: Syntax): Part {
    const { at, text } = this;
    const quoted = syntax !== "base";
    const name = this.readName(at);
    if (name !== undefined) {
      if (text[name.end] === "}") {
        this.at = name.end + 1;
        return variableOrLine(name.name, quoted);
      }
      OPERATOR.lastIndex = name.end;
      const operator = OPERATOR.exec(text)?.[0] as Operator | undefined;
      if (operator !== undefined) {
        this.at = name.end + operator.length;
        const tested = !/[#%]/.test(operator);
        const word = this.readInBraces(syntax, tested);
        const variable = variableOrLine(name.name, quoted);
        return variable.kind === "variable" ? { ...variable, operator, word } : variable;
      }
    }
    return this.readParameter(syntax);
  }

  /** What is between braces and does not begin with a variable's name: `${1}`, `${#name}`, `${2:-word}`. */
  private readParameter(syntax: Syntax): Part {
    const { at, text } = this;
    const [known = "", of, name, operator] = matchAt(PARAMETER, text, at) ?? [];
    this.at += known.length;
    let form: Form = OTHER;
    let inside: readonly Part[] = [];
    if (of !== undefined) form = { kind: "length", of };
    else if (name !== undefined && operator === undefined) form = { kind: "parameter", name };
    else {
      const tested = operator === undefined || !/[#%]/.test(operator);
      inside = this.readInBraces(syntax, tested);
      if (name !== undefined) {
        form = { kind: "parameter", name, operator: operator as Operator, word: inside };
      }
    }
    const what = `the expansion \${${text.slice(at, this.at)}`;
    const sets = inside.flatMap(assigned);
    return { kind: "sh", what, sets, quoted: syntax !== "base", form };
  }

  /** The word of `${name…word}`. After the old operators it goes on with the quotes around the braces, a pattern has its own. */
  private readInBraces(syntax: Syntax, tested: boolean): Part[] {
    return this.nesting.within(this.at, () =>
      this.readParts(tested ? syntax : "base", true, tested),
    );
  }

  private readName(at: number): { readonly name: string; readonly end: number } | undefined {
    NAME.lastIndex = at;
    const found = NAME.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    return { name: found.replaceAll("\\\n", ""), end: at + found.length };
  }

  private readBackquotes(syntax: Syntax): Part {
    const begin = this.at + 1;
    this.at = this.skipTo("`", begin);
    const quoted = syntax !== "base";
    const commands = this.text
      .slice(begin, this.at - 1)
      .replace(quoted ? /\\([$`"\\])/g : /\\([$`\\])/g, "$1");
    const form: Form = { kind: "substitution", commands };
    return { kind: "sh", what: "a command substitution (`…`)", sets: [], quoted, form };
  }

  /** The position after an unescaped mark. */
  private skipTo(mark: "'" | "`", from: number): number {
    for (let at = from; at < this.text.length; at++) {
      if (this.text[at] === "\\") at++;
      else if (this.text[at] === mark) return at + 1;
    }
    if (mark === "'") throw this.unterminated();
    throw new ShellSyntaxError(this.text.length, "EOF in backquote substitution", true);
  }

  private readArithmetic(quoted: boolean): Part {
    const { text } = this;
    const begin = this.at + 3;
    let depth = 0;
    for (let at = begin; at < text.length; at++) {
      const c = text[at];
      if (c === "\\") at++;
      else if (c === "`") at = this.skipTo("`", at + 1) - 1;
      else if (c === "$" && text[at + 1] === "(" && text[at + 2] !== "(")
        at = this.commandsEnd(at + 2) - 1;
      else if (c === "(") depth++;
      else if (c === ")" && depth > 0) depth--;
      else if (c === ")" && text[at + 1] === ")") {
        this.at = at + 2;
        const sets = [...text.slice(begin, at).matchAll(ARITHMETIC_ASSIGNMENT)].map(
          ([, name]) => name!,
        );
        const form: Form = { kind: "arithmetic", expression: text.slice(begin, at) };
        return { kind: "sh", what: "arithmetic ($((…)))", sets, quoted, form };
      }
    }
    throw new ShellSyntaxError(this.start, "Missing '))'", true);
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** LINENO is the shell's own, and changes with every line. */
function variableOrLine(name: string, quoted: boolean): Part {
  return name === "LINENO"
    ? { kind: "sh", what: "the parameter $LINENO", sets: [], quoted, form: OTHER }
    : { kind: "variable", name, quoted };
}

/** The variables that expanding a part may set. */
export function assigned(part: Part): readonly string[] {
  if (part.kind === "text") return [];
  if (part.kind === "sh") return part.sets;
  const inside = (part.word ?? []).flatMap(assigned);
  return part.operator === "=" || part.operator === ":=" ? [part.name, ...inside] : inside;
}

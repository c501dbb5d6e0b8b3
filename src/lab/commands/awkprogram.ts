/** The language of awk(1), as far as a lab has it: patterns, fields, print, printf, assignments, if. No loops, no arrays. */
import { compileRegex, type Matcher, RegexError } from "../base/regex.ts";
import { errx } from "../process/failure.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";

/** What has a value. */
export type Expression =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "regex"; readonly matcher: Matcher }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "field"; readonly of: Expression }
  | { readonly kind: "unary"; readonly operator: string; readonly of: Expression }
  | {
      readonly kind: "binary";
      /** An empty one puts texts together. */
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "choice"; readonly of: readonly [Expression, Expression, Expression] }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: "assign";
      readonly to: Expression;
      /** `+` of `+=`; empty for a plain one. */
      readonly operator: string;
      readonly value: Expression;
      /** `x++`: its value is the one before. */
      readonly givesOld?: boolean;
    };

/** What is done. */
export type Statement =
  | { readonly kind: "print" | "printf"; readonly values: readonly Expression[] }
  | { readonly kind: "value"; readonly of: Expression }
  | {
      readonly kind: "if";
      readonly test: Expression;
      readonly then: Statement;
      readonly otherwise: Statement | undefined;
    }
  | { readonly kind: "block"; readonly statements: readonly Statement[] }
  | { readonly kind: "next" }
  | { readonly kind: "exit"; readonly status: Expression | undefined };

/** A pattern and what is done with a line that fits. */
export interface Rule {
  readonly when: "BEGIN" | "END" | Expression | undefined;
  /** undefined: the line is printed. */
  readonly action: Statement | undefined;
}

/** Reads a program. Ends the command when it is wrong, or asks for what a lab's awk has not. */
export function parseAwk(program: string): readonly Rule[] {
  return new Parser(tokensOf(program)).program();
}

interface Token {
  readonly kind: "text" | "number" | "regex" | "name" | "sign" | "newline" | "end";
  readonly text: string;
  /** Is there a blank in front of it? */
  readonly apart: boolean;
}

const TOKEN =
  /([ \t]|\\\n|#[^\n]*)|("(?:\\[\s\S]|[^"\\\n])*")|(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)|([A-Za-z_]\w*)|(\n)|(\+\+|--|\+=|-=|\*=|\/=|%=|==|!=|<=|>=|&&|\|\||[-+*/%!<>~?:=(){}$,;[\]|])/y;

function tokensOf(program: string): Token[] {
  const tokens: Token[] = [];
  let apart = false;
  for (let at = 0; at < program.length; ) {
    TOKEN.lastIndex = at;
    const last = tokens.at(-1);
    // A slash where a value may begin begins an expression to be looked for.
    const isValueNext =
      last === undefined ||
      last.kind === "newline" ||
      (last.kind === "sign" && !/^(?:[)\]$]|\+\+|--)$/.test(last.text));
    const regex = isValueNext && program[at] === "/" ? regexAt(program, at) : undefined;
    if (regex !== undefined) {
      tokens.push({ kind: "regex", text: regex.source, apart });
      at = regex.end;
      apart = false;
      continue;
    }
    const found = TOKEN.exec(program);
    if (found === null) refuse(program.slice(at, at + 1));
    const [all, blank, text, number, name, newline] = found;
    at += all.length;
    if (blank !== undefined) {
      apart = true;
      continue;
    }
    const kind = text ? "text" : number ? "number" : name ? "name" : newline ? "newline" : "sign";
    tokens.push({ kind, text: text === undefined ? all : unescaped(text.slice(1, -1)), apart });
    apart = false;
  }
  tokens.push({ kind: "end", text: "", apart });
  return tokens;
}

function regexAt(program: string, from: number): { source: string; end: number } | undefined {
  const found = /\/((?:\\[^\n]|\[\^?\]?(?:\[:\w+:\]|[^\]\n])*\]|[^/\\\n[])*)\//y;
  found.lastIndex = from;
  const match = found.exec(program);
  if (match === null) return undefined;
  return { source: match[1]!.replaceAll("\\/", "/"), end: found.lastIndex };
}

const ESCAPES: { readonly [letter: string]: string | undefined } = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
};

/** A text with its backslashes read, as between awk's quotes. */
export function unescaped(text: string): string {
  return text.replace(/\\([0-7]{1,3}|[\s\S])/g, (all, what: string) => {
    if (/^[0-7]/.test(what)) return String.fromCodePoint(Number.parseInt(what, 8));
    return ESCAPES[what] ?? (/["\\/]/.test(what) ? what : all);
  });
}

function refuse(what: string): never {
  errx(EX_UNAVAILABLE, `${what}: not emulated in a lab`);
}

/** Reads an extended expression for awk. */
export function awkRegex(source: string): Matcher {
  try {
    return compileRegex(source, { extended: true });
  } catch (error) {
    if (error instanceof RegexError) errx(2, `${error.message}: ${source}`);
    throw error;
  }
}

/** Functions that a lab's awk has, and how many arguments they take. */
const FUNCTIONS: { readonly [name: string]: readonly [least: number, most: number] | undefined } = {
  length: [0, 1],
  substr: [2, 3],
  index: [2, 2],
  toupper: [1, 1],
  tolower: [1, 1],
  int: [1, 1],
};
const LEVELS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["~", "!~"],
  ["<", "<=", ">", ">=", "==", "!="],
];
/** As deep as expressions and statements go in each other. */
const MAX_DEPTH = 200;

class Parser {
  private at = 0;
  private depth = 0;
  /** Inside of print, `>` leads to a file. */
  private prints = false;

  constructor(private readonly tokens: readonly Token[]) {}

  program(): readonly Rule[] {
    const rules: Rule[] = [];
    for (;;) {
      while (this.peek().kind === "newline" || this.is(";")) this.at++;
      if (this.peek().kind === "end") return rules;
      let when: Rule["when"];
      if (this.isName("BEGIN") || this.isName("END")) when = this.take().text as "BEGIN";
      else if (!this.is("{")) {
        if (this.isName("function") || this.isName("func")) refuse("function");
        when = this.expression();
        if (this.is(",")) refuse("a range of patterns");
      }
      const action = this.is("{") ? this.statement() : undefined;
      if (action === undefined && typeof when === "string") this.wrong();
      rules.push({ when, action });
    }
  }

  private peek(ahead = 0): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)]!;
  }

  private take(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  private is(sign: string): boolean {
    const { kind, text } = this.peek();
    return kind === "sign" && text === sign;
  }

  private isName(name: string): boolean {
    const { kind, text } = this.peek();
    return kind === "name" && text === name;
  }

  private takeIf(sign: string): boolean {
    const found = this.is(sign);
    if (found) this.at++;
    return found;
  }

  private expect(sign: string): void {
    if (!this.takeIf(sign)) this.wrong();
  }

  private wrong(): never {
    const { kind, text } = this.peek();
    errx(2, `syntax error at ${kind === "end" ? "the end of the program" : JSON.stringify(text)}`);
  }

  private within<T>(read: () => T): T {
    if (++this.depth > MAX_DEPTH) errx(2, `nested more than ${MAX_DEPTH} deep`);
    const value = read();
    this.depth--;
    return value;
  }

  private statement(): Statement {
    return this.within(() => this.oneStatement());
  }

  private oneStatement(): Statement {
    if (this.takeIf("{")) {
      const statements: Statement[] = [];
      for (;;) {
        while (this.peek().kind === "newline" || this.is(";")) this.at++;
        if (this.takeIf("}")) return { kind: "block", statements };
        statements.push(this.statement());
      }
    }
    const { kind, text } = this.peek();
    if (
      kind === "name" &&
      /^(?:for|while|do|getline|delete|return|break|continue|nextfile)$/.test(text)
    )
      refuse(text);
    let made: Statement;
    if (this.isName("if")) return this.condition();
    if (this.isName("print") || this.isName("printf")) made = this.printing();
    else if (this.isName("next")) {
      this.at++;
      made = { kind: "next" };
    } else if (this.isName("exit")) {
      this.at++;
      made = { kind: "exit", status: this.isEnd() ? undefined : this.expression() };
    } else made = { kind: "value", of: this.expression() };
    if (!this.isEnd()) this.wrong();
    return made;
  }

  private isEnd(): boolean {
    const { kind } = this.peek();
    return kind === "end" || kind === "newline" || this.is(";") || this.is("}");
  }

  private condition(): Statement {
    this.at++;
    this.expect("(");
    const test = this.expression();
    this.expect(")");
    while (this.peek().kind === "newline") this.at++;
    const then = this.statement();
    const begin = this.at;
    while (this.peek().kind === "newline" || this.is(";")) this.at++;
    if (this.isName("else")) {
      this.at++;
      while (this.peek().kind === "newline") this.at++;
      return { kind: "if", test, then, otherwise: this.statement() };
    }
    this.at = begin;
    return { kind: "if", test, then, otherwise: undefined };
  }

  private printing(): Statement {
    const kind = this.take().text as "print" | "printf";
    const values: Expression[] = [];
    this.prints = true;
    // `print ("a", "b")`
    const isGrouped = this.is("(") && this.groupEnds();
    if (isGrouped) this.at++;
    if (!this.isEnd() && !this.is(">") && !this.is("|")) {
      do values.push(this.expression());
      while (this.takeIf(","));
    }
    if (isGrouped) this.expect(")");
    this.prints = false;
    if (this.is(">") || this.is("|")) refuse(`${kind} ${this.peek().text}`);
    if (kind === "printf" && values.length === 0) this.wrong();
    return { kind, values };
  }

  /** Does the parenthesis here end with the statement? */
  private groupEnds(): boolean {
    let depth = 0;
    for (let ahead = 0; ; ahead++) {
      const { kind, text } = this.peek(ahead);
      if (kind === "end") return false;
      if (kind !== "sign") continue;
      if (text === "(") depth++;
      if (text === ")" && --depth === 0) {
        const next = this.peek(ahead + 1);
        return (
          /^(?:end|newline)$/.test(next.kind) ||
          (next.kind === "sign" && /^[;}>|]$/.test(next.text))
        );
      }
    }
  }

  private expression(): Expression {
    return this.within(() => this.assignment());
  }

  private assignment(): Expression {
    const left = this.choice();
    const operator = /^([-+*/%]?)=$/.exec(this.peek().kind === "sign" ? this.peek().text : "")?.[1];
    if (operator === undefined) return left;
    if (left.kind !== "variable" && left.kind !== "field") this.wrong();
    this.at++;
    return { kind: "assign", to: left, operator, value: this.expression() };
  }

  private choice(): Expression {
    const test = this.binary(0);
    if (!this.takeIf("?")) return test;
    const yes = this.expression();
    this.expect(":");
    return { kind: "choice", of: [test, yes, this.expression()] };
  }

  private binary(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.together();
    let left = this.binary(level + 1);
    for (;;) {
      const { kind, text } = this.peek();
      const isNot = text === "!" && this.peek(1).text === "~" && !this.peek(1).apart;
      const operator = isNot ? "!~" : text;
      if (kind !== "sign" || !operators.includes(operator)) return left;
      if (operator === ">" && this.prints) return left;
      this.at += isNot ? 2 : 1;
      left = { kind: "binary", operator, left, right: this.binary(level + 1) };
    }
  }

  /** Values without a sign between them are put together. */
  private together(): Expression {
    let left = this.sum();
    for (;;) {
      const { kind, text } = this.peek();
      if (kind === "name" && text === "in") refuse("in");
      const begins =
        kind === "text" ||
        kind === "number" ||
        kind === "name" ||
        (kind === "sign" && /^[$(]$/.test(text));
      if (!begins) return left;
      left = { kind: "binary", operator: "", left, right: this.sum() };
    }
  }

  private sum(): Expression {
    let left = this.product();
    while (this.is("+") || this.is("-")) {
      left = { kind: "binary", operator: this.take().text, left, right: this.product() };
    }
    return left;
  }

  private product(): Expression {
    let left = this.unary();
    while (this.is("*") || this.is("/") || this.is("%")) {
      left = { kind: "binary", operator: this.take().text, left, right: this.unary() };
    }
    return left;
  }

  private unary(): Expression {
    if (this.is("!") || this.is("-") || this.is("+")) {
      const operator = this.take().text;
      return this.within(() => ({ kind: "unary", operator, of: this.unary() }));
    }
    return this.stepped();
  }

  /** `x++`, `++x` */
  private stepped(): Expression {
    const before = this.is("++") || this.is("--") ? this.take().text : undefined;
    const value = this.primary();
    const one: Expression = { kind: "number", number: 1 };
    const sign = before ?? (this.is("++") || this.is("--") ? this.take().text : undefined);
    if (sign === undefined) return value;
    if (value.kind !== "variable" && value.kind !== "field") this.wrong();
    return {
      kind: "assign",
      to: value,
      operator: sign[0]!,
      value: one,
      givesOld: before === undefined,
    };
  }

  private primary(): Expression {
    const { kind, text } = this.take();
    if (kind === "text") return { kind, text };
    if (kind === "number") return { kind, number: Number(text) };
    if (kind === "regex") return { kind, matcher: awkRegex(text) };
    if (kind === "sign" && text === "$") {
      return this.within(() => ({ kind: "field", of: this.stepped() }));
    }
    if (kind === "sign" && text === "(") {
      const { prints } = this;
      this.prints = false;
      const value = this.expression();
      this.prints = prints;
      this.expect(")");
      return value;
    }
    if (kind !== "name") {
      this.at--;
      this.wrong();
    }
    const takes = FUNCTIONS[text];
    if (takes !== undefined) return this.call(text, takes);
    if (this.is("(") && !this.peek().apart) refuse(text);
    if (this.is("[")) refuse("an array");
    if (text === "getline") refuse(text);
    return { kind: "variable", name: text };
  }

  private call(name: string, [least, most]: readonly [number, number]): Expression {
    const args: Expression[] = [];
    if (this.takeIf("(")) {
      while (!this.takeIf(")")) {
        args.push(this.expression());
        if (!this.is(")")) this.expect(",");
      }
    }
    if (args.length < least || args.length > most) errx(2, `${name}: wrong number of arguments`);
    return { kind: "call", name, args };
  }
}

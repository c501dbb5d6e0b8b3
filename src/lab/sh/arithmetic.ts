/** sh(1)'s arithmetic: expressions on 64-bit numbers and variables (FreeBSD: bin/sh/arith_yacc.c). */

/** An expression that sh refuses, in its own words. */
export class ArithmeticError extends Error {
  override readonly name = "ArithmeticError";
}

/** The variables of the shell that an expression may use and set. */
export interface Numbers {
  /** The text of a variable; empty when it is not set. */
  get(name: string): string;
  set(name: string, value: string): void;
}

/** Binary operators, by how closely they bind. */
const LEVELS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];
const TOKEN =
  /\s*(0[xX][\da-fA-F]+|\d\w*|[A-Za-z_]\w*|<<=|>>=|\|\||&&|[-+*/%&|^]=|[=!<>]=|<<|>>|[-+*/%&|^<>=!~?:()])\s*/y;

/** As deep as parentheses, signs and choices go in each other. */
const MAX_DEPTH = 100;

/** The value of an expression. Throws an ArithmeticError. */
export function evaluateArithmetic(expression: string, numbers: Numbers): string {
  return new Evaluation(expression, numbers).result();
}

class Evaluation {
  private readonly tokens: string[] = [];
  private at = 0;
  private depth = 0;
  /** Not to be done: the side of `||`, `&&` and `?:` that does not count. */
  private skipped = false;

  constructor(
    private readonly expression: string,
    private readonly numbers: Numbers,
  ) {
    TOKEN.lastIndex = 0;
    let end = 0;
    for (let found = TOKEN.exec(expression); found !== null; found = TOKEN.exec(expression)) {
      this.tokens.push(found[1]!);
      end = TOKEN.lastIndex;
    }
    if (expression.slice(end).trim() !== "") this.refuse();
  }

  result(): string {
    if (this.tokens.length === 0) return "0";
    const value = this.assignment();
    if (this.at < this.tokens.length) this.refuse();
    return String(value);
  }

  private refuse(why = "expecting primary or end of expression"): never {
    throw new ArithmeticError(`arithmetic expression: ${why}: "${this.expression}"`);
  }

  private take(...wanted: readonly string[]): string | undefined {
    const token = this.tokens[this.at];
    if (token === undefined || !wanted.includes(token)) return undefined;
    this.at++;
    return token;
  }

  /** Reads something that may hold its own kind. */
  private within(read: () => bigint): bigint {
    if (++this.depth > MAX_DEPTH) this.refuse(`nested more than ${MAX_DEPTH} deep`);
    const value = read();
    this.depth--;
    return value;
  }

  private assignment(): bigint {
    const [name, operator] = this.tokens.slice(this.at, this.at + 2);
    const assigns =
      name !== undefined &&
      operator !== undefined &&
      /^[A-Za-z_]/.test(name) &&
      /^(?:<<|>>|[-+*/%&|^])?=$/.test(operator);
    if (!assigns) return this.choice();
    this.at += 2;
    const right = this.within(() => this.assignment());
    const value =
      operator === "=" ? right : this.combine(operator.slice(0, -1), this.variable(name), right);
    if (!this.skipped) this.numbers.set(name, String(value));
    return value;
  }

  private choice(): bigint {
    const test = this.binary(0);
    if (this.take("?") === undefined) return test;
    const yes = this.unless(test === 0n, () => this.within(() => this.assignment()));
    if (this.take(":") === undefined) this.refuse("expecting ':'");
    const no = this.unless(test !== 0n, () => this.within(() => this.choice()));
    return test === 0n ? no : yes;
  }

  private binary(level: number): bigint {
    const operators = LEVELS[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (let sign = this.take(...operators); sign !== undefined; sign = this.take(...operators)) {
      const decided = (sign === "||" && left !== 0n) || (sign === "&&" && left === 0n);
      const right = this.unless(decided, () => this.binary(level + 1));
      left = this.combine(sign, left, right);
    }
    return left;
  }

  private unless(skip: boolean, read: () => bigint): bigint {
    const outer = this.skipped;
    this.skipped ||= skip;
    const value = read();
    this.skipped = outer;
    return value;
  }

  private unary(): bigint {
    const sign = this.take("-", "+", "!", "~");
    if (sign === undefined) return this.primary();
    const value = this.within(() => this.unary());
    if (sign === "!") return value === 0n ? 1n : 0n;
    return BigInt.asIntN(64, sign === "-" ? -value : sign === "~" ? ~value : value);
  }

  private primary(): bigint {
    const token = this.tokens[this.at++];
    if (token === undefined) this.refuse("expecting primary");
    if (token === "(") {
      const value = this.within(() => this.assignment());
      return this.take(")") === undefined ? this.refuse("expecting ')'") : value;
    }
    if (/^[A-Za-z_]/.test(token)) return this.variable(token);
    return constant(token) ?? this.refuse("expecting primary");
  }

  private variable(name: string): bigint {
    const text = this.numbers.get(name).trim();
    const [, sign, digits = ""] = /^([-+]?)(\w+)$/.exec(text) ?? [];
    const value = text === "" ? 0n : constant(digits);
    if (value === undefined) this.refuse(`variable conversion error: ${name}`);
    return sign === "-" ? -value : value;
  }

  private combine(sign: string, left: bigint, right: bigint): bigint {
    if ((sign === "/" || sign === "%") && right === 0n) {
      return this.skipped ? 0n : this.refuse("division by zero");
    }
    const value = operations[sign]!(left, right);
    return BigInt.asIntN(64, typeof value === "boolean" ? BigInt(value) : value);
  }
}

const operations: { readonly [sign: string]: (a: bigint, b: bigint) => bigint | boolean } = {
  "||": (a, b) => a !== 0n || b !== 0n,
  "&&": (a, b) => a !== 0n && b !== 0n,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  "&": (a, b) => a & b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<<": (a, b) => a << (b & 63n),
  ">>": (a, b) => a >> (b & 63n),
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
};

/** A constant: octal with a 0 in front. */
function constant(text: string): bigint | undefined {
  if (/^0[xX][\da-fA-F]+$/.test(text)) return BigInt.asIntN(64, BigInt(text));
  if (/^0[0-7]+$/.test(text)) return BigInt.asIntN(64, BigInt(`0o${text.slice(1)}`));
  return /^(?:0|[1-9]\d*)$/.test(text) ? BigInt.asIntN(64, BigInt(text)) : undefined;
}

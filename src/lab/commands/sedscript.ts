/** The language of sed(1): a script read into commands. */
import { compileRegex, type Matcher, RegexError } from "../base/regex.ts";
import { errx } from "../process/failure.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";

/** Which line is meant: its number, the last one, or one that fits; undefined stands for the last expression. */
export type Address =
  | { readonly kind: "line"; readonly number: number }
  | { readonly kind: "last" }
  | { readonly kind: "match"; readonly matcher: Matcher | undefined }
  /** So many lines behind the first address. */
  | { readonly kind: "more"; readonly count: number };

/** A command with its addresses. */
export interface SedCommand {
  readonly from: Address | undefined;
  readonly to: Address | undefined;
  readonly negated: boolean;
  readonly name: string;
  /** Text of a, c and i; the label of b, t and `:`. */
  readonly text: string;
  readonly substitution?: Substitution;
  /** `y`: what each character becomes. */
  readonly replaced?: ReadonlyMap<string, string>;
  /** `{`: the place behind its `}`. */
  end?: number;
}

/** What `s` looks for, and what that becomes. */
export interface Substitution {
  readonly matcher: Matcher | undefined;
  /** Texts, and the numbers of groups. */
  readonly becomes: readonly (string | number)[];
  /** From which match on. */
  readonly nth: number;
  readonly all: boolean;
  readonly prints: boolean;
}

/** Reads a script. Ends the command with sed's own words when it is wrong. */
export function parseSed(script: string, extended: boolean): readonly SedCommand[] {
  return new Reader(script, extended).read();
}

/** Commands that take no argument. */
const PLAIN = "dDgGhHlnNpPqx=";

class Reader {
  private at = 0;
  private readonly commands: SedCommand[] = [];

  constructor(
    private readonly script: string,
    private readonly extended: boolean,
  ) {}

  read(): readonly SedCommand[] {
    const open: number[] = [];
    for (;;) {
      this.skip(/[\s;]*/y);
      const c = this.script[this.at];
      if (c === undefined) break;
      if (c === "#") {
        this.skip(/[^\n]*/y);
        continue;
      }
      if (c === "}") {
        const begin = open.pop() ?? this.fail("unexpected EOF (pending }'s)");
        this.at++;
        this.commands[begin]!.end = this.commands.length;
        this.endOfCommand();
        continue;
      }
      const command = this.command();
      if (command.name === "{") open.push(this.commands.length);
      this.commands.push(command);
    }
    if (open.length > 0) this.fail("unexpected EOF (pending }'s)");
    for (const { name, text } of this.commands) {
      if (!/^[bt]$/.test(name) || text === "") continue;
      if (!this.commands.some((one) => one.name === ":" && one.text === text)) {
        errx(1, `undefined label '${text}'`);
      }
    }
    return this.commands;
  }

  private fail(why: string): never {
    const shown = this.script.length > 26 ? `${this.script.slice(0, 24)} ...` : this.script;
    const line = this.script.slice(0, this.at).split("\n").length;
    errx(1, `${line}: "${shown.replaceAll("\n", "\\n")}": ${why}`);
  }

  private skip(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.script)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  private command(): SedCommand {
    const from = this.address(false);
    this.skip(/[ \t]*/y);
    let to: Address | undefined;
    if (from !== undefined && this.script[this.at] === ",") {
      this.at++;
      this.skip(/[ \t]*/y);
      to = this.address(true) ?? this.fail("expected context address");
      this.skip(/[ \t]*/y);
    }
    const negated = this.skip(/!?[ \t]*/y).startsWith("!");
    const name = this.script[this.at++];
    if (name === undefined) this.fail("command expected");
    const common = { from, to, negated, name, text: "" };
    if (name === "{") return common;
    if (PLAIN.includes(name)) {
      if (name === "l") errx(EX_UNAVAILABLE, "l: not emulated in a lab");
      this.endOfCommand();
      return common;
    }
    if (/[bt:]/.test(name)) return { ...common, text: this.skip(/[^\n;}]*/y).trim() };
    if (/[aci]/.test(name)) return { ...common, text: this.textOf(name) };
    if (name === "s") return { ...common, substitution: this.substitution() };
    if (name === "y") return { ...common, replaced: this.replacement() };
    if (/[rw]/.test(name)) errx(EX_UNAVAILABLE, `${name}: not emulated in a lab`);
    return this.fail(`invalid command code ${name}`);
  }

  private endOfCommand(): void {
    this.skip(/[ \t]*/y);
    const c = this.script[this.at];
    if (c !== undefined && !/[\n;}#]/.test(c)) this.fail("extra characters at the end of command");
  }

  private address(isSecond: boolean): Address | undefined {
    const number = this.skip(/\d+/y);
    if (number !== "") return { kind: "line", number: Number(number) };
    const more = isSecond ? this.skip(/\+\d+/y) : "";
    if (more !== "") return { kind: "more", count: Number(more) };
    const c = this.script[this.at];
    if (c === "$") {
      this.at++;
      return { kind: "last" };
    }
    if (c !== "/" && c !== "\\") return undefined;
    this.at += c === "\\" ? 2 : 1;
    const source = this.delimited(c === "\\" ? (this.script[this.at - 1] ?? "") : "/", true);
    const ignoreCase = this.skip(/I/y) !== "";
    return { kind: "match", matcher: this.matcher(source, ignoreCase) };
  }

  private matcher(source: string, ignoreCase: boolean): Matcher | undefined {
    if (source === "") return undefined;
    try {
      return compileRegex(source, { extended: this.extended, ignoreCase });
    } catch (error) {
      if (error instanceof RegexError) this.fail(`RE error: ${error.message}`);
      throw error;
    }
  }

  /** The text up to a delimiter, which is taken, too. In an expression one in brackets is none. */
  private delimited(delimiter: string, isExpression: boolean): string {
    let text = "";
    let inBrackets = false;
    for (;;) {
      const c = this.script[this.at++];
      if (c === undefined || delimiter === "" || (c === "\n" && isExpression)) {
        this.fail(
          isExpression ? "unterminated regular expression" : "unterminated substitute pattern",
        );
      }
      if (c === delimiter && !inBrackets) return text;
      if (c === "\\" && !inBrackets) {
        const next = this.script[this.at++] ?? "";
        text += next === delimiter ? next : `\\${next}`;
        continue;
      }
      if (isExpression && c === "[" && !inBrackets) {
        inBrackets = true;
        text += c + this.skip(/\^?\]?/y);
        continue;
      }
      if (isExpression && inBrackets && c === "[" && /[:.=]/.test(this.script[this.at] ?? "")) {
        text += c + this.skip(/:\w*:\]|\.[^.]*\.\]|=[^=]*=\]/y);
        continue;
      }
      if (c === "]") inBrackets = false;
      text += c;
    }
  }

  private substitution(): Substitution {
    const delimiter = this.script[this.at++] ?? "";
    if (/^[\n\\]?$/.test(delimiter))
      this.fail("substitute pattern can not be delimited by newline or backslash");
    const source = this.delimited(delimiter, true);
    const becomes = becomesIn(this.delimited(delimiter, false));
    const flags = this.skip(/[gpiI\d]*/y);
    if (this.script[this.at] === "w") errx(EX_UNAVAILABLE, "s///w: not emulated in a lab");
    const c = this.script[this.at];
    if (c !== undefined && !/[\s;}#]/.test(c)) this.fail(`bad flag in substitute command: '${c}'`);
    this.endOfCommand();
    const matcher = this.matcher(source, /i/i.test(flags));
    const groups = matcher?.groups ?? 9;
    for (const piece of becomes) {
      if (typeof piece === "number" && piece > groups)
        this.fail(`\\${piece} not defined in the RE`);
    }
    const nth = Number(/\d+/.exec(flags)?.[0] ?? 1);
    if (nth === 0) this.fail("bad flag in substitute command: '0'");
    return { matcher, becomes, nth, all: flags.includes("g"), prints: flags.includes("p") };
  }

  private replacement(): ReadonlyMap<string, string> {
    const delimiter = this.script[this.at++] ?? "";
    const read = () => [
      ...this.delimited(delimiter, false).replace(/\\([\s\S])/g, (_, c) => (c === "n" ? "\n" : c)),
    ];
    const [from, to] = [read(), read()];
    if (from.length !== to.length) this.fail("transform strings are not the same length");
    this.endOfCommand();
    return new Map(from.map((c, index) => [c, to[index]!]));
  }

  private textOf(name: string): string {
    this.skip(/[ \t]*/y);
    if (this.skip(/\\[ \t]*\n/y) === "") this.fail(`command ${name} expects \\ followed by text`);
    const raw = this.skip(/[ \t]*(?:\\[\s\S]|[^\\\n])*/y);
    return `${raw.replace(/^[ \t]*/, "").replace(/\\([\s\S])/g, "$1")}\n`;
  }
}

function becomesIn(text: string): (string | number)[] {
  const all: (string | number)[] = [];
  for (const [piece, escaped] of text.matchAll(/\\([\s\S])|&|[^\\&]+/g)) {
    if (piece === "&") all.push(0);
    else if (escaped === undefined) all.push(piece);
    else if (/\d/.test(escaped)) all.push(Number(escaped));
    else all.push(escaped === "n" ? "\n" : escaped === "t" ? "\t" : escaped);
  }
  return all;
}

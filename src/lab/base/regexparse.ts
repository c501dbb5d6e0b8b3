/** POSIX regular expressions (re_format(7)), basic and extended, read into a tree. */

/** A regular expression that cannot be used, in regerror(3)'s words. */
export class RegexError extends Error {
  override readonly name = "RegexError";
}

/** Does a character fit? It is given by its number. */
export type Fits = (code: number) => boolean;

/** A piece of a regular expression. */
export type Regex =
  | { readonly kind: "one"; readonly fits: Fits; readonly literal?: string }
  | { readonly kind: "all"; readonly parts: readonly Regex[] }
  | { readonly kind: "either"; readonly parts: readonly Regex[] }
  | { readonly kind: "group"; readonly number: number; readonly inside: Regex }
  | {
      readonly kind: "repeat";
      readonly inside: Regex;
      readonly min: number;
      /** Infinity: as often as wanted. */
      readonly max: number;
    }
  /** A place: the line's begin or end, a word's begin, end or either, or inside of one. */
  | { readonly kind: "at"; readonly place: Place };

/** Places in a line that take no character. */
export type Place = "begin" | "end" | "word begin" | "word end" | "boundary" | "no boundary";

/** RE_DUP_MAX */
const MAX_REPEATS = 255;
/** As deep as parentheses go in each other. */
const MAX_DEPTH = 100;

/** Reads a regular expression. Throws a RegexError. */
export function parseRegex(
  text: string,
  options: { readonly extended: boolean; readonly ignoreCase: boolean },
): { readonly regex: Regex; readonly groups: number } {
  const reader = new Reader(text, options.extended, options.ignoreCase);
  return { regex: reader.read(), groups: reader.groups };
}

/** Is a character part of a word? */
export const isWord: Fits = (code) =>
  (code >= 48 && code <= 57) ||
  (code >= 65 && code <= 90) ||
  code === 95 ||
  (code >= 97 && code <= 122) ||
  code > 127;

class Reader {
  groups = 0;
  private at = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly extended: boolean,
    private readonly ignoreCase: boolean,
  ) {}

  read(): Regex {
    const regex = this.either();
    if (this.at < this.text.length) throw new RegexError("parentheses not balanced");
    return regex;
  }

  /** Takes an operator, which has a backslash in a basic expression. */
  private take(operator: string): boolean {
    const written = this.extended ? operator : `\\${operator}`;
    if (!this.text.startsWith(written, this.at)) return false;
    this.at += written.length;
    return true;
  }

  private isNext(operator: string): boolean {
    return this.text.startsWith(this.extended ? operator : `\\${operator}`, this.at);
  }

  private either(): Regex {
    const parts = [this.sequence()];
    while (this.take("|")) parts.push(this.sequence());
    return parts.length === 1 ? parts[0]! : { kind: "either", parts };
  }

  private sequence(): Regex {
    const parts: Regex[] = [];
    while (
      this.at < this.text.length &&
      !this.isNext("|") &&
      !(this.isNext(")") && this.depth > 0)
    ) {
      const isFirst = parts.length === 0;
      parts.push(this.repeated(this.one(isFirst), isFirst));
    }
    return parts.length === 1 ? parts[0]! : { kind: "all", parts };
  }

  private repeated(first: Regex, isFirst: boolean): Regex {
    let regex = first;
    for (;;) {
      const c = this.text[this.at];
      let bounds: readonly [number, number] | undefined;
      // Behind ^ a basic expression's star is a star.
      if (!this.extended && isFirst && regex.kind === "at") return regex;
      if (c === "*") {
        this.at++;
        bounds = [0, Number.POSITIVE_INFINITY];
      } else if (this.take("+")) bounds = [1, Number.POSITIVE_INFINITY];
      else if (this.take("?")) bounds = [0, 1];
      else if (this.isBounds()) bounds = this.bounds();
      if (bounds === undefined) return regex;
      regex = { kind: "repeat", inside: regex, min: bounds[0], max: bounds[1] };
    }
  }

  /** In an extended expression a brace without a number behind it is itself. */
  private isBounds(): boolean {
    return this.extended
      ? /^\{\d/.test(this.text.slice(this.at, this.at + 2))
      : this.text.startsWith("\\{", this.at);
  }

  private bounds(): readonly [number, number] {
    const end = this.extended ? "}" : "\\}";
    const begin = this.at + (this.extended ? 1 : 2);
    const close = this.text.indexOf(end, begin);
    if (close < 0) throw new RegexError("braces not balanced");
    const [, min, comma, max] =
      /^(\d{1,5})(,?)(\d{0,5})$/.exec(this.text.slice(begin, close)) ?? [];
    if (min === undefined) throw new RegexError("invalid repetition count(s)");
    this.at = close + end.length;
    const low = Number(min);
    const high = comma === "" ? low : max === "" ? Number.POSITIVE_INFINITY : Number(max);
    if (
      low > MAX_REPEATS ||
      (high > MAX_REPEATS && high !== Number.POSITIVE_INFINITY) ||
      low > high
    )
      throw new RegexError("invalid repetition count(s)");
    return [low, high];
  }

  private one(isFirst: boolean): Regex {
    const { text } = this;
    if (this.isNext("(")) return this.group();
    const c = String.fromCodePoint(text.codePointAt(this.at)!);
    if (c === "^" && (this.extended || isFirst)) return this.place("begin", 1);
    if (c === "$" && (this.extended || this.isEndNext())) return this.place("end", 1);
    if (c === "[") return this.brackets();
    if (c === ".") {
      this.at++;
      return { kind: "one", fits: () => true };
    }
    if (c === "\\") return this.escaped();
    if (this.extended && /[*+?]/.test(c) && isFirst) {
      throw new RegexError("repetition-operator operand invalid");
    }
    this.at += c.length;
    return this.literal(c);
  }

  private isEndNext(): boolean {
    const rest = this.text.slice(this.at + 1, this.at + 3);
    return rest === "" || rest === "\\)" || rest === "\\|";
  }

  private place(place: Place, length: number): Regex {
    this.at += length;
    return { kind: "at", place };
  }

  private group(): Regex {
    this.take("(");
    const number = ++this.groups;
    if (++this.depth > MAX_DEPTH) throw new RegexError("parentheses nested more than 100 deep");
    const inside = this.either();
    this.depth--;
    if (!this.take(")")) throw new RegexError("parentheses not balanced");
    return { kind: "group", number, inside };
  }

  private escaped(): Regex {
    const c = this.text[this.at + 1];
    if (c === undefined) throw new RegexError("trailing backslash (\\)");
    const places: { readonly [letter: string]: Place } = {
      "<": "word begin",
      ">": "word end",
      b: "boundary",
      B: "no boundary",
    };
    const place = places[c];
    if (place !== undefined) return this.place(place, 2);
    if (/[1-9]/.test(c)) throw new RegexError(`\\${c}: not emulated in a lab`);
    this.at += 2;
    const set = ESCAPED_SETS[c];
    if (set !== undefined) return { kind: "one", fits: set };
    return this.literal(c === "n" ? "\n" : c === "t" ? "\t" : c);
  }

  private literal(c: string): Regex {
    const wanted = c.codePointAt(0)!;
    if (!this.ignoreCase) return { kind: "one", fits: (code) => code === wanted, literal: c };
    return { kind: "one", fits: eitherCase((code) => code === wanted) };
  }

  private brackets(): Regex {
    const { text } = this;
    for (const [written, place] of [
      ["[[:<:]]", "word begin"],
      ["[[:>:]]", "word end"],
    ] as const) {
      if (text.startsWith(written, this.at)) return this.place(place, written.length);
    }
    const negated = text[this.at + 1] === "^";
    let at = this.at + (negated ? 2 : 1);
    const tests: Fits[] = [];
    for (let isFirst = true; ; isFirst = false) {
      const c = text[at];
      if (c === undefined) throw new RegexError("brackets ([ ]) not balanced");
      if (c === "]" && !isFirst) break;
      if (text.startsWith("[:", at)) {
        const end = text.indexOf(":]", at);
        const fits = CLASSES.get(text.slice(at + 2, end < 0 ? undefined : end));
        if (end < 0 || fits === undefined) throw new RegexError("invalid character class");
        tests.push(fits);
        at = end + 2;
        continue;
      }
      const [from, behind] = this.element(at);
      at = behind;
      if (text[at] === "-" && text[at + 1] !== "]" && text[at + 1] !== undefined) {
        const [to, end] = this.element(at + 1);
        if (to < from) throw new RegexError("invalid character range");
        tests.push((code) => code >= from && code <= to);
        at = end;
      } else tests.push((code) => code === from);
    }
    this.at = at + 1;
    const one: Fits = (code) => tests.some((fits) => fits(code));
    const cased = this.ignoreCase ? eitherCase(one) : one;
    return { kind: "one", fits: negated ? (code) => !cased(code) : cased };
  }

  /** A character in brackets, and the place behind it. */
  private element(at: number): readonly [code: number, end: number] {
    const { text } = this;
    const named = /^\[([.=])(.)\1\]/su.exec(text.slice(at, at + 8));
    if (named !== null) return [named[2]!.codePointAt(0)!, at + named[0].length];
    if (/^\[[.=]/.test(text.slice(at, at + 2))) throw new RegexError("invalid collating element");
    const code = text.codePointAt(at)!;
    return [code, at + (code > 0xffff ? 2 : 1)];
  }
}

function eitherCase(fits: Fits): Fits {
  return (code) => {
    if (fits(code)) return true;
    const c = String.fromCodePoint(code);
    const [lower, upper] = [c.toLowerCase(), c.toUpperCase()];
    return fits(lower.codePointAt(0)!) || fits(upper.codePointAt(0)!);
  };
}

const byPattern =
  (pattern: RegExp): Fits =>
  (code) =>
    pattern.test(String.fromCodePoint(code));

/** The classes of characters (wctype(3)). */
export const CLASSES: ReadonlyMap<string, Fits> = new Map(
  Object.entries({
    alnum: byPattern(/[\p{L}\p{Nd}]/u),
    alpha: byPattern(/\p{L}/u),
    blank: byPattern(/[ \t]/),
    cntrl: byPattern(/\p{Cc}/u),
    digit: byPattern(/[0-9]/),
    graph: byPattern(/[^\s\p{C}]/u),
    lower: byPattern(/\p{Ll}/u),
    print: byPattern(/[^\p{C}\n\t\r\v\f]/u),
    punct: byPattern(/[\p{P}\p{S}]/u),
    space: byPattern(/\s/),
    upper: byPattern(/\p{Lu}/u),
    xdigit: byPattern(/[\dA-Fa-f]/),
  }),
);

const isBlank = byPattern(/\s/);

const ESCAPED_SETS: { readonly [letter: string]: Fits | undefined } = {
  w: isWord,
  W: (code) => !isWord(code),
  s: isBlank,
  S: (code) => !isBlank(code),
};

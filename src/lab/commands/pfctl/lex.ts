/** The words of pf.conf(5), with their lines; macros are put in as they are met (pfctl's parse.y, yylex). */

/** A word, a quoted text, a sign, or the end of a line. */
export interface Token {
  readonly kind: "word" | "text" | "sign" | "newline" | "end";
  readonly text: string;
  readonly line: number;
}

/** A line that pfctl does not take. */
export class PfConfError extends Error {
  override readonly name = "PfConfError";
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

const SIGNS = ["!=", "<=", ">=", "><", "<>", "->"];
const SINGLE = "(){}<>!=/,";

/** Reads tokens one at a time; macros that are set come into effect right behind. */
export class Lexer {
  readonly macros = new Map<string, string>();
  private text: string;
  private at = 0;
  private line = 1;
  /** Where the text of a macro ends that is being read, so that none is put into itself without end. */
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  next(): Token {
    this.skipSpace();
    const { line } = this;
    const token = (kind: Token["kind"], text: string): Token => ({ kind, text, line });
    const char = this.text[this.at];
    if (char === undefined) return token("end", "");
    if (char === "\n") {
      this.at++;
      this.line++;
      return token("newline", "\n");
    }
    if (char === "$") {
      this.putMacro();
      return this.next();
    }
    if (char === '"' || char === "'") return token("text", this.quoted(char));
    const sign = SIGNS.find((one) => this.text.startsWith(one, this.at));
    if (sign !== undefined || SINGLE.includes(char)) {
      const text = sign ?? char;
      this.at += text.length;
      return token("sign", text);
    }
    const [word = char] = /^[^\s(){}<>!=/,"'#$]+/.exec(this.text.slice(this.at)) ?? [];
    this.at += word.length;
    return token("word", word);
  }

  /** Spaces, comments, and ends of lines behind a backslash. */
  private skipSpace(): void {
    for (;;) {
      const [space = ""] = /^(?:[ \t\r]+|#(?:\\\n|[^\n])*)/.exec(this.text.slice(this.at)) ?? [];
      this.at += space.length;
      this.line += space.split("\n").length - 1;
      if (this.text.startsWith("\\\n", this.at)) {
        this.at += 2;
        this.line++;
      } else if (space === "") return;
    }
  }

  private quoted(quote: string): string {
    const { line } = this;
    let text = "";
    for (this.at++; this.at < this.text.length; this.at++) {
      const char = this.text[this.at]!;
      if (char === quote) {
        this.at++;
        return text;
      }
      if (char === "\n") this.line++;
      const next = this.text[this.at + 1];
      if (char === "\\" && (next === quote || next === " " || next === "\t")) continue;
      if (char === "\\" && next === "\n") {
        this.line++;
        this.at++;
      } else text += char;
    }
    throw new PfConfError(line, "unterminated quoted string");
  }

  private putMacro(): void {
    const [all = "$", name = ""] = /^\$(\w*)/.exec(this.text.slice(this.at)) ?? [];
    const value = this.macros.get(name);
    if (value === undefined || ++this.depth > MAX_MACROS) {
      this.at += all.length;
      throw new PfConfError(this.line, `macro '${name}' not defined`);
    }
    // The text of a macro is in one line, which the rest of the file goes on from: `($ext_if:0)` is one word inside.
    const flat = value.replaceAll("\n", " ");
    this.text = flat + this.text.slice(this.at + all.length);
    this.at = 0;
  }
}

/** A macro that names itself would go on for ever. */
const MAX_MACROS = 100_000;

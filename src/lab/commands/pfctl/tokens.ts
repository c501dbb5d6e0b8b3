/** The tokens of pf.conf(5) as a parser asks for them. */
import { type Lexer, PfConfError, type Token } from "./lex.ts";

/** One token is looked at before it is taken. */
export class Tokens {
  private ahead: Token | undefined;

  constructor(readonly lexer: Lexer) {}

  get peek(): Token {
    this.ahead ??= this.lexer.next();
    return this.ahead;
  }

  take(): Token {
    const token = this.peek;
    this.ahead = undefined;
    return token;
  }

  /** Takes a word or a sign when it is the next, and says whether it was. */
  accept(text: string): boolean {
    const { kind, text: next } = this.peek;
    if ((kind !== "word" && kind !== "sign") || next !== text) return false;
    this.take();
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) this.fail();
  }

  /** A word, or a text in quotes. */
  word(): string {
    const { kind, text } = this.peek;
    if (kind !== "word" && kind !== "text") this.fail();
    this.take();
    return text;
  }

  isWord(...words: readonly string[]): boolean {
    return this.peek.kind === "word" && words.includes(this.peek.text);
  }

  get isAtEnd(): boolean {
    return this.peek.kind === "newline" || this.peek.kind === "end";
  }

  fail(message = "syntax error"): never {
    throw new PfConfError(this.peek.line, message);
  }

  /** Says that FreeBSD's pf has something that a lab's has not. */
  refuse(what: string): never {
    this.fail(`${what}: not emulated in a lab`);
  }

  skipNewlines(): void {
    while (this.peek.kind === "newline") this.take();
  }

  /** One thing, or several in braces, with commas between them or without. */
  list<T>(one: () => T, options: { readonly mayBeEmpty?: boolean } = {}): T[] {
    if (!this.accept("{")) return [one()];
    const found: T[] = [];
    for (this.skipNewlines(); !this.accept("}"); this.skipNewlines()) {
      if (this.peek.kind === "end") this.fail();
      found.push(one());
      this.skipNewlines();
      this.accept(",");
    }
    if (found.length === 0 && !options.mayBeEmpty) this.fail();
    return found;
  }

  /** Goes on behind the end of the line, to look for more faults. */
  skipLine(): void {
    for (;;) {
      try {
        const { kind } = this.take();
        if (kind === "newline" || kind === "end") return;
      } catch (error) {
        if (!(error instanceof PfConfError)) throw error;
      }
    }
  }
}

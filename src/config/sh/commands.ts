/** sh(1)'s commands: which there are in a text, in order, and whether each surely runs (FreeBSD: bin/sh/parser.c). */
import { CLOSING_WORDS, readTokens, type Token, type TokenStream, tokenName } from "./tokens.ts";
import { type CommandsEnd, ShellSyntaxError, unbroken, type Word } from "./words.ts";

/** Whether a command runs when the text is read, and whether what it sets remains. */
export type Context =
  | { readonly kind: "here" }
  | {
      readonly kind: "perhaps";
      /** What it depends on: `inside "if"`, `after "&&"`. */
      readonly because: string;
    }
  /** The body of a function: runs when that is called. */
  | { readonly kind: "function"; readonly name: string }
  /** In a process of its own: a subshell, a pipeline, the background. What it sets is gone with it. */
  | { readonly kind: "apart" };

/** A simple command: assignments, the command's name, its arguments. Redirections are left out. */
export interface Command {
  readonly start: number;
  readonly words: readonly Word[];
  /** Instead of words: the variable of a `for`, which every round sets. */
  readonly loopVariable?: string;
  readonly context: Context;
}

/** The simple commands of a text, in order. Throws a ShellSyntaxError. */
export function parseCommands(text: string): readonly Command[] {
  const parser = new Parser(readTokens(text, 0, commandsEndIn(text)));
  parser.readList();
  parser.expect("end of file", false);
  return parser.commands;
}

/** Where the commands of a `$(…)` end: they have to be read for that, since `case` has parentheses of its own. */
function commandsEndIn(text: string): CommandsEnd {
  return (at) => {
    const parser = new Parser(readTokens(text, at, commandsEndIn(text)));
    parser.readList();
    return parser.expect(")").end;
  };
}

const HERE: Context = { kind: "here" };
const APART: Context = { kind: "apart" };
/** A file that cannot be opened keeps the command from running. */
const REDIRECTED: Context = { kind: "perhaps", because: "with a redirection" };
/** Of two contexts, one inside the other, the heavier one counts. */
const WEIGHT = { here: 0, perhaps: 1, function: 2, apart: 3 } as const;

const LIST_ENDS = new Set([...CLOSING_WORDS, "end of file", ")", ";;", ";&"]);
const BEGINS_NO_COMMAND = new Set([...CLOSING_WORDS, "|", ";;", ";&"]);
/** These may stand alone behind a redirection. */
const NEEDS_COMMAND = new Set([";", "&", "&&", "||", "end of file"]);

class Parser {
  readonly commands: { -readonly [K in keyof Command]: Command[K] }[] = [];
  private context = HERE;

  constructor(private readonly tokens: TokenStream) {}

  /** Commands up to what ends a list, which is left alone. */
  readList(): void {
    for (;;) {
      this.tokens.skipNewlines();
      if (LIST_ENDS.has(this.tokens.peek().key)) return;
      const first = this.commands.length;
      this.readAndOr();
      if (this.tokens.takeIf("&")) this.mark(first, APART);
      else if (!this.tokens.takeIf(";") && this.tokens.peek().key !== "newline") return;
    }
  }

  /** Takes a token that must be there. `told`: sh says what it expected. */
  expect(key: string, told = true): Token {
    const token = this.tokens.take();
    if (token.key !== key) throw unexpected(token, told ? key : undefined);
    return token;
  }

  private readAndOr(): void {
    this.readPipeline();
    for (;;) {
      const { key } = this.tokens.peek();
      if (key !== "&&" && key !== "||") return;
      this.tokens.take();
      this.within({ kind: "perhaps", because: `after "${key}"` }, () => this.readPipeline());
    }
  }

  private readPipeline(): void {
    const first = this.commands.length;
    let members = 0;
    do {
      this.tokens.skipNewlines();
      while (this.tokens.takeIf("!")) this.tokens.skipNewlines();
      this.readCommand();
      members++;
    } while (this.tokens.takeIf("|"));
    if (members > 1) this.mark(first, APART);
  }

  private readCommand(): void {
    const first = this.commands.length;
    const redirected = this.readRedirections();
    const token = this.tokens.peek();
    const compound = this.compounds[token.key];
    if (compound !== undefined) {
      this.tokens.take();
      compound();
      if (this.readRedirections() || redirected) this.mark(first, REDIRECTED);
    } else if (BEGINS_NO_COMMAND.has(token.key) || (!redirected && NEEDS_COMMAND.has(token.key))) {
      throw unexpected(token);
    } else this.readSimple(redirected);
  }

  /** What begins with a reserved word or a parenthesis, which has been taken. */
  private readonly compounds: { readonly [key: string]: () => void } = {
    if: () => this.perhaps("if", () => this.readIf()),
    while: () => this.perhaps("while", () => this.readLoop()),
    until: () => this.perhaps("until", () => this.readLoop()),
    for: () => this.perhaps("for", () => this.readFor()),
    case: () => this.perhaps("case", () => this.readCase()),
    "(": () => {
      this.within(APART, () => this.readList());
      this.expect(")");
    },
    "{": () => {
      this.readList();
      this.expect("}");
    },
  };

  private readIf(): void {
    do {
      this.readTest();
      this.expect("then");
      this.readList();
    } while (this.tokens.takeIf("elif"));
    if (this.tokens.takeIf("else")) this.readList();
    this.expect("fi");
  }

  private readLoop(): void {
    this.readTest();
    this.expect("do");
    this.readList();
    this.expect("done");
  }

  /** A list that may not be empty. */
  private readTest(): void {
    this.tokens.skipNewlines();
    const first = this.tokens.peek();
    if (LIST_ENDS.has(first.key)) throw unexpected(first);
    this.readList();
  }

  private readFor(): void {
    const { word, start } = this.tokens.take();
    const loopVariable = word && unbroken(word);
    if (loopVariable === undefined || !/^[A-Za-z_]\w*$/.test(loopVariable)) {
      throw new ShellSyntaxError(start, "Bad for loop variable");
    }
    this.commands.push({ start, words: [], loopVariable, context: this.context });
    this.tokens.skipNewlines();
    if (this.tokens.takeIf("in")) {
      while (this.tokens.peek().word !== undefined) this.tokens.take();
      const end = this.tokens.take();
      if (end.key !== "newline" && end.key !== ";") throw unexpected(end);
    } else this.tokens.takeIf(";");
    this.tokens.skipNewlines();
    const braces = this.tokens.takeIf("{");
    if (!braces) this.expect("do", false);
    this.readList();
    this.expect(braces ? "}" : "done");
  }

  private readCase(): void {
    const subject = this.tokens.take();
    if (subject.word === undefined) throw unexpected(subject, "word");
    this.tokens.skipNewlines();
    const { key, start } = this.tokens.take();
    if (key !== "in") throw new ShellSyntaxError(start, 'expecting "in"');
    for (;;) {
      this.tokens.skipNewlines();
      if (this.tokens.takeIf("esac")) return;
      this.tokens.takeIf("(");
      do {
        const pattern = this.tokens.take();
        if (pattern.word === undefined) throw unexpected(pattern);
      } while (this.tokens.takeIf("|"));
      this.expect(")");
      this.readList();
      if (this.tokens.takeIf("esac")) return;
      if (!this.tokens.takeIf(";&")) this.expect(";;");
    }
  }

  private readSimple(redirectedBefore: boolean): void {
    const words: Word[] = [];
    let redirected = redirectedBefore;
    for (;;) {
      if (this.readRedirections()) redirected = true;
      const { key, word } = this.tokens.peek();
      const [first] = words;
      if (word !== undefined) {
        this.tokens.take();
        words.push(word);
      } else if (key === "(" && first !== undefined && words.length === 1 && !redirected) {
        this.readFunction(first);
        return;
      } else break;
    }
    const [first] = words;
    if (first === undefined) return;
    const context = redirected ? heavier(REDIRECTED, this.context) : this.context;
    this.commands.push({ start: first.start, words, context });
  }

  private readFunction(name: Word): void {
    this.tokens.take();
    this.expect(")");
    const bare = unbroken(name);
    if (/[$`"'\\/]|[!%*+\-=?@}~]$/.test(bare)) {
      throw new ShellSyntaxError(name.start, "Bad function name");
    }
    this.tokens.skipNewlines();
    this.within({ kind: "function", name: bare }, () => this.readCommand());
  }

  private readRedirections(): boolean {
    let any = false;
    for (; this.tokens.takeIf("redirection"); any = true) {
      const file = this.tokens.take();
      if (file.word === undefined) throw unexpected(file);
    }
    return any;
  }

  private perhaps(word: string, read: () => void): void {
    this.within({ kind: "perhaps", because: `inside "${word}"` }, read);
  }

  private within(context: Context, read: () => void): void {
    const outer = this.context;
    this.context = heavier(context, outer);
    read();
    this.context = outer;
  }

  /** The commands from this one on turn out to be in a context. */
  private mark(first: number, context: Context): void {
    for (const command of this.commands.slice(first))
      command.context = heavier(context, command.context);
  }
}

/** The heavier of two contexts; of equal ones the outer. */
function heavier(inner: Context, outer: Context): Context {
  return WEIGHT[inner.kind] > WEIGHT[outer.kind] ? inner : outer;
}

function unexpected({ key, start }: Token, wanted?: string): ShellSyntaxError {
  const expecting = wanted === undefined ? "" : ` (expecting ${tokenName(wanted)})`;
  return new ShellSyntaxError(start, `${tokenName(key)} unexpected${expecting}`);
}

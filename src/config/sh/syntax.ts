/** sh(1)'s grammar: the text of a script as a tree of commands (FreeBSD: bin/sh/parser.c). */
import { recently } from "../recent.ts";
import {
  CLOSING_WORDS,
  type Redirection,
  readTokens,
  type Token,
  type TokenStream,
  tokenName,
} from "./tokens.ts";
import {
  type CommandsEnd,
  Nesting,
  type Part,
  readDocument,
  readWord,
  ShellSyntaxError,
  unbroken,
  type Word,
} from "./words.ts";

export type { Redirection } from "./tokens.ts";

/** A list of commands, one after the other; `apart` ones run in the background (`&`). */
export type List = readonly { readonly node: Node; readonly apart: boolean }[];

/** A command: a simple one, or one made of others. */
export type Node =
  | Simple
  | Chain
  | { readonly kind: "pipeline"; readonly members: readonly Node[]; readonly negated: boolean }
  | Compound
  | { readonly kind: "function"; readonly name: string; readonly body: Node };

/** `a && b || c`: one after the other, as the status of what ran last has it. */
export interface Chain {
  readonly kind: "chain";
  readonly first: Node;
  readonly rest: readonly { readonly operator: "&&" | "||"; readonly node: Node }[];
}

/** Assignments, the command's name, its arguments. */
export interface Simple {
  readonly kind: "simple";
  readonly start: number;
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

/** What begins with a reserved word or a parenthesis. */
export interface Compound {
  readonly kind: "compound";
  readonly start: number;
  readonly body: CompoundBody;
  readonly redirections: readonly Redirection[];
}

/** What a compound command is made of (sh(1), "Complex Commands"). */
export type CompoundBody =
  | {
      readonly kind: "if";
      readonly branches: readonly { readonly test: List; readonly body: List }[];
      readonly otherwise: List;
    }
  | { readonly kind: "while" | "until"; readonly test: List; readonly body: List }
  | {
      readonly kind: "for";
      readonly variable: string;
      readonly start: number;
      /** undefined: the positional parameters. */
      readonly words: readonly Word[] | undefined;
      readonly body: List;
    }
  | { readonly kind: "case"; readonly subject: Word; readonly arms: readonly Arm[] }
  | { readonly kind: "subshell" | "group"; readonly body: List };

/** An alternative of `case`. */
export interface Arm {
  readonly patterns: readonly Word[];
  readonly body: List;
  /** It ends with `;&`. */
  readonly fallsThrough: boolean;
}

/** The commands of a text. Throws a ShellSyntaxError. */
export const parseScript = recently((text) => readScript(text, new Nesting()));

/** The same, which tells in the nesting what is still open. Throws a ShellSyntaxError. */
export function readScript(text: string, nesting: Nesting): List {
  const parser = parserAt(text, 0, nesting);
  const list = parser.readList();
  parser.expect("end of file", false);
  return list;
}

/** The word that begins a text. Throws a ShellSyntaxError. */
export function firstWord(text: string): Word {
  const nesting = new Nesting();
  return readWord(text, 0, commandsEndIn(text, nesting), nesting);
}

/** What a here-document that sh expands is made of. Throws a ShellSyntaxError. */
export function documentParts(text: string): readonly Part[] {
  const nesting = new Nesting();
  return readDocument(text, commandsEndIn(text, nesting), nesting);
}

/** The tokens of a text. Taking one may throw a ShellSyntaxError. */
export function tokensOf(text: string): TokenStream {
  const nesting = new Nesting();
  return readTokens(text, 0, commandsEndIn(text, nesting), nesting);
}

function parserAt(text: string, at: number, nesting: Nesting): Parser {
  return new Parser(readTokens(text, at, commandsEndIn(text, nesting), nesting), nesting);
}

/** Where the commands of a `$(…)` end: they have to be read for that, since `case` has parentheses of its own. */
function commandsEndIn(text: string, nesting: Nesting): CommandsEnd {
  return (at) =>
    nesting.within(at, () => {
      const parser = parserAt(text, at, nesting);
      parser.readList();
      return parser.expect(")").end;
    });
}

const LIST_ENDS = new Set([...CLOSING_WORDS, "end of file", ")", ";;", ";&"]);
const BEGINS_NO_COMMAND = new Set([...CLOSING_WORDS, "|", ";;", ";&"]);
/** These may stand alone behind a redirection. */
const NEEDS_COMMAND = new Set([";", "&", "&&", "||", "end of file"]);

class Parser {
  constructor(
    private readonly tokens: TokenStream,
    private readonly nesting: Nesting,
  ) {}

  /** Commands up to what ends a list, which is left alone. */
  readList(): List {
    const list: { node: Node; apart: boolean }[] = [];
    for (;;) {
      this.tokens.skipNewlines();
      if (LIST_ENDS.has(this.tokens.peek().key)) return list;
      const node = this.readAndOr();
      const apart = this.tokens.takeIf("&");
      list.push({ node, apart });
      if (!apart && !this.tokens.takeIf(";") && this.tokens.peek().key !== "newline") return list;
    }
  }

  /** Takes a token that must be there. `told`: sh says what it expected. */
  expect(key: string, told = true): Token {
    const token = this.tokens.take();
    if (token.key !== key) throw unexpected(token, told ? key : undefined);
    return token;
  }

  private readAndOr(): Node {
    const first = this.readPipeline();
    const rest: Chain["rest"][number][] = [];
    for (;;) {
      const { key: operator } = this.tokens.peek();
      if (operator !== "&&" && operator !== "||") break;
      this.tokens.take();
      rest.push({ operator, node: this.readPipeline() });
    }
    return rest.length === 0 ? first : { kind: "chain", first, rest };
  }

  private readPipeline(): Node {
    const members: Node[] = [];
    let negated = false;
    do {
      this.tokens.skipNewlines();
      for (; this.tokens.takeIf("!"); negated = !negated) this.tokens.skipNewlines();
      members.push(this.readCommand());
    } while (this.tokens.takeIf("|"));
    const [only] = members;
    return members.length === 1 && !negated ? only! : { kind: "pipeline", members, negated };
  }

  private readCommand(): Node {
    const before = this.readRedirections();
    const { key, start } = this.tokens.peek();
    const read = this.compounds[key];
    if (read !== undefined) {
      this.tokens.take();
      const body = this.nesting.within(start, read);
      const redirections = [...before, ...this.readRedirections()];
      return { kind: "compound", start, body, redirections };
    }
    if (BEGINS_NO_COMMAND.has(key) || (before.length === 0 && NEEDS_COMMAND.has(key))) {
      throw unexpected(this.tokens.peek());
    }
    return this.readSimple(before);
  }

  /** What begins with a reserved word or a parenthesis, which has been taken. */
  private readonly compounds: { readonly [key: string]: () => CompoundBody } = {
    if: () => this.readIf(),
    while: () => this.readLoop("while"),
    until: () => this.readLoop("until"),
    for: () => this.readFor(),
    case: () => this.readCase(),
    "(": () => {
      const body = this.readList();
      this.expect(")");
      return { kind: "subshell", body };
    },
    "{": () => {
      const body = this.readList();
      this.expect("}");
      return { kind: "group", body };
    },
  };

  private readIf(): CompoundBody {
    const branches: { test: List; body: List }[] = [];
    do {
      const test = this.readTest();
      this.expect("then");
      branches.push({ test, body: this.readList() });
    } while (this.tokens.takeIf("elif"));
    const otherwise = this.tokens.takeIf("else") ? this.readList() : [];
    this.expect("fi");
    return { kind: "if", branches, otherwise };
  }

  private readLoop(kind: "while" | "until"): CompoundBody {
    const test = this.readTest();
    this.expect("do");
    const body = this.readList();
    this.expect("done");
    return { kind, test, body };
  }

  /** A list that may not be empty. */
  private readTest(): List {
    this.tokens.skipNewlines();
    const first = this.tokens.peek();
    if (LIST_ENDS.has(first.key)) throw unexpected(first);
    return this.readList();
  }

  private readFor(): CompoundBody {
    const { word, start } = this.tokens.take();
    const variable = word && unbroken(word);
    if (variable === undefined || !/^[A-Za-z_]\w*$/.test(variable)) {
      throw new ShellSyntaxError(start, "Bad for loop variable");
    }
    this.tokens.skipNewlines();
    let words: Word[] | undefined;
    if (this.tokens.takeIf("in")) {
      words = [];
      while (this.tokens.peek().word !== undefined) words.push(this.tokens.take().word!);
      const end = this.tokens.take();
      if (end.key !== "newline" && end.key !== ";") throw unexpected(end);
    } else this.tokens.takeIf(";");
    this.tokens.skipNewlines();
    const braces = this.tokens.takeIf("{");
    if (!braces) this.expect("do", false);
    const body = this.readList();
    this.expect(braces ? "}" : "done");
    return { kind: "for", variable, start, words, body };
  }

  private readCase(): CompoundBody {
    const subject = this.tokens.take();
    if (subject.word === undefined) throw unexpected(subject, "word");
    this.tokens.skipNewlines();
    const { key, start } = this.tokens.take();
    if (key !== "in") throw new ShellSyntaxError(start, 'expecting "in"', key === "end of file");
    const arms: Arm[] = [];
    const result: CompoundBody = { kind: "case", subject: subject.word, arms };
    for (;;) {
      this.tokens.skipNewlines();
      if (this.tokens.takeIf("esac")) return result;
      this.tokens.takeIf("(");
      const patterns: Word[] = [];
      do {
        const pattern = this.tokens.take();
        if (pattern.word === undefined) throw unexpected(pattern);
        patterns.push(pattern.word);
      } while (this.tokens.takeIf("|"));
      this.expect(")");
      const body = this.readList();
      const isLast = this.tokens.takeIf("esac");
      const fallsThrough = !isLast && this.tokens.takeIf(";&");
      arms.push({ patterns, body, fallsThrough });
      if (isLast) return result;
      if (!fallsThrough) this.expect(";;");
    }
  }

  private readSimple(before: readonly Redirection[]): Node {
    const words: Word[] = [];
    const redirections = [...before];
    for (;;) {
      redirections.push(...this.readRedirections());
      const { key, word, start } = this.tokens.peek();
      const [first] = words;
      if (word !== undefined) {
        this.tokens.take();
        words.push(word);
      } else if (
        key === "(" &&
        first !== undefined &&
        words.length === 1 &&
        redirections.length === 0
      ) {
        return this.readFunction(first);
      } else return { kind: "simple", start: first?.start ?? start, words, redirections };
    }
  }

  private readFunction(word: Word): Node {
    this.tokens.take();
    this.expect(")");
    const name = unbroken(word);
    if (/[$`"'\\/]|[!%*+\-=?@}~]$/.test(name)) {
      throw new ShellSyntaxError(word.start, "Bad function name");
    }
    this.tokens.skipNewlines();
    return {
      kind: "function",
      name,
      body: this.nesting.within(word.start, () => this.readCommand()),
    };
  }

  private readRedirections(): Redirection[] {
    const all: Redirection[] = [];
    for (;;) {
      const { redirection } = this.tokens.peek();
      if (redirection === undefined) return all;
      this.tokens.take();
      const file = this.tokens.take();
      if (file.word === undefined) throw unexpected(file);
      redirection.target = file.word;
      all.push(redirection as Redirection);
    }
  }
}

function unexpected({ key, start }: Token, wanted?: string): ShellSyntaxError {
  const expecting = wanted === undefined ? "" : ` (expecting ${tokenName(wanted)})`;
  const reason = `${tokenName(key)} unexpected${expecting}`;
  return new ShellSyntaxError(start, reason, key === "end of file");
}

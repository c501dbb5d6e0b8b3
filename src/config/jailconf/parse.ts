/** The grammar of jail.conf(5): blocks of jails and their settings as they stand in the files (usr.sbin/jail/jailparse.y). */
import { JailConfError, type JailToken, tokensOf } from "./lex.ts";

/** A piece of a string: text, or a variable to put in. */
export type Piece = { readonly text: string } | { readonly variable: string };

/** Where something stands: bytes from the beginning of a file, the end not included. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** A parameter or a variable, as it is set once. */
export interface Setting {
  readonly name: string;
  readonly isVariable: boolean;
  readonly appends: boolean;
  /** Empty for a parameter that is just named. */
  readonly values: readonly (readonly Piece[])[];
  /** From its name to its semicolon. */
  readonly at: Span;
  /** The line of its semicolon. */
  readonly line: number;
}

/** What stands between the braces of a jail, or, as `*`, outside of all. */
export interface Block {
  readonly name: string;
  readonly settings: Setting[];
  /** From its name to its closing brace; absent outside of all jails. */
  readonly at?: Span;
  /** What is between its braces, these not included; of several files that it is read from, that of the braces. */
  readonly inside?: Span;
}

/** Returns the files that a pattern of `.include` means, wildcards read; throws when one without wildcards is not there. */
export type Include = (
  pattern: string,
) => readonly { readonly file: string; readonly text: string }[];

/** The blocks of a file and of those that it includes, in order. Throws a JailConfError with all that jail(8) says. */
export function parseBlocks(text: string, file: string, include: Include): readonly Block[] {
  const book = new Blocks();
  parseFile(book, text, file, include, 0);
  return book.all;
}

/** A block that is being read: where it ends is not known yet. */
type OpenBlock = { -readonly [field in keyof Block]: Block[field] };

/** What is outside of all jails goes to one block, which stands where the first of it does. */
class Blocks {
  readonly all: Block[] = [];
  /** How many files have been included. */
  included = 0;
  private global: Block | undefined;

  open(name: string): OpenBlock {
    const block: OpenBlock = { name, settings: [] };
    this.all.push(block);
    return block;
  }
  outside(): Block {
    this.global ??= this.open("*");
    return this.global;
  }
}

/** As deep as jail(8) follows files that include each other. */
const INCLUDE_DEPTH = 32;
/** A few files that include each other twice come to more than a machine reads in its life. */
const MAX_INCLUDED = 10_000;
/** Jails in jails: what is deeper has no meaning for anybody. */
const MAX_NESTED = 100;

function parseFile(
  blocks: Blocks,
  text: string,
  file: string,
  include: Include,
  depth: number,
  within?: Block,
): void {
  if (depth > INCLUDE_DEPTH) throw new JailConfError("maximum include depth exceeded");
  const messages: string[] = [];
  const bytes = Buffer.from(text).toString("latin1");
  const next = tokensOf(bytes, (line, what) => messages.push(`${file} line ${line}: ${what}`));
  const readIncluded = (pattern: string, block: Block | undefined) => {
    const slash = file.lastIndexOf("/");
    const path =
      pattern.startsWith("/") || slash < 0 ? pattern : file.slice(0, slash + 1) + pattern;
    try {
      for (const one of include(path)) {
        if (++blocks.included > MAX_INCLUDED)
          throw new TooManyFilesError(`more than ${MAX_INCLUDED} files are included`);
        parseFile(blocks, one.text, one.file, include, depth + 1, block);
      }
    } catch (error) {
      if (!(error instanceof JailConfError) || error instanceof TooManyFilesError) throw error;
      // An included file that is wrong ends everything; what was said before has been said.
      throw new JailConfError([...messages, error.message].join("\n"));
    }
  };
  new Parser(blocks, next, file, messages, readIncluded).readFile(within);
  if (messages.length > 0) throw new JailConfError(messages.join("\n"));
}

/** Files that include each other so often that nobody would read on. */
export class TooManyFilesError extends JailConfError {}

/** The file ended where a block or a setting should have. */
class Abandoned extends Error {}

class Parser {
  private token: JailToken;
  /** As in yacc: after an error, this many tokens must be right before the next one is told. */
  private quiet = 0;
  /** In how many jails it is. */
  private nested = 0;

  constructor(
    private readonly blocks: Blocks,
    private readonly next: () => JailToken,
    private readonly file: string,
    private readonly messages: string[],
    private readonly readIncluded: (pattern: string, block: Block | undefined) => void,
  ) {
    this.token = next();
  }

  readFile(within: Block | undefined): void {
    try {
      this.readBody("end", within);
    } catch (error) {
      if (!(error instanceof Abandoned)) throw error;
    }
  }

  /** Settings and jails up to a closing token, which is left alone. */
  private readBody(closing: "end" | "}", block: Block | undefined): void {
    while (this.token.key !== closing) {
      if (this.token.key === ";") this.take();
      else this.readStatement(block);
    }
  }

  private readStatement(block: Block | undefined): void {
    const first = this.token;
    if (!this.beginsString()) {
      this.recover();
      return;
    }
    this.take();
    const { file } = this;
    const opening = this.token;
    if (first.key === "text" && opening.key === "{") {
      this.take();
      const name = decoded(first.value);
      if (++this.nested > MAX_NESTED)
        throw new JailConfError(
          `${file} line ${first.line}: jails are nested more than ${MAX_NESTED} deep`,
        );
      // A jail inside a jail is called by both names.
      const inner = this.blocks.open(block === undefined ? name : `${block.name}.${name}`);
      const open = opening.start + 1;
      this.readBody("}", inner);
      this.nested--;
      const close = this.token.start;
      inner.at = { file, start: first.start, end: close + 1 };
      inner.inside = { file, start: open, end: close };
      this.take();
      return;
    }
    const read = this.readSetting(first);
    const { start: semicolon, line } = this.token;
    if (read === undefined || this.token.key !== ";") {
      this.recover();
      return;
    }
    this.take();
    const { bare, ...setting } = read;
    const at = { file, start: first.start, end: semicolon + 1 };
    if (bare && setting.name === ".include") this.includeAll(setting.values, block);
    else (block ?? this.blocks.outside()).settings.push({ ...setting, at, line });
  }

  /** What follows a name; undefined when that is an error. */
  private readSetting(
    first: JailToken,
  ): (Omit<Setting, "at" | "line"> & { readonly bare: boolean }) | undefined {
    const { key } = this.token;
    const hasOperator = key === "=" || key === "+=";
    if (hasOperator) this.take();
    const values: Piece[][] = [];
    if (hasOperator || this.beginsString()) {
      do {
        const value = this.readString();
        if (value === undefined) return undefined;
        values.push(value);
      } while (this.takeIf(","));
    }
    return {
      name: decoded(first.value),
      isVariable: first.key === "variable",
      appends: key === "+=",
      values,
      bare: !hasOperator && first.key === "text",
    };
  }

  private readString(): Piece[] | undefined {
    if (!this.beginsString()) return undefined;
    const pieces: Piece[] = [];
    do {
      const { key, value } = this.token;
      pieces.push(key.endsWith("variable") ? { variable: decoded(value) } : { text: value });
      this.take();
    } while (this.token.key === "more text" || this.token.key === "more variable");
    return joined(pieces);
  }

  private beginsString(): boolean {
    return this.token.key === "text" || this.token.key === "variable";
  }

  private includeAll(patterns: readonly (readonly Piece[])[], block: Block | undefined): void {
    for (const pieces of patterns) {
      if (pieces.some((piece) => "variable" in piece)) {
        this.messages.push(
          `${this.file} line ${this.token.line}: variables not permitted in '.include' filename`,
        );
      } else
        this.readIncluded(
          pieces.map((piece) => ("text" in piece ? piece.text : "")).join(""),
          block,
        );
    }
  }

  /** Tells the error, and goes on behind the next semicolon, as yacc does with `param: error`. */
  private recover(): void {
    if (this.quiet === 0) {
      const { key, raw, line } = this.token;
      this.messages.push(
        key === "end"
          ? `${this.file}: unexpected EOF`
          : `${this.file} line ${line}: ${raw}: syntax error`,
      );
    }
    this.quiet = 3;
    while (this.token.key !== ";") {
      if (this.token.key === "end") throw new Abandoned();
      this.token = this.next();
    }
    this.take();
  }

  private take(): void {
    this.token = this.next();
    if (this.quiet > 0) this.quiet--;
  }

  private takeIf(key: string): boolean {
    const found = this.token.key === key;
    if (found) this.take();
    return found;
  }
}

/** Texts beside each other become one, whose bytes are UTF-8. */
function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last !== undefined && "text" in last && "text" in piece)
      result[result.length - 1] = { text: last.text + piece.text };
    else result.push(piece);
  }
  return result.map((piece) => ("text" in piece ? { text: decoded(piece.text) } : piece));
}

function decoded(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

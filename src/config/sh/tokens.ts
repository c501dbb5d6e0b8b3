/** sh(1)'s tokens: words, operators and line breaks, read as the grammar asks for them. */
import {
  type CommandsEnd,
  literalText,
  type Nesting,
  readWord,
  unbroken,
  type Word,
} from "./words.ts";

/** A token and its place in the text. */
export interface Token {
  /** An operator, a reserved word, or what kind of token it is: `word`, `newline`, `redirection`, `end of file`. */
  readonly key: string;
  /** Where it begins in the text. */
  readonly start: number;
  /** Where the text goes on behind it. */
  readonly end: number;
  /** There for words, reserved ones too: they are reserved only where a command may begin. */
  readonly word?: Word;
  /** There for redirections, whose target is the word that follows. */
  readonly redirection?: { -readonly [K in keyof Redirection]?: Redirection[K] };
}

/** `2>>FILE`, or a here-document. */
export interface Redirection {
  readonly operator: string;
  /** Which file descriptor; 0 or 1 when it is not said, as the operator points. */
  readonly descriptor: number;
  readonly target: Word;
  /** Of a here-document: its lines, and whether sh expands them. Known once the line that asks for it has been read. */
  readonly document?: { readonly text: string; readonly expanded: boolean };
}

/** The tokens of a text from where it is read. */
export interface TokenStream {
  /** Returns the next token and leaves it there. */
  peek(): Token;
  take(): Token;
  /** Takes the next token if it has this key. */
  takeIf(key: string): boolean;
  /** Takes all line breaks that come next. */
  skipNewlines(): void;
}

/** Words that end a list of commands. */
export const CLOSING_WORDS = ["then", "else", "elif", "fi", "do", "done", "esac", "}"];
const RESERVED = new Set([...CLOSING_WORDS, "if", "while", "until", "for", "case", "{", "!", "in"]);

/** Blanks, escaped line breaks and comments. */
const BLANK = /(?:[ \t]|\\\n|#[^\n]*)*/y;
const OPERATOR = /&&|\|\||;;|;&|[;&|()]/y;
const REDIRECTION = /\d?(?:>>|>&|>\||>|<<-|<<|<&|<>|<)/y;

/** The tokens from a position on. Taking one may throw a ShellSyntaxError. */
export function readTokens(
  text: string,
  from: number,
  commandsEnd: CommandsEnd,
  nesting: Nesting,
): TokenStream {
  let at = from;
  let next: Token | undefined;
  /** Here-documents begin on the line after the one that asks for them. */
  let hereDocuments: HereDocument[] = [];
  let redirection: Token["redirection"];

  const read = (): Token => {
    at = endOf(BLANK, text, at) ?? at;
    const start = at;
    const token = (key: string, end: number): Token => {
      at = end;
      return { key, start, end };
    };
    if (at >= text.length) return token("end of file", start);
    if (text[at] === "\n") {
      const end = readHereDocuments(text, at + 1, hereDocuments, nesting);
      hereDocuments = [];
      return token("newline", end);
    }
    const operator = endOf(OPERATOR, text, at);
    if (operator !== undefined) return token(text.slice(at, operator), operator);
    const redirected = endOf(REDIRECTION, text, at);
    if (redirected !== undefined) {
      const [, digit, op = ""] = /^(\d?)(.*)$/.exec(text.slice(at, redirected))!;
      redirection = {
        operator: op,
        descriptor: digit !== "" ? Number(digit) : op.startsWith("<") ? 0 : 1,
      };
      return { ...token("redirection", redirected), redirection };
    }
    const word = readWord(text, at, commandsEnd, nesting);
    if (redirection?.operator?.startsWith("<<")) {
      const delimiter = literalText(word.parts) ?? word.raw;
      hereDocuments.push({ redirection, delimiter, expanded: !/["'\\]/.test(word.raw) });
    }
    redirection = undefined;
    const bare = unbroken(word);
    return { ...token(RESERVED.has(bare) ? bare : "word", word.end), word };
  };

  const peek = (): Token => {
    next ??= read();
    return next;
  };
  const take = (): Token => {
    const token = peek();
    next = undefined;
    return token;
  };
  return {
    peek,
    take,
    takeIf(key) {
      const found = peek().key === key;
      if (found) take();
      return found;
    },
    skipNewlines() {
      while (peek().key === "newline") take();
    },
  };
}

interface HereDocument {
  readonly redirection: NonNullable<Token["redirection"]>;
  readonly delimiter: string;
  readonly expanded: boolean;
}

/** The position after the lines of the documents that begin here. One that is not ended goes to the end of the text. */
function readHereDocuments(
  text: string,
  from: number,
  documents: readonly HereDocument[],
  nesting: Nesting,
): number {
  let at = from;
  for (const { redirection, delimiter, expanded } of documents) {
    let content = "";
    let ended = false;
    while (!ended && at < text.length) {
      const newline = text.indexOf("\n", at);
      const end = newline < 0 ? text.length : newline;
      const raw = text.slice(at, end);
      const line = redirection.operator === "<<-" ? raw.replace(/^\t+/, "") : raw;
      ended = line === delimiter;
      if (!ended) content += `${line}\n`;
      at = Math.min(end + 1, text.length);
    }
    nesting.hasOpenDocument ||= !ended;
    redirection.document = { text: content, expanded };
  }
  return at;
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** A token as sh names it in its messages. */
export function tokenName(key: string): string {
  return /^(?:end of file|newline|redirection|word)$/.test(key) ? key : `"${key}"`;
}

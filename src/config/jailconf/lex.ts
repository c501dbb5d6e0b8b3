/** The tokens of jail.conf(5), cut as flex cuts them (usr.sbin/jail/jaillex.l). Texts are bytes, a character each. */

/** A token, with the line on which it ends. */
export interface JailToken {
  /**
   * `text` and `variable` begin a string; `more text` and `more variable` follow in the same string without a blank.
   * `end` is that of the file. Any other byte is a token of its own, which the grammar refuses.
   */
  readonly key: string;
  /** What a text says, escapes read; a variable's name. */
  readonly value: string;
  /** The token as it stands in the file. */
  readonly raw: string;
  readonly line: number;
  /** Where it begins, bytes from the beginning of the file. */
  readonly start: number;
}

/** Text that is no jail.conf: jail(8)'s messages without the program's name, a line each. */
export class JailConfError extends Error {
  override readonly name = "JailConfError";
}

/** Between strings, or inside double quotes behind the first `$`. */
type State = "plain" | "quoted";

interface Rule {
  readonly states: readonly State[];
  readonly pattern: RegExp;
  readonly act: Action;
}
type Action =
  | { readonly kind: "blank" }
  | { readonly kind: "operator" }
  | { readonly kind: "text" | "variable"; readonly trim: readonly [front: number, end: number] }
  /** A string in double quotes, up to its first variable. */
  | { readonly kind: "double"; readonly trim: readonly [front: number, end: number] }
  | { readonly kind: "unquote" }
  | { readonly kind: "complaint"; readonly what: string };

const PLAIN = ["plain"] as const;
const QUOTED = ["quoted"] as const;
const BOTH = ["plain", "quoted"] as const;
const text = (front: number, end: number): Action => ({ kind: "text", trim: [front, end] });
const variable = (front: number, end: number): Action => ({ kind: "variable", trim: [front, end] });
const complaint = (what: string): Action => ({ kind: "complaint", what });

/** Of the rules that match, the one that takes most wins, and of equal ones the first. */
const rules: readonly Rule[] = [
  { states: PLAIN, pattern: /[ \t\r\n]+/y, act: { kind: "blank" } },
  { states: PLAIN, pattern: /#[^\n]*/y, act: { kind: "blank" } },
  { states: PLAIN, pattern: /\/\/[^\n]*/y, act: { kind: "blank" } },
  { states: PLAIN, pattern: /\/\*[\s\S]*?\*\//y, act: { kind: "blank" } },
  { states: PLAIN, pattern: /\+=/y, act: { kind: "operator" } },
  { states: PLAIN, pattern: /[,;={}]/y, act: { kind: "operator" } },
  { states: BOTH, pattern: /[A-Za-z0-9_!%&()\-.:<>?@[\]^`|~]+/y, act: text(0, 0) },
  { states: BOTH, pattern: /\\(?:x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|[\s\S])/y, act: text(0, 0) },
  { states: BOTH, pattern: /[$*+/\\]/y, act: text(0, 0) },
  { states: PLAIN, pattern: /'(?:[^'\\]|\\[\s\S])*'/y, act: text(1, 1) },
  { states: PLAIN, pattern: /"(?:[^"\\]|\\[\s\S])*"/y, act: { kind: "double", trim: [1, 1] } },
  {
    states: QUOTED,
    pattern: /[^"$\\](?:[^"\\]|\\[\s\S])*"/y,
    act: { kind: "double", trim: [0, 1] },
  },
  { states: QUOTED, pattern: /"/y, act: { kind: "unquote" } },
  { states: BOTH, pattern: /\$[A-Za-z_][A-Za-z_0-9]*/y, act: variable(1, 0) },
  { states: PLAIN, pattern: /\$\{(?:\\[\s\S]|[^\n{}\\])*\\?\}/y, act: variable(2, 1) },
  { states: QUOTED, pattern: /\$\{(?:\\[\s\S]|[^\n"{}\\])*\\?\}/y, act: variable(2, 1) },
  { states: PLAIN, pattern: /\/\*(?:(?!\*\/)[\s\S])*/y, act: complaint("unterminated comment") },
  { states: PLAIN, pattern: /'(?:\\[^\n]|[^\n'\\])*/y, act: complaint("unterminated string") },
  { states: PLAIN, pattern: /"(?:\\[^\n]|[^\n"\\])*/y, act: complaint("unterminated string") },
  {
    states: PLAIN,
    pattern: /\$\{(?:\\[^\n]|[^\n{}\\])*\\?/y,
    act: complaint("unterminated variable"),
  },
  {
    states: QUOTED,
    pattern: /\$\{(?:\\[^\n]|[^\n"{}\\])*\\?/y,
    act: complaint("unterminated variable"),
  },
  { states: PLAIN, pattern: /[^\n]/y, act: { kind: "operator" } },
];

/** Returns the tokens of a file one by one; the last is `end`, again and again. `complain` is told what is only half there. */
export function tokensOf(
  bytes: string,
  complain: (line: number, what: string) => void,
): () => JailToken {
  let at = 0;
  let line = 1;
  let state: State = "plain";
  let inString = false;

  const longest = (): { readonly raw: string; readonly act: Action } | undefined => {
    let best: { raw: string; act: Action } | undefined;
    for (const { states, pattern, act } of rules) {
      if (!states.includes(state)) continue;
      pattern.lastIndex = at;
      const raw = pattern.exec(bytes)?.[0];
      if (raw !== undefined && raw.length > (best?.raw.length ?? 0)) best = { raw, act };
    }
    return best;
  };
  const take = (raw: string) => {
    at += raw.length;
    line += raw.split("\n").length - 1;
  };
  const token = (key: string, value: string, raw: string): JailToken => {
    const more = key === "text" || key === "variable" ? inString : false;
    inString = key === "text" || key === "variable";
    return { key: more ? `more ${key}` : key, value, raw, line, start: at - raw.length };
  };

  return () => {
    for (;;) {
      if (at >= bytes.length) return { key: "end", value: "", raw: "", line, start: at };
      const found = longest();
      if (found === undefined) {
        state = "plain";
        continue;
      }
      const { raw, act } = found;
      if (act.kind === "double") {
        const [front, end] = act.trim;
        const dollar = firstDollar(raw, front);
        const inside = dollar < 0 ? raw.slice(front, raw.length - end) : raw.slice(front, dollar);
        state = dollar < 0 ? "plain" : "quoted";
        const taken = dollar < 0 ? raw : raw.slice(0, dollar);
        take(taken);
        return token("text", unescaped(inside), taken);
      }
      take(raw);
      switch (act.kind) {
        case "blank":
          inString = false;
          break;
        case "operator":
          return token(raw, "", raw);
        case "unquote":
          state = "plain";
          break;
        case "complaint":
          complain(line, act.what);
          break;
        default:
          return token(act.kind, unescaped(raw.slice(act.trim[0], raw.length - act.trim[1])), raw);
      }
    }
  };
}

/** Where a variable may begin in a quoted string; below 0 when there is none. */
function firstDollar(raw: string, from: number): number {
  for (let at = from; at < raw.length; at++) {
    if (raw[at] === "\\") at++;
    else if (raw[at] === "$") return at;
  }
  return -1;
}

const ESCAPES: { readonly [letter: string]: string } = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  // A line break that is escaped goes on on the next line.
  "\n": "",
};

/** A text with its backslashes read as in C. A NUL ends it, as it ends C's strings. */
function unescaped(raw: string): string {
  const said = raw.replace(
    /\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{0,2})|([\s\S]))/g,
    (_, octal?: string, hexadecimal?: string, letter = "") => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      if (hexadecimal !== undefined)
        return String.fromCharCode(Number.parseInt(`0${hexadecimal}`, 16));
      return ESCAPES[letter as string] ?? letter;
    },
  );
  const nul = said.indexOf("\0");
  return nul < 0 ? said : said.slice(0, nul);
}

/** The value of a word of sh(1)'s, as far as variables and text go (sh(1), "Parameter Expansion"). */
import { assigned, literalText, type Operator, type Part } from "./sh/words.ts";

/** A value, or why only sh can tell it: a clause for people, `it has arithmetic ($((…)))`. */
export type Expanded =
  | { readonly value: string; readonly needsSh?: undefined }
  | { readonly value: undefined; readonly needsSh: string };

/** The variables that a word may use, and set (`${name=word}`). */
export interface Scope {
  /** undefined when the variable is not set. */
  look(name: string): Expanded | undefined;
  set(name: string, value: Expanded): void;
}

const needsSh = (clause: string): Expanded => ({ value: undefined, needsSh: clause });

/** What a few lines that double each other's values come to is more than a machine has. */
const MAX_VALUE = 1_000_000;

/** Expands an assignment's value: nothing is split at blanks, and `*` stands for itself. */
export function expand(parts: readonly Part[], scope: Scope): Expanded {
  let value = "";
  let obstacle: Expanded | undefined;
  for (const [index, part] of parts.entries()) {
    const piece = expandPart(part, index === 0, scope);
    if (piece.value === undefined) obstacle ??= piece;
    else value += piece.value;
  }
  if (value.length > MAX_VALUE) return needsSh("it is longer than 1 MB");
  return obstacle ?? { value };
}

function expandPart(part: Part, isFirst: boolean, scope: Scope): Expanded {
  if (part.kind === "text") {
    // A tilde begins a home directory at the front, and behind a colon.
    const tilde = part.bare && (isFirst ? /(?:^|:)~/ : /:~/).test(part.text);
    return tilde ? needsSh("it has a home directory (~)") : { value: part.text };
  }
  if (part.kind === "sh") {
    for (const name of part.sets) scope.set(name, needsSh(`${part.what} sets it`));
    return needsSh(`it has ${part.what}`);
  }
  const { name, operator, word } = part;
  const current = scope.look(name);
  if (current !== undefined && current.value === undefined) {
    for (const inside of (word ?? []).flatMap(assigned))
      scope.set(inside, needsSh(`it depends on ${name}`));
    return needsSh(`it has \${${name}}, which only sh can tell`);
  }
  if (operator === undefined || word === undefined) return current ?? { value: "" };
  const trim = trims[operator];
  if (trim !== undefined) return expandTrimmed(current?.value ?? "", operator, trim, word, scope);
  const isPresent = current !== undefined && !(operator.startsWith(":") && current.value === "");
  const kind = operator.at(-1);
  if (kind === "+") return isPresent ? expand(word, scope) : { value: "" };
  if (isPresent) return current;
  if (kind === "?") return needsSh(`it has \${${name}${operator}…}, and ${name} is not set`);
  const alternative = expand(word, scope);
  if (kind === "=") scope.set(name, alternative);
  return alternative;
}

type Trim = (value: string, text: string) => string;
const fromFront: Trim = (value, text) =>
  value.startsWith(text) ? value.slice(text.length) : value;
const fromEnd: Trim = (value, text) =>
  value.endsWith(text) ? value.slice(0, value.length - text.length) : value;
/** A pattern without wildcards is as long as its only match. */
const trims: { readonly [K in Operator]?: Trim } = {
  "#": fromFront,
  "##": fromFront,
  "%": fromEnd,
  "%%": fromEnd,
};

function expandTrimmed(
  value: string,
  operator: string,
  trim: Trim,
  word: readonly Part[],
  scope: Scope,
): Expanded {
  const text = literalText(word);
  if (text !== undefined && !/[*?[\]\\]/.test(text)) return { value: trim(value, text) };
  expand(word, scope);
  return needsSh(`it has a pattern (\${…${operator}…})`);
}

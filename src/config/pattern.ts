/** Patterns as sh(1), fnmatch(3) and glob(3) have them: `*`, `?`, `[…]`, whose characters mean nothing special when they are quoted. */

/** A stretch of text, and whether it was quoted. */
export interface Piece {
  readonly text: string;
  readonly quoted: boolean;
}

/** One place of a pattern: any number of characters, or one that fits. */
type Place = "any" | ((character: string) => boolean);

/** Is there something in it that is not to be taken as it stands? */
export function hasWildcards(pieces: readonly Piece[]): boolean {
  return pieces.some(({ text, quoted }) => !quoted && /[*?[]/.test(text));
}

/** Returns a function that tells whether a text fits the pattern. It takes time in proportion to both lengths at most. */
export function patternMatcher(pieces: readonly Piece[]): (text: string) => boolean {
  const places = placesOf(pieces);
  return (text) => {
    let at = 0;
    let place = 0;
    let star = -1;
    let resume = 0;
    while (at < text.length) {
      const wanted = places[place];
      if (wanted === "any") {
        star = place++;
        resume = at;
      } else if (wanted?.(text[at]!)) {
        place++;
        at++;
      } else if (star >= 0) {
        place = star + 1;
        at = ++resume;
      } else return false;
    }
    while (places[place] === "any") place++;
    return place === places.length;
  };
}

/** The pieces of a pattern of fnmatch(3) and glob(3), where a backslash quotes the character behind it. */
function piecesOf(pattern: string): Piece[] {
  return [...pattern.matchAll(/\\(.)|[^\\]+|\\/gs)].map(([text, quoted]) =>
    quoted === undefined ? { text, quoted: false } : { text: quoted, quoted: true },
  );
}

/** Does a name fit a pattern as fnmatch(3) and glob(3) read it? */
export function matchesPattern(pattern: string, name: string): boolean {
  return patternMatcher(piecesOf(pattern))(name);
}

/** A character of a pattern. */
interface Character {
  readonly c: string;
  readonly quoted: boolean;
}

function placesOf(pieces: readonly Piece[]): Place[] {
  const characters = pieces.flatMap(({ text, quoted }) =>
    text.split("").map((c): Character => ({ c, quoted })),
  );
  const places: Place[] = [];
  for (let at = 0; at < characters.length; at++) {
    const { c, quoted } = characters[at]!;
    const set = !quoted && c === "[" ? setAt(characters, at) : undefined;
    if (set !== undefined) {
      places.push(set.fits);
      at = set.end;
    } else if (!quoted && c === "*") places.push("any");
    else if (!quoted && c === "?") places.push(() => true);
    else places.push((other) => other === c);
  }
  return places;
}

/** The set that begins with the `[` here; `end` is the place of its `]`. Undefined when it has none. */
function setAt(
  characters: readonly Character[],
  start: number,
): { readonly fits: (character: string) => boolean; readonly end: number } | undefined {
  const plain = (at: number) => (characters[at]?.quoted === false ? characters[at].c : undefined);
  const isNegated = ["!", "^"].includes(plain(start + 1) ?? "");
  const first = start + (isNegated ? 2 : 1);
  const tests: ((character: string) => boolean)[] = [];
  for (let at = first; at < characters.length; at++) {
    if (plain(at) === "]" && at > first)
      return { fits: (c) => tests.some((fits) => fits(c)) !== isNegated, end: at };
    const name = plain(at) === "[" ? classAt(at, plain) : undefined;
    const from = characters[at]!.c;
    const to = characters[at + 2]?.c;
    if (name !== undefined) {
      tests.push((c) => CLASSES[name]?.test(c) ?? false);
      at += name.length + 3;
    } else if (plain(at + 1) === "-" && to !== undefined && plain(at + 2) !== "]") {
      tests.push((c) => c >= from && c <= to);
      at += 2;
    } else tests.push((c) => c === from);
  }
  return undefined;
}

/** The name of the class that is here, as in `[:digit:]`; undefined when there is none. */
function classAt(start: number, plain: (at: number) => string | undefined): string | undefined {
  if (plain(start + 1) !== ":") return undefined;
  let name = "";
  for (let at = start + 2; /^\w$/.test(plain(at) ?? ""); at++) name += plain(at);
  const end = start + 2 + name.length;
  return name !== "" && plain(end) === ":" && plain(end + 1) === "]" ? name : undefined;
}

const CLASSES: { readonly [name: string]: RegExp | undefined } = {
  alpha: /[A-Za-z]/,
  digit: /\d/,
  alnum: /[A-Za-z\d]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /\s/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  xdigit: /[\dA-Fa-f]/,
  print: /[ -~]/,
  graph: /[!-~]/,
  cntrl: /[^ -~]/,
};

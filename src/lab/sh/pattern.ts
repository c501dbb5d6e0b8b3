/** sh(1)'s patterns: `*`, `?`, `[…]`, whose characters mean nothing special when they are quoted. */

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

function placesOf(pieces: readonly Piece[]): Place[] {
  const places: Place[] = [];
  for (const { text, quoted } of pieces) {
    for (let at = 0; at < text.length; at++) {
      const c = text[at]!;
      const set = !quoted && c === "[" ? setAt(text, at) : undefined;
      if (set !== undefined) {
        places.push(set.fits);
        at = set.end;
      } else if (!quoted && c === "*") places.push("any");
      else if (!quoted && c === "?") places.push(() => true);
      else places.push((other) => other === c);
    }
  }
  return places;
}

/** The set that begins with the `[` here; `end` is the place of its `]`. Undefined when it has none. */
function setAt(
  text: string,
  start: number,
): { readonly fits: (character: string) => boolean; readonly end: number } | undefined {
  const found = /^\[([!^]?)(\]?(?:\[:\w+:\]|[^\]])*)\]/.exec(text.slice(start));
  if (found === null) return undefined;
  const [all, negated, members = ""] = found;
  const tests: ((character: string) => boolean)[] = [];
  for (const [part, name, from, to] of members.matchAll(/\[:(\w+):\]|(.)-(.)|./gs)) {
    if (name !== undefined) tests.push((c) => CLASSES[name]?.test(c) ?? false);
    else if (from !== undefined && to !== undefined) tests.push((c) => c >= from && c <= to);
    else tests.push((c) => c === part);
  }
  const isNegated = negated !== "";
  return {
    fits: (c) => tests.some((fits) => fits(c)) !== isNegated,
    end: start + all.length - 1,
  };
}

const CLASSES: { readonly [name: string]: RegExp } = {
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

/** POSIX regular expressions on texts: the leftmost match, of these the longest, in time bound by both lengths. */
import { type Fits, isWord, type Place, parseRegex, type Regex, RegexError } from "./regexparse.ts";

export { RegexError } from "./regexparse.ts";

/** Where something was found, and what its groups have: places in the text. */
export interface Match {
  readonly start: number;
  readonly end: number;
  /** By the group's number; the whole match has 0. */
  readonly groups: readonly (readonly [start: number, end: number] | undefined)[];
}

/** A regular expression that can be looked for. */
export interface Matcher {
  /** How many groups it has. */
  readonly groups: number;
  /** The first match at or behind a place. Throws a RegexError for work that does not end. */
  find(text: string, from?: number): Match | undefined;
}

/** How an expression is read. */
export interface RegexOptions {
  readonly extended?: boolean;
  readonly ignoreCase?: boolean;
}

type Step =
  | { readonly op: "one"; readonly fits: Fits }
  | { readonly op: "split"; readonly first: number; readonly second: number }
  | { readonly op: "jump"; readonly to: number }
  | { readonly op: "save"; readonly slot: number }
  | { readonly op: "at"; readonly place: Place }
  | { readonly op: "match" };

/** An expression is no longer than this once its repetitions are written out. */
const MAX_STEPS = 20_000;
/** So much is done for one text. */
const MAX_WORK = 60_000_000;

/** Reads a regular expression. Throws a RegexError. */
export function compileRegex(
  text: string,
  { extended = false, ignoreCase = false }: RegexOptions = {},
): Matcher {
  const { regex, groups } = parseRegex(text, { extended, ignoreCase });
  const literal = literalOf(regex);
  if (literal !== undefined) return literalMatcher(literal);
  const steps: Step[] = [];
  emit(regex, steps);
  steps.push({ op: "match" });
  const machine = new Machine(steps, groups, beginOf(regex));
  return { groups, find: (given, from = 0) => machine.find(given, from) };
}

/** Looks for a text as it stands. */
export function literalMatcher(literal: string): Matcher {
  return {
    groups: 0,
    find(text, from = 0) {
      const start = text.indexOf(literal, from);
      if (start < 0) return undefined;
      const end = start + literal.length;
      return { start, end, groups: [[start, end]] };
    },
  };
}

/** The text that an expression stands for; undefined for one that stands for several. */
function literalOf(regex: Regex): string | undefined {
  if (regex.kind === "one") return regex.literal;
  if (regex.kind !== "all") return undefined;
  let text = "";
  for (const part of regex.parts) {
    if (part.kind !== "one" || part.literal === undefined) return undefined;
    text += part.literal;
  }
  return text;
}

/** The text that each match begins with; empty when there is none. */
function beginOf(regex: Regex): string {
  return literalOf(regex.kind === "all" ? (regex.parts[0] ?? regex) : regex) ?? "";
}

function emit(regex: Regex, steps: Step[]): void {
  if (steps.length > MAX_STEPS) throw new RegexError("out of memory");
  switch (regex.kind) {
    case "one":
      steps.push({ op: "one", fits: regex.fits });
      return;
    case "at":
      steps.push({ op: "at", place: regex.place });
      return;
    case "all":
      for (const part of regex.parts) emit(part, steps);
      return;
    case "group":
      steps.push({ op: "save", slot: 2 * regex.number });
      emit(regex.inside, steps);
      steps.push({ op: "save", slot: 2 * regex.number + 1 });
      return;
    case "either":
      emitEither(regex.parts, steps);
      return;
    case "repeat": {
      const { inside, min, max } = regex;
      for (let count = 0; count < min; count++) emit(inside, steps);
      if (max === Number.POSITIVE_INFINITY) {
        const begin = steps.length;
        steps.push({ op: "jump", to: 0 });
        emit(inside, steps);
        steps.push({ op: "jump", to: begin });
        steps[begin] = { op: "split", first: begin + 1, second: steps.length };
        return;
      }
      const splits: number[] = [];
      for (let count = min; count < max; count++) {
        splits.push(steps.length);
        steps.push({ op: "jump", to: 0 });
        emit(inside, steps);
      }
      for (const at of splits) steps[at] = { op: "split", first: at + 1, second: steps.length };
    }
  }
}

function emitEither(parts: readonly Regex[], steps: Step[]): void {
  const ends: number[] = [];
  for (const [index, part] of parts.entries()) {
    const split = steps.length;
    const isLast = index === parts.length - 1;
    if (!isLast) steps.push({ op: "jump", to: 0 });
    emit(part, steps);
    if (isLast) break;
    ends.push(steps.length);
    steps.push({ op: "jump", to: 0 });
    steps[split] = { op: "split", first: split + 1, second: steps.length };
  }
  for (const at of ends) steps[at] = { op: "jump", to: steps.length };
}

/** A way through the steps: where it is, and what it has seen of the groups. */
interface Way {
  readonly step: number;
  readonly start: number;
  readonly saved: readonly number[];
}

/** Runs the steps on a text, all ways at once (Thompson's construction): none is tried twice. */
class Machine {
  /** In which round a step was reached last. */
  private readonly reached: Int32Array;
  private round = 0;
  private work = 0;

  constructor(
    private readonly steps: readonly Step[],
    private readonly groups: number,
    private readonly begin: string,
  ) {
    this.reached = new Int32Array(steps.length);
  }

  find(text: string, from: number): Match | undefined {
    this.work = 0;
    let best: { start: number; end: number; saved: readonly number[] } | undefined;
    let ways: Way[] = [];
    for (let at = from; ; ) {
      if (ways.length === 0) {
        if (best !== undefined) break;
        if (this.begin !== "") {
          at = text.indexOf(this.begin, at);
          if (at < 0) break;
        }
      }
      this.nextRound();
      const here: Way[] = [];
      for (const way of ways) this.follow(text, at, way, here);
      if (best === undefined) this.follow(text, at, { step: 0, start: at, saved: [] }, here);
      const code = text.codePointAt(at);
      const next: Way[] = [];
      for (const way of here) {
        if (best !== undefined && way.start > best.start) continue;
        const step = this.steps[way.step]!;
        if (step.op === "match") {
          if (best === undefined || way.start < best.start || at > best.end)
            best = { start: way.start, end: at, saved: way.saved };
        } else if (step.op === "one" && code !== undefined && step.fits(code)) {
          next.push({ ...way, step: way.step + 1 });
        }
      }
      ways = next;
      if (code === undefined) break;
      at += code > 0xffff ? 2 : 1;
    }
    if (best === undefined) return undefined;
    const { start, end, saved } = best;
    const groups: Match["groups"][number][] = [[start, end]];
    for (let number = 1; number <= this.groups; number++) {
      const [first, last] = [saved[2 * number], saved[2 * number + 1]];
      groups.push(first === undefined || last === undefined ? undefined : [first, last]);
    }
    return { start, end, groups };
  }

  private nextRound(): void {
    if (++this.round < 2 ** 31 - 1) return;
    this.reached.fill(0);
    this.round = 1;
  }

  /** Goes on from a step to all steps that take a character, or end. */
  private follow(text: string, at: number, from: Way, found: Way[]): void {
    const todo: Way[] = [from];
    for (let way = todo.pop(); way !== undefined; way = todo.pop()) {
      if (this.reached[way.step] === this.round) continue;
      this.reached[way.step] = this.round;
      if (++this.work > MAX_WORK) throw new RegexError("so much work: not emulated in a lab");
      const { step, saved } = way;
      const one = this.steps[step]!;
      if (one.op === "jump") todo.push({ ...way, step: one.to });
      else if (one.op === "split") {
        todo.push({ ...way, step: one.second }, { ...way, step: one.first });
      } else if (one.op === "save") {
        const own = saved.slice();
        own[one.slot] = at;
        // A group that begins anew has not ended.
        if (one.slot % 2 === 0) delete own[one.slot + 1];
        todo.push({ ...way, step: step + 1, saved: own });
      } else if (one.op === "at") {
        if (isAt(one.place, text, at)) todo.push({ ...way, step: step + 1 });
      } else found.push(way);
    }
  }
}

function isAt(place: Place, text: string, at: number): boolean {
  if (place === "begin") return at === 0;
  if (place === "end") return at === text.length;
  const before = at > 0 && isWord(text.charCodeAt(at - 1));
  const behind = at < text.length && isWord(text.charCodeAt(at));
  if (place === "word begin") return !before && behind;
  if (place === "word end") return before && !behind;
  return (before !== behind) === (place === "boundary");
}

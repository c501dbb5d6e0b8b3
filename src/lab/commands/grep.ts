/** grep(1), egrep(1), fgrep(1): lines that have what is looked for. */
import { compileRegex, literalMatcher, type Matcher, RegexError } from "../base/regex.ts";
import { isWord } from "../base/regexparse.ts";
import { command, err, errnoOf, errx, usage, warn } from "../process/failure.ts";
import { getopt, type Options } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { Input, ShellProcess } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { countOf, eachLine, openInput, refuseOptions } from "../process/texts.ts";

const USAGE =
  "usage: grep [-abcDEFGHhIiLlmnOopqRSsUVvwxz] [-A num] [-B num] [-C[num]]\n\t[-e pattern] [-f file] [--binary-files=value] [--color=when]\n\t[--context[=num]] [--directories=action] [--label] [--line-buffered]\n\t[--null] [pattern] [file ...]";
const LETTERS = "A:B:C:D:EFGHILOPRSUVabcd:e:f:hilm:nopqrsuvwxyz";
/** The long names of options that have letters. */
const LONG: { readonly [name: string]: string | undefined } = {
  "--after-context": "A",
  "--before-context": "B",
  "--context": "C",
  "--count": "c",
  "--extended-regexp": "E",
  "--file": "f",
  "--files-with-matches": "l",
  "--files-without-match": "L",
  "--fixed-strings": "F",
  "--ignore-case": "i",
  "--invert-match": "v",
  "--line-number": "n",
  "--line-regexp": "x",
  "--max-count": "m",
  "--no-filename": "h",
  "--no-messages": "s",
  "--only-matching": "o",
  "--quiet": "q",
  "--recursive": "r",
  "--regexp": "e",
  "--silent": "q",
  "--with-filename": "H",
  "--word-regexp": "w",
};
const TROUBLE = 2;

export const grep = command(async (process: ShellProcess) => {
  const options = getopt(withLetters(process), LETTERS, USAGE, TROUBLE);
  refuseOptions(options, "DOPSUVabdpuz");
  const { has, operands } = options;
  const given = await patternsOf(process, options);
  const [first, ...rest] = operands;
  if (given.length === 0 && first === undefined) usage(USAGE, TROUBLE);
  const patterns = given.length > 0 ? given : first!.split("\n");
  const names = given.length > 0 ? operands : rest;
  const recursive = has("r") || has("R");
  const files = recursive ? below(process, names.length === 0 ? ["."] : names) : names;
  const search: Search = {
    process,
    options,
    find: finder(patterns, options),
    named: has("H") || (!has("h") && (recursive || files.length > 1)),
    most: number(options, "m") ?? Number.POSITIVE_INFINITY,
    after: number(options, "A") ?? number(options, "C") ?? 0,
    before: number(options, "B") ?? number(options, "C") ?? 0,
  };
  let found = false;
  let failed = false;
  for (const name of files.length === 0 && !recursive ? ["-"] : files) {
    let input: Input;
    try {
      input = openInput(process, name);
    } catch (error) {
      if (!has("s")) warn(process, errnoOf(error), name);
      failed = true;
      continue;
    }
    if (await searched(search, input, name)) found = true;
    if (found && has("q")) return 0;
  }
  return failed ? TROUBLE : found ? 0 : 1;
});

interface Search {
  readonly process: ShellProcess;
  readonly options: Options;
  /** Where a line has it, from a place on. */
  readonly find: (line: string, from: number) => readonly [start: number, end: number] | undefined;
  readonly named: boolean;
  readonly most: number;
  readonly after: number;
  readonly before: number;
}

/** The command line with letters for long options, and the program's name as the letter that it stands for. */
function withLetters({ argv }: ShellProcess): Pick<ShellProcess, "argv"> {
  const [own = "grep", ...words] = argv;
  const kind = /(?:^|\/)([ef])grep$/.exec(own)?.[1];
  const letters: string[] = kind === undefined ? [] : [`-${kind.toUpperCase()}`];
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === "--") {
      operands.push(...words.slice(at + 1));
      break;
    }
    const [, long = "", value] = /^(--[^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    const letter = LONG[long];
    if (letter !== undefined) letters.push(`-${letter}${value ?? ""}`);
    else if (/^--colou?r/.test(long) || long === "--line-buffered") continue;
    else if (long !== "") errx(EX_UNAVAILABLE, `${long}: not emulated in a lab`);
    else if (/^-\d+$/.test(word)) letters.push(`-C${word.slice(1)}`);
    else if (/^-./.test(word)) {
      letters.push(word);
      // A letter that takes a value at the end of its word takes the next one.
      const last = word.at(-1)!;
      const takes = `${last}:`;
      const before = word.slice(1, -1);
      if (LETTERS.includes(takes) && ![..."ABCDdefm"].some((one) => before.includes(one))) {
        if (at + 1 < words.length) letters.push(words[++at]!);
      }
    } else operands.push(word);
  }
  return { argv: [own, ...letters, "--", ...operands] };
}

async function patternsOf(process: ShellProcess, { options }: Options): Promise<string[]> {
  const all: string[] = [];
  for (const { letter, value } of options) {
    if (letter === "e") all.push(...value.split("\n"));
    if (letter !== "f") continue;
    try {
      const text = await openInput(process, value).all();
      all.push(...text.replace(/\n$/, "").split("\n"));
    } catch (error) {
      err(TROUBLE, errnoOf(error), value);
    }
  }
  return all;
}

function number({ value }: Options, letter: string): number | undefined {
  const text = value(letter);
  if (text === undefined) return undefined;
  return countOf(text) ?? errx(TROUBLE, "Invalid argument");
}

function finder(patterns: readonly string[], { has }: Options): Search["find"] {
  const ignoreCase = has("i") || has("y");
  const fixed = has("F");
  const lower = (text: string) => (ignoreCase && fixed ? text.toLowerCase() : text);
  const compile = (pattern: string): Matcher => {
    try {
      return fixed
        ? literalMatcher(lower(pattern))
        : compileRegex(pattern, { extended: has("E"), ignoreCase });
    } catch (error) {
      if (error instanceof RegexError) errx(TROUBLE, error.message);
      throw error;
    }
  };
  const matchers = patterns.map(compile);
  const isWhole = (line: string, start: number, end: number) => {
    if (has("x")) return start === 0 && end === line.length;
    if (!has("w")) return true;
    const inside = (at: number) => at >= 0 && at < line.length && isWord(line.charCodeAt(at));
    return !inside(start - 1) && !inside(end);
  };
  return (given, from) => {
    const line = lower(given);
    let best: readonly [number, number] | undefined;
    for (const matcher of matchers) {
      for (let at = from; at <= line.length; ) {
        const match = found(matcher, line, at);
        if (match === undefined) break;
        const { start, end } = match;
        if (isWhole(line, start, end)) {
          const isBetter = !best || start < best[0] || (start === best[0] && end > best[1]);
          if (isBetter) best = [start, end];
          break;
        }
        if (has("x")) break;
        at = start + 1;
      }
    }
    return best;
  };
}

function found(matcher: Matcher, line: string, at: number) {
  try {
    return matcher.find(line, at);
  } catch (error) {
    if (error instanceof RegexError) errx(EX_UNAVAILABLE, error.message);
    throw error;
  }
}

/** The files below directories, in order. */
function below(process: ShellProcess, names: readonly string[]): string[] {
  const { files } = process.lab;
  return names.flatMap((name) => {
    const place = placeOf(process, name);
    if (!files.isDirectory(place)) return [name];
    const inside = files.list(place).map((one) => `${name.replace(/\/$/, "")}/${one}`);
    return below(process, inside);
  });
}

/** Looks through one file. Returns whether it has what is looked for. */
async function searched(search: Search, input: Input, name: string): Promise<boolean> {
  const { process, options, find, most, after, before } = search;
  const { has } = options;
  const shown = name === "-" ? "(standard input)" : name;
  const listsOnly = has("l") || has("L") || has("q") || has("c");
  let count = 0;
  let number = 0;
  /** Lines that are shown if one behind them fits, and how many behind one that fitted. */
  let held: [line: string, number: number][] = [];
  let follows = 0;
  let lastShown = 0;
  const show = (line: string, at: number, mark: ":" | "-") => {
    const label = search.named ? `${shown}${mark}` : "";
    process.out(`${label}${has("n") ? `${at}${mark}` : ""}${line}\n`);
    lastShown = at;
  };
  await eachLine(process, input, (line) => {
    number++;
    if (count >= most && follows === 0) return false;
    const match = count >= most ? undefined : find(line, 0);
    const isFound = count < most && (match !== undefined) !== has("v");
    if (isFound) {
      count++;
      if (has("q") || has("l") || has("L")) return false;
      if (has("c")) return count < most;
      if (has("o")) showParts(line, match);
      else {
        const from = held[0]?.[1] ?? number;
        if ((after > 0 || before > 0) && lastShown > 0 && from > lastShown + 1) process.out("--\n");
        for (const [text, at] of held) show(text, at, "-");
        held = [];
        show(line, number, ":");
        follows = after;
      }
    } else if (follows > 0) {
      follows--;
      if (!listsOnly) show(line, number, "-");
    } else if (before > 0) {
      held.push([line, number]);
      if (held.length > before) held.shift();
    }
    return count < most || follows > 0;
  });
  if (has("q")) return count > 0;
  if (has("c")) process.out(`${search.named ? `${shown}:` : ""}${count}\n`);
  if (has("l") && count > 0) process.out(`${shown}\n`);
  if (has("L") && count === 0) process.out(`${shown}\n`);
  return count > 0;

  function showParts(line: string, first: readonly [number, number] | undefined): void {
    for (let match = first; match !== undefined; ) {
      const [start, end] = match;
      if (end > start) show(line.slice(start, end), number, ":");
      const next = end > start ? end : end + 1;
      match = next > line.length ? undefined : find(line, next);
    }
  }
}

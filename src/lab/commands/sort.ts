/** sort(1): lines in order. */
import { command, err, errnoOf, errx } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { ShellProcess } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { eachInput, eachLine, refuseOptions } from "../process/texts.ts";

const USAGE =
  "Usage: sort [-bcCdfigMmnrsuz] [-kPOS1[,POS2] ... ] [+POS1 [-POS2]] [-S memsize] [-T tmpdir] [-t separator] [-o outfile] [--batch-size size] [--files0-from file] [--heapsort] [--mergesort] [--radixsort] [--qsort] [--mmap] [--human-numeric-sort] [--version-sort] [--random-sort [--random-source file]] [--compress-program program] [file ...]";
const FAILED = 2;
/** So many lines are sorted. */
const MAX_LINES = 1_000_000;

/** A part of a line that counts, and how. */
interface Key {
  readonly from: readonly [field: number, character: number];
  readonly to: readonly [field: number, character: number] | undefined;
  readonly order: string;
}

export const sort = command(async (process: ShellProcess) => {
  const options = getopt(process, "bcCdfhik:mno:rst:uS:T:VgMRz", USAGE, FAILED);
  refuseOptions(options, "ghimMRVz");
  const { has, value, operands } = options;
  const general = "bdfnr".split("").filter(has).join("");
  const separator = value("t");
  if (separator !== undefined && [...separator].length !== 1)
    errx(FAILED, "Invalid field separator");
  const keys = options.options.flatMap(({ letter, value: text }) =>
    letter === "k" ? [keyIn(text, general)] : [],
  );
  const byKeys =
    keys.length === 0 ? [{ from: [1, 1], to: undefined, order: general } as Key] : keys;
  const lines: string[] = [];
  const good = await eachInput(process, operands, (input) =>
    eachLine(process, input, (line) => {
      if (lines.push(line) > MAX_LINES)
        errx(EX_UNAVAILABLE, "so many lines: not emulated in a lab");
    }),
  );
  if (!good) return FAILED;
  const prepared = lines.map((line) => ({
    line,
    parts: byKeys.map((key) => partOf(line, key, separator)),
  }));
  type Prepared = (typeof prepared)[number];
  const byParts = (a: Prepared, b: Prepared): number => {
    for (const [index, { order }] of byKeys.entries()) {
      const sign = compared(a.parts[index]!, b.parts[index]!, order);
      if (sign !== 0) return order.includes("r") ? -sign : sign;
    }
    return 0;
  };
  const all = (a: Prepared, b: Prepared): number =>
    byParts(a, b) ||
    (has("s") || has("u") ? 0 : byText(a.line, b.line) * (general.includes("r") ? -1 : 1));
  if (has("c") || has("C")) {
    const at = prepared.findIndex((one, index) => {
      const sign = index === 0 ? -1 : all(prepared[index - 1]!, one);
      return sign > 0 || (has("u") && sign === 0);
    });
    if (at < 0) return 0;
    if (has("c")) {
      const name = operands[0] ?? "-";
      process.err(`sort: ${name}:${at + 1}: disorder: ${lines[at]}\n`);
    }
    return 1;
  }
  prepared.sort(all);
  const kept = has("u")
    ? prepared.filter((one, index) => index === 0 || byParts(prepared[index - 1]!, one) !== 0)
    : prepared;
  const text = kept.map(({ line }) => `${line}\n`).join("");
  const file = value("o");
  if (file === undefined) process.out(text);
  else {
    try {
      process.lab.files.write(placeOf(process, file), text);
    } catch (error) {
      err(FAILED, errnoOf(error), file);
    }
  }
  return 0;
});

/** `2.3n,4`: from which character of which field to which. */
function keyIn(text: string, general: string): Key {
  const found =
    /^(\d{1,9})(?:\.(\d{1,9}))?([a-zA-Z]*)(?:,(\d{1,9})(?:\.(\d{1,9}))?([a-zA-Z]*))?$/.exec(text);
  if (found === null || found[1] === "0") errx(FAILED, `-k ${text}: Invalid argument`);
  const [, field, character, before = "", endField, endCharacter, behind = ""] = found;
  const own = before + behind;
  const unknown = /[^bdfnr]/.exec(own)?.[0];
  if (unknown !== undefined) errx(EX_UNAVAILABLE, `-k ${text}: not emulated in a lab`);
  return {
    from: [Number(field), Number(character ?? 1)],
    to: endField === undefined ? undefined : [Number(endField), Number(endCharacter ?? 0)],
    order: own === "" ? general : own,
  };
}

function partOf(line: string, { from, to, order }: Key, separator: string | undefined): string {
  const fields = separator === undefined ? blankFields(line) : separatedFields(line, separator);
  const skipsBlanks = order.includes("b");
  const placeIn = (field: number, character: number) => {
    const begin = fields[field - 1];
    if (begin === undefined) return line.length;
    const blanks = skipsBlanks ? /^[ \t]*/.exec(line.slice(begin[0]))![0].length : 0;
    return Math.min(line.length, begin[0] + blanks + character - 1);
  };
  const start = placeIn(...from);
  if (to === undefined) return line.slice(start);
  const end = to[1] === 0 ? (fields[to[0] - 1]?.[1] ?? line.length) : placeIn(to[0], to[1] + 1);
  return line.slice(start, Math.max(start, end));
}

/** Fields that blanks separate, which belong to the field behind them. */
function blankFields(line: string): [number, number][] {
  return [...line.matchAll(/[ \t]*[^ \t]+/g)].map(({ 0: text, index }) => [
    index,
    index + text.length,
  ]);
}

function separatedFields(line: string, separator: string): [number, number][] {
  const fields: [number, number][] = [];
  let at = 0;
  for (const part of line.split(separator)) {
    fields.push([at, at + part.length]);
    at += part.length + separator.length;
  }
  return fields;
}

function compared(a: string, b: string, order: string): number {
  if (order.includes("n")) return Math.sign(numberIn(a) - numberIn(b));
  let [left, right] = [a, b];
  if (order.includes("d")) {
    left = left.replace(/[^\p{L}\p{N} \t]/gu, "");
    right = right.replace(/[^\p{L}\p{N} \t]/gu, "");
  }
  if (order.includes("f")) return byText(left.toUpperCase(), right.toUpperCase());
  return byText(left, right);
}

function numberIn(text: string): number {
  return Number(/^\s*(-?\d*\.?\d*)/.exec(text)![1]) || 0;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

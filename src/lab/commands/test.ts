/** test(1), also called `[`: compares texts and numbers, and looks at files (bin/test/test.c). */

import { placeOf } from "../process/paths.ts";
import type { PlainCommand, ShellProcess } from "../process/process.ts";

const SYNTAX = 2;

class Refused extends Error {}

export const test: PlainCommand = (process) => {
  const [name = "test", ...words] = process.argv;
  const bracket = name.endsWith("[");
  if (bracket && words.pop() !== "]") {
    process.err(`${name}: missing ]\n`);
    return SYNTAX;
  }
  try {
    return new Reading(process, words).result() ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    process.err(`${name}: ${error.message}\n`);
    return SYNTAX;
  }
};

type FileTest = (process: ShellProcess, path: string) => boolean;

const exists: FileTest = (process, path) =>
  path !== "" && process.lab.files.exists(placeOf(process, path));
const isDirectory: FileTest = (process, path) =>
  process.lab.files.isDirectory(placeOf(process, path));
const isFile: FileTest = (process, path) => exists(process, path) && !isDirectory(process, path);

/** Of a lab's files there is no more to know: everybody is root. */
const unary: { readonly [operator: string]: FileTest } = {
  "-n": (_, text) => text !== "",
  "-z": (_, text) => text === "",
  "-e": exists,
  "-f": isFile,
  "-d": isDirectory,
  "-r": exists,
  "-w": exists,
  "-s": (process, path) =>
    isFile(process, path) && process.lab.files.read(placeOf(process, path)) !== "",
  "-x": (process, path) =>
    isDirectory(process, path) ||
    process.lab.files.isExecutable(placeOf(process, path)) ||
    (path.startsWith("/") && process.lab.program(path, process).kind === "command"),
  "-t": () => false,
};

const binary: { readonly [operator: string]: (left: string, right: string) => boolean } = {
  "=": (left, right) => left === right,
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<": (left, right) => left < right,
  ">": (left, right) => left > right,
  "-eq": (left, right) => numberOf(left) === numberOf(right),
  "-ne": (left, right) => numberOf(left) !== numberOf(right),
  "-gt": (left, right) => numberOf(left) > numberOf(right),
  "-ge": (left, right) => numberOf(left) >= numberOf(right),
  "-lt": (left, right) => numberOf(left) < numberOf(right),
  "-le": (left, right) => numberOf(left) <= numberOf(right),
};

function numberOf(text: string): bigint {
  const digits = /^\s*[+]?(-?\d+)\s*$/.exec(text)?.[1];
  if (digits === undefined) throw new Refused(`${text}: bad number`);
  return BigInt(digits);
}

/** Reads an expression: `-a` binds more closely than `-o`, `!` more than both. */
class Reading {
  private at = 0;

  constructor(
    private readonly process: ShellProcess,
    private readonly words: readonly string[],
  ) {}

  result(): boolean {
    if (this.words.length === 0) return false;
    const value = this.either();
    if (this.at < this.words.length) {
      throw new Refused(`${this.words[this.at]}: unexpected operator`);
    }
    return value;
  }

  private either(): boolean {
    let value = this.both();
    while (this.take("-o")) value = this.both() || value;
    return value;
  }

  private both(): boolean {
    let value = this.negation();
    while (this.take("-a")) value = this.negation() && value;
    return value;
  }

  private negation(): boolean {
    // An operator that stands alone or between others is a text.
    const rest = this.words.length - this.at;
    const isText = rest === 1 || this.binaryNext() !== undefined;
    if (!isText && this.take("!")) return !this.negation();
    if (!isText && this.take("(")) {
      const value = this.either();
      if (!this.take(")")) throw new Refused("closing paren expected");
      return value;
    }
    return this.primary();
  }

  private binaryNext(): ((left: string, right: string) => boolean) | undefined {
    const operator = this.words[this.at + 1];
    const has = operator !== undefined && this.words[this.at + 2] !== undefined;
    return has && Object.hasOwn(binary, operator) ? binary[operator] : undefined;
  }

  private primary(): boolean {
    const compare = this.binaryNext();
    const first = this.words[this.at++];
    if (first === undefined) throw new Refused("argument expected");
    if (compare !== undefined) {
      this.at += 2;
      return compare(first, this.words[this.at - 1]!);
    }
    const look = Object.hasOwn(unary, first) ? unary[first] : undefined;
    const operand = this.words[this.at];
    if (look !== undefined && operand !== undefined) {
      this.at++;
      return look(this.process, operand);
    }
    if (/^-[bcghkLOGpSu]$/.test(first) && operand !== undefined) {
      throw new Refused(`${first}: not emulated in a lab`);
    }
    return first !== "";
  }

  private take(word: string): boolean {
    if (this.words[this.at] !== word) return false;
    this.at++;
    return true;
  }
}

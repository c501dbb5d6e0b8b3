/** What the text tools have in common: files or standard input, line by line. */
import { errnoOf, errx, warn } from "./failure.ts";
import type { Options } from "./getopt.ts";
import { textInput } from "./input.ts";
import { placeOf } from "./paths.ts";
import type { Input, ShellProcess } from "./process.ts";
import { EX_UNAVAILABLE } from "./sysexits.ts";

/** Opens a file to read: `-` and /dev/stdin are standard input. Throws a NetgraphError when it cannot be read. */
export function openInput(process: ShellProcess, name: string): Input {
  if (name === "-" || name === "/dev/stdin") return process.stdin;
  if (name === "/dev/null") return textInput("");
  return textInput(process.lab.files.read(placeOf(process, name)));
}

/**
 * Calls `onInput` with each file, or with standard input (`-`) when there are none. One that cannot be read is told.
 * Returns false when there was one, or `onInput` returned false for one.
 */
export async function eachInput(
  process: ShellProcess,
  names: readonly string[],
  onInput: (input: Input, name: string) => Promise<unknown>,
): Promise<boolean> {
  let isGood = true;
  for (const name of names.length === 0 ? ["-"] : names) {
    let input: Input;
    try {
      input = openInput(process, name);
    } catch (error) {
      warn(process, errnoOf(error), name);
      isGood = false;
      continue;
    }
    if ((await onInput(input, name)) === false) isGood = false;
  }
  return isGood;
}

/** Calls `onLine` with each line as it comes, until it returns false or the process is to end. `newline`: has it one? */
export async function eachLine(
  process: Pick<ShellProcess, "signal">,
  input: Input,
  onLine: (line: string, newline: "\n" | "") => unknown,
): Promise<void> {
  /** The front of a line, in pieces. */
  let front: string[] = [];
  for (let piece = await input.piece(); piece !== undefined; piece = await input.piece()) {
    let at = 0;
    for (let end = piece.indexOf("\n"); end >= 0; end = piece.indexOf("\n", at)) {
      front.push(piece.slice(at, end));
      const line = front.join("");
      front = [];
      at = end + 1;
      if (onLine(line, "\n") === false) return;
    }
    if (at < piece.length) front.push(piece.slice(at));
    if (process.signal.aborted) return;
  }
  if (front.length > 0) onLine(front.join(""), "");
}

/** Ends a command that was given an option which FreeBSD has and a lab has not. */
export function refuseOptions(options: Options, letters: string): void {
  const refused = options.options.find(({ letter }) => letters.includes(letter));
  if (refused !== undefined) errx(EX_UNAVAILABLE, `-${refused.letter}: not emulated in a lab`);
}

/** The number that a word is; undefined for any other word, and for numbers that are too big. */
export function countOf(word: string): number | undefined {
  return /^\d{1,15}$/.test(word) ? Number(word) : undefined;
}

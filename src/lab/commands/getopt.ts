/** Options as getopt(3) reads them: letters, bundled or not, up to the first operand or `--`. */

import type { Process } from "../process.ts";
import { Failure } from "./failure.ts";

export interface Options {
  /** Each option in the order it was given. */
  readonly options: readonly { readonly letter: string; readonly value: string }[];
  readonly operands: readonly string[];
  has(letter: string): boolean;
  /** The value of an option, the last one given. */
  value(letter: string): string | undefined;
}

/** Reads a process's options by a getopt(3) string (`"ab:c"`). A wrong one ends the command with getopt's message and `usage`. */
export function getopt(process: Process, letters: string, usage: string, status = 1): Options {
  const [name = "", ...words] = process.argv;
  const options: { letter: string; value: string }[] = [];
  const fail = (what: string, letter: string): never => {
    const program = name.slice(name.lastIndexOf("/") + 1);
    throw new Failure(status, `${program}: ${what} -- ${letter}\n${usage}`, false);
  };
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (word === "--") {
      at++;
      break;
    }
    if (word === "-" || !word.startsWith("-")) break;
    for (let i = 1; i < word.length; i++) {
      const letter = word[i]!;
      const known = letter === ":" ? -1 : letters.indexOf(letter);
      if (known < 0) fail("illegal option", letter);
      if (letters[known + 1] !== ":") {
        options.push({ letter, value: "" });
        continue;
      }
      const value = i + 1 < word.length ? word.slice(i + 1) : words[++at];
      options.push({ letter, value: value ?? fail("option requires an argument", letter) });
      break;
    }
  }
  return {
    options,
    operands: words.slice(at),
    has: (letter) => options.some((option) => option.letter === letter),
    value: (letter) => options.findLast((option) => option.letter === letter)?.value,
  };
}

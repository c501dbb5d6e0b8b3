/** Options as getopt(3), and sh's getopts, read them: letters, bundled or not, up to the first operand or `--`. */

import { CommandEnd } from "./failure.ts";
import type { Process } from "./process.ts";

/** The options and operands of a command line that was read without a fault. */
export interface Options {
  /** Each option in the order it was given. */
  readonly options: readonly { readonly letter: string; readonly value: string }[];
  readonly operands: readonly string[];
  has(letter: string): boolean;
  /** The value of an option, the last one given. */
  value(letter: string): string | undefined;
}

/** Where the reading ended before the operands: a letter that is not known, or one without its value. */
interface Fault {
  readonly letter: string;
  readonly isKnown: boolean;
}

/** Reads a process's options by a getopt(3) string (`"ab:c"`). A wrong one ends the command with getopt's message and `usage`. */
export function getopt(
  process: Pick<Process, "argv">,
  letters: string,
  usage: string,
  status = 1,
): Options {
  const { fault, ...options } = readOptions(process.argv.slice(1), letters);
  if (fault === undefined) return options;
  const [name = ""] = process.argv;
  const what = fault.isKnown ? "option requires an argument" : "illegal option";
  const program = name.slice(name.lastIndexOf("/") + 1);
  throw new CommandEnd(status, `${program}: ${what} -- ${fault.letter}\n${usage}`, false);
}

/** The same for a shell script: the options up to a wrong one, and what sh says of that. */
export function getopts(
  process: Pick<Process, "argv">,
  letters: string,
): Options & { readonly complaint: string | undefined } {
  const { fault, ...options } = readOptions(process.argv.slice(1), letters);
  const complaint =
    fault &&
    (fault.isKnown ? `No arg for -${fault.letter} option` : `Illegal option -${fault.letter}`);
  return { ...options, complaint };
}

/** Reads the options in front of words, the command's name left out: those up to a wrong one. */
export function readOptions(
  words: readonly string[],
  letters: string,
): Options & { readonly fault: Fault | undefined } {
  const options: { letter: string; value: string }[] = [];
  let fault: Fault | undefined;
  let at = 0;
  for (; at < words.length && fault === undefined; at++) {
    const word = words[at]!;
    if (word === "--") {
      at++;
      break;
    }
    if (word === "-" || !word.startsWith("-")) break;
    for (let i = 1; i < word.length && fault === undefined; i++) {
      const letter = word[i]!;
      const known = letter === ":" ? -1 : letters.indexOf(letter);
      if (known < 0) fault = { letter, isKnown: false };
      else if (letters[known + 1] !== ":") options.push({ letter, value: "" });
      else {
        const value = i + 1 < word.length ? word.slice(i + 1) : words[++at];
        if (value === undefined) fault = { letter, isKnown: true };
        else options.push({ letter, value });
        break;
      }
    }
  }
  return {
    options,
    operands: words.slice(at),
    has: (letter) => options.some((option) => option.letter === letter),
    value: (letter) => options.findLast((option) => option.letter === letter)?.value,
    fault,
  };
}

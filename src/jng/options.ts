/** Options as getopts of sh(1) reads them. */
import { fail } from "./failure.ts";

/** What stands behind an action. */
export interface Read {
  /** The options that were given, by their letters; `""` for one that takes no value. */
  readonly options: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/**
 * Reads the options in front. `letters` has those there are, with a colon behind each that takes a value: `fo:T:`.
 * Throws a JngFailure with sh's own words.
 */
export function readOptions(args: readonly string[], letters: string): Read {
  const options = new Map<string, string>();
  let at = 0;
  while (at < args.length) {
    const word = args[at]!;
    if (word === "--") return { options, rest: args.slice(at + 1) };
    if (word === "-" || !word.startsWith("-")) break;
    at++;
    for (let letter = 1; letter < word.length; letter++) {
      const option = word[letter]!;
      const known = option === ":" ? -1 : letters.indexOf(option);
      if (known < 0) fail("failed", `Illegal option -${option}`);
      if (letters[known + 1] !== ":") {
        options.set(option, "");
        continue;
      }
      const value = letter + 1 < word.length ? word.slice(letter + 1) : args[at++];
      if (value === undefined) fail("failed", `No arg for -${option} option`);
      options.set(option, value);
      break;
    }
  }
  return { options, rest: args.slice(at) };
}

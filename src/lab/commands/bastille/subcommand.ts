/** What a subcommand of Bastille is, and how its options are read. */
import { CommandEnd } from "../../process/failure.ts";
import type { Bastille } from "./context.ts";

/** An option by its long name: its letter, and whether a value follows it. `not` is for one that a lab does not do. */
export interface OptionSpec {
  readonly letter?: string;
  readonly value?: true;
  readonly not?: true;
  /** Further long names of it. */
  readonly also?: readonly string[];
}

/** The options and operands that a subcommand was given. */
export interface Given {
  readonly operands: readonly string[];
  has(name: string): boolean;
  value(name: string): string | undefined;
}

/** A subcommand: its wrong use is answered by `usage`. */
export interface BastilleSubcommand {
  /** What follows `bastille NAME`: `[option(s)] TARGET`. */
  readonly usage: string;
  readonly options: { readonly [name: string]: OptionSpec };
  /** How many operands it takes. */
  readonly operands: { readonly min: number; readonly max: number };
  run(bastille: Bastille, given: Given): Promise<number>;
}

/** Runs a subcommand with these words. Returns its exit status; ends the command for what it does not understand. */
export async function runSubcommand(
  bastille: Bastille,
  name: string,
  subcommand: BastilleSubcommand,
  words: readonly string[],
): Promise<number> {
  const usage = () => new CommandEnd(1, `Usage: bastille ${name} ${subcommand.usage}`, false);
  const given = readWords(bastille, subcommand.options, words);
  const { min, max } = subcommand.operands;
  if (given === undefined || given.operands.length < min || given.operands.length > max)
    throw usage();
  return await subcommand.run(bastille, given);
}

/** Reads options up to the first operand; undefined when help was asked for. */
function readWords(
  bastille: Bastille,
  specs: { readonly [name: string]: OptionSpec },
  words: readonly string[],
): Given | undefined {
  const found = new Map<string, string>();
  const entries = Object.entries(specs);
  const named = (word: string) =>
    entries.find(([name, { letter, also = [] }]) =>
      word.startsWith("--") ? [name, ...also].includes(word.slice(2)) : word === `-${letter}`,
    );
  const take = ([name, { not }]: (typeof entries)[number], word: string, value = "") => {
    if (not) bastille.fail(`bastille: ${word}: not emulated in a lab`);
    found.set(name, value);
  };
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (["-h", "--help", "help"].includes(word)) return undefined;
    if (!word.startsWith("-")) break;
    const unknown = () => bastille.fail(`[ERROR]: Unknown Option: "${word}"`);
    const one = named(word);
    if (one?.[1].value) {
      const value = words[++at];
      if (value === undefined) return undefined;
      take(one, word, value);
    } else if (one !== undefined) take(one, word);
    else if (word.startsWith("--")) unknown();
    else
      for (const letter of word.slice(1)) {
        const flag = named(`-${letter}`);
        if (flag === undefined || flag[1].value) unknown();
        else take(flag, `-${letter}`);
      }
  }
  return {
    operands: words.slice(at),
    has: (name) => found.has(name),
    value: (name) => found.get(name),
  };
}

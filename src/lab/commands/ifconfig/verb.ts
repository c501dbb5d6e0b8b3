/** What a verb of ifconfig's is: how many words it takes, and what it does with them (ifconfig.h, struct cmd). */
import { scanUnsigned } from "../../../netgraph/numbers.ts";
import type { Invocation } from "./invocation.ts";

/** One verb: `mtu`, `alias`, `vlan`. */
export interface Verb {
  /** How many words must follow; `optional`: one, when there is one; `rest`: as many as it finds fit. */
  readonly words: 0 | 1 | 2 | "optional" | "rest";
  /** A verb that takes the rest gives how many of its words it used. */
  run(invocation: Invocation, words: readonly string[]): number | undefined;
}

/** Verbs by their names. */
export type Verbs = { readonly [verb: string]: Verb };

export function plain(run: (invocation: Invocation) => void): Verb {
  return { words: 0, run: (invocation) => void run(invocation) };
}

export function withWord(run: (invocation: Invocation, word: string) => void): Verb {
  return { words: 1, run: (invocation, [word = ""]) => void run(invocation, word) };
}

export function withTwoWords(
  run: (invocation: Invocation, first: string, second: string) => void,
): Verb {
  return {
    words: 2,
    run: (invocation, [first = "", second = ""]) => void run(invocation, first, second),
  };
}

/** A whole word as strtoul(3) of base 0 reads it; undefined when it is not all a number, or a negative one. */
export function unsigned(word: string): number | undefined {
  const found = scanUnsigned(word, 0, 0);
  return found?.next === word.length && !word.includes("-") ? Number(found.value) : undefined;
}

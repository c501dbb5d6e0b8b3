/** The assignments of a command, and the command that they stand before. */
import type { Command } from "./commands.ts";
import { literalText, type Part, type Word } from "./words.ts";

/** A word `name=value`. */
export interface AssignmentWord {
  readonly name: string;
  readonly word: Word;
  /** Where the value begins, quotes included; it ends with the word. */
  readonly valueStart: number;
  readonly value: readonly Part[];
}

/** A simple command, taken apart. */
export interface TakenApart {
  /** `name=value` before the command's name. */
  readonly leading: readonly AssignmentWord[];
  /** The command's name; undefined when there are only assignments. */
  readonly name: Word | undefined;
  readonly args: readonly Word[];
}

/** A name may be cut by escaped line breaks. */
const NAME = /^(?:\\\n)*[A-Za-z_](?:\w|\\\n)*=/;

/** The assignment that a word is where one may stand; undefined for any other word. */
export function assignmentIn(word: Word): AssignmentWord | undefined {
  const raw = NAME.exec(word.raw)?.[0];
  const [first, ...rest] = word.parts;
  if (raw === undefined || first?.kind !== "text") return undefined;
  const name = raw.slice(0, -1).replaceAll("\\\n", "");
  const begin = first.text.slice(name.length + 1);
  const value: readonly Part[] = begin === "" ? rest : [{ ...first, text: begin }, ...rest];
  return { name, word, valueStart: word.start + raw.length, value };
}

/** Commands that were taken apart, by their words: one is looked at each time that it is run, or looked for. */
const known = new WeakMap<Command["words"], TakenApart>();

/** The leading assignments of a command, its name and its arguments. */
export function takeApart({ words }: Pick<Command, "words">): TakenApart {
  let apart = known.get(words);
  if (apart === undefined) {
    const assignments = words.map(assignmentIn);
    const count = [...assignments, undefined].indexOf(undefined);
    apart = {
      leading: assignments.slice(0, count) as AssignmentWord[],
      name: words[count],
      args: words.slice(count + 1),
    };
    known.set(words, apart);
  }
  return apart;
}

/** These set variables for good. */
const DECLARING = new Set(["export", "readonly"]);

/** `export` or `readonly`, when the command is one. */
export function isDeclaration({ name }: TakenApart): boolean {
  return name !== undefined && DECLARING.has(literalText(name.parts) ?? "");
}

/** Does sh expand what follows the command's name as it expands assignments (bin/sh/eval.c, isdeclarationcmd)? */
export function expandsAsAssignments(apart: TakenApart): boolean {
  return isDeclaration(apart) || (apart.name && literalText(apart.name.parts)) === "local";
}

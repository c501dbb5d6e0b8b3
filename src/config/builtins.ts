/** What sh(1)'s commands do to variables, apart from the assignments before them. */
import { RC_FILES } from "./rcfiles.ts";
import { assignmentIn } from "./sh/assignments.ts";
import { literalText, type Word } from "./sh/words.ts";

/** What a command does, as far as its text tells. */
export type Effect =
  | { readonly kind: "none" }
  /** May set any variable. */
  | { readonly kind: "anything" }
  /** Sets these to what only sh can tell. */
  | { readonly kind: "sets"; readonly names: readonly string[] }
  | { readonly kind: "unsets"; readonly names: readonly string[] }
  /** Nothing can set these from now on. */
  | { readonly kind: "freezes"; readonly names: readonly string[] }
  /** The rest of the file may not be read. */
  | { readonly kind: "leaves" };

const NONE: Effect = { kind: "none" };
const ANYTHING: Effect = { kind: "anything" };

/** The effect of a command with its arguments. A program has none: it cannot reach the shell's variables. */
export function effectOf(name: Word, args: readonly Word[]): Effect {
  const word = literalText(name.parts);
  return word === undefined ? ANYTHING : (effects.get(word)?.(args) ?? NONE);
}

type EffectOf = (args: readonly Word[]) => Effect;

const read: EffectOf = (args) => named("sets", args);
const run: EffectOf = ([inner, ...rest]) =>
  inner === undefined || inner.raw.startsWith("-") ? NONE : effectOf(inner, rest);
const source: EffectOf = ([file]) => {
  const path = file && literalText(file.parts);
  // rc.conf's own files are read in their turn.
  return path !== undefined && RC_FILES.includes(path) ? NONE : ANYTHING;
};

/** Of those that sh has built in (sh(1), "Built-in Commands"), the ones that have an effect. */
const effects = new Map<string, EffectOf>(
  Object.entries({
    ".": source,
    source,
    eval: () => ANYTHING,
    alias: () => ANYTHING,
    command: run,
    builtin: run,
    read,
    getopts: read,
    setvar: read,
    local: read,
    unset: (args) => (args[0]?.raw === "-f" ? NONE : named("unsets", args)),
    export: (args) => (named("freezes", args).kind === "anything" ? ANYTHING : NONE),
    readonly: (args) => named("freezes", args),
    return: () => ({ kind: "leaves" }),
    exit: () => ({ kind: "leaves" }),
    exec: (args) => (args.length === 0 ? NONE : { kind: "leaves" }),
  }),
);

function named(kind: "sets" | "unsets" | "freezes", args: readonly Word[]): Effect {
  const names = args.map((word) => assignmentIn(word)?.name ?? literalText(word.parts));
  if (names.includes(undefined)) return ANYTHING;
  return {
    kind,
    names: names.filter((name) => name !== undefined && /^[A-Za-z_]\w*$/.test(name)) as string[],
  };
}

const SPECIAL = new Set(
  ": . break continue eval exec exit export readonly return set shift times trap unset".split(" "),
);
const ORDINARY = new Set(
  "[ alias bg bind builtin cd chdir command echo false fc fg getopts hash jobid jobs kill local printf pwd read setvar test true type ulimit umask unalias wait".split(
    " ",
  ),
);

/** Do assignments before this command outlast it, unlike those before others (sh(1), "Built-in Commands")? */
export function isSpecialBuiltin(command: string): boolean {
  return SPECIAL.has(command);
}

/** Does sh need no program for this command? */
export function isBuiltin(command: string): boolean {
  return SPECIAL.has(command) || ORDINARY.has(command);
}

/** Changes of variables in rc.conf: what comes of them, and how they are shown. */
import { wordsOf } from "../../config/list.ts";
import type { RcChange, Step } from "./step.ts";
import type { Wanted } from "./wanted.ts";

/** The value that a change leaves behind; undefined when the variable is removed. */
export function changedValue(old: string | undefined, change: RcChange): string | undefined {
  if ("set" in change) return change.set;
  if ("unset" in change) return undefined;
  const words = wordsOf(old ?? "");
  if ("drop" in change) {
    const dropped = wordsOf(change.drop);
    const kept = words.filter((word) => !dropped.includes(word));
    return kept.length === words.length ? old : kept.join(" ");
  }
  const added = missingWords(old, change.add);
  return added.length === 0 ? (old ?? "") : [...words, ...added].join(" ");
}

/** The change that takes one back. */
export function inverseOf(change: RcChange, before: string | undefined): RcChange {
  const { variable } = change;
  if ("add" in change)
    return { variable, drop: missingWords(before, change.add).join(" "), quiet: true };
  if ("drop" in change) {
    const there = wordsOf(before ?? "");
    const dropped = wordsOf(change.drop).filter((word) => there.includes(word));
    return { variable, add: dropped.join(" "), quiet: true };
  }
  return before === undefined
    ? { variable, unset: true, quiet: true }
    : { variable, set: before, quiet: true };
}

/** The words of a list that another one does not have yet, each once. */
function missingWords(list: string | undefined, words: string): string[] {
  const there = wordsOf(list ?? "");
  return [...new Set(wordsOf(words))].filter((word) => !there.includes(word));
}

/** The lines for a change, as sysrc(8) shows it: `ngbuddy_public_list: a -> a b`. */
export function changeLines(
  change: RcChange,
  before: string | undefined,
  after: string | undefined,
): string[] {
  const said = change.says === undefined ? [] : [change.says];
  return change.quiet ? said : [...said, `${change.variable}: ${before ?? ""} -> ${after ?? ""}`];
}

/** The step that makes the changes, in rc.conf or in `file`; none when there is nothing to change, and then the lines that show it. */
export function rcStep(
  wanted: Pick<Wanted, "value">,
  description: string,
  changes: readonly RcChange[],
  file?: string,
): { readonly steps: readonly Step[]; readonly lines: readonly string[] } {
  const effects = changes.map((change) => {
    const before = wanted.value(change.variable);
    return { change, before, after: changedValue(before, change) };
  });
  if (effects.every(({ before, after }) => before === after)) {
    return {
      steps: [],
      lines: effects.flatMap(({ change, before, after }) => changeLines(change, before, after)),
    };
  }
  return {
    steps: [
      {
        description,
        do: { op: "rcconf", changes, ...(file !== undefined && { file }) },
        undo: [{ op: "unedit" }],
      },
    ],
    lines: [],
  };
}

/** devfs.rules(5): which devices a jail sees. */
import { matchesPattern } from "./pattern.ts";

/** The rules of a set by its number, in their order. */
export type DevfsRules = ReadonlyMap<number, readonly DevfsRule[]>;

/** A rule, as far as it hides, shows or includes. */
export type DevfsRule =
  | { readonly kind: "include"; readonly set: number }
  | {
      readonly kind: "hide" | "unhide";
      /** What names it is about; undefined for all. */
      readonly pattern: string | undefined;
    };

/** The set that jail(8) applies where a jail names none. */
export const DEFAULT_RULESET = 4;

/** Reads files one after the other: a set that is there again takes the place of the first. What is neither a set nor a rule of these kinds is passed over. */
export function readDevfsRules(texts: readonly string[]): DevfsRules {
  const sets = new Map<number, DevfsRule[]>();
  const numbers = new Map<string, number>();
  for (const text of texts) {
    let rules: DevfsRule[] | undefined;
    for (const raw of text.split("\n")) {
      const line = raw.replace(/#.*/, "").trim();
      const [, name, number] = /^\[([^=\]]+)=(\d+)\]$/.exec(line) ?? [];
      if (name !== undefined) {
        rules = [];
        numbers.set(name, Number(number));
        sets.set(Number(number), rules);
      } else rules?.push(...ruleIn(line, numbers));
    }
  }
  return sets;
}

function ruleIn(line: string, numbers: ReadonlyMap<string, number>): DevfsRule[] {
  const words = line
    .match(/'[^']*'|"[^"]*"|\S+/g)
    ?.map((word) => word.replace(/^(['"])(.*)\1$/, "$2"));
  const [verb, ...all] = words ?? [];
  if (verb !== "add") return [];
  const rest = /^\d+$/.test(all[0] ?? "") ? all.slice(1) : all;
  if (rest[0] === "include") {
    const set = rest[1]?.startsWith("$") ? numbers.get(rest[1].slice(1)) : Number(rest[1]);
    return set === undefined || !Number.isInteger(set) ? [] : [{ kind: "include", set }];
  }
  // What is about a type of devices says nothing of a name.
  if (rest.includes("type")) return [];
  const kind = rest.includes("unhide") ? "unhide" : rest.includes("hide") ? "hide" : undefined;
  return kind === undefined ? [] : [{ kind, pattern: rest[0] === "path" ? rest[1] : undefined }];
}

/** What the sets that a set includes include themselves the kernel passes over (sys/fs/devfs/devfs_devs.c: vfs.devfs.rule_depth is 1). */
const MAX_DEPTH = 1;
const MAX_INCLUDES = 1000;

/** Is a device shown by a set? undefined when there is no such set. The last rule that is about it counts. */
export function showsDevice(rules: DevfsRules, set: number, device: string): boolean | undefined {
  let shown = true;
  let count = 0;
  const apply = (number: number, depth: number): boolean => {
    const own = rules.get(number);
    if (own === undefined || depth > MAX_DEPTH || ++count > MAX_INCLUDES) return false;
    for (const rule of own) {
      if (rule.kind === "include") apply(rule.set, depth + 1);
      else if (rule.pattern === undefined || matchesPattern(rule.pattern, device))
        shown = rule.kind === "unhide";
    }
    return true;
  };
  return apply(set, 0) ? shown : undefined;
}

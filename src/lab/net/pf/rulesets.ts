/** The rules of pf(4) in their anchors, and the tables that they refer to. */
import { isIn } from "./address.ts";
import type { PfAddress, PfNetwork, Rule, RuleKind } from "./rule.ts";

/** The rules of one anchor, or of the main ruleset, in their order. */
export interface Ruleset {
  readonly rules: { [kind in RuleKind]: readonly Rule[] };
  readonly tables: Map<string, PfTable>;
}

/** An entry of a table; one that begins with `!` is an exception. */
export interface TableEntry extends PfNetwork {
  readonly not: boolean;
}

/** A table of addresses. */
export interface PfTable {
  readonly name: string;
  /** Does it stay when no rule refers to it? */
  readonly persists: boolean;
  /** Is it only changed by loading rules? */
  readonly isConst: boolean;
  entries: readonly TableEntry[];
}

export function emptyRuleset(): Ruleset {
  return {
    rules: { scrub: [], nat: [], rdr: [], binat: [], filter: [] },
    tables: new Map(),
  };
}

/** All rulesets of a vnet, by the path of their anchor; the main one's is empty. */
export class Rulesets {
  private readonly byPath = new Map<string, Ruleset>([["", emptyRuleset()]]);

  /** The ruleset of an anchor; undefined when it has nothing. */
  find(path: string): Ruleset | undefined {
    return this.byPath.get(path);
  }

  /** The ruleset of an anchor, which is made when there is none. */
  make(path: string): Ruleset {
    let found = this.byPath.get(path);
    if (found === undefined) {
      found = emptyRuleset();
      this.byPath.set(path, found);
    }
    return found;
  }

  replace(path: string, ruleset: Ruleset): void {
    this.byPath.set(path, ruleset);
  }

  /** An anchor goes with its last rule and table, and then the one above it (pf_ruleset.c, pf_remove_if_empty_kruleset). */
  dropEmpty(anchor: string): void {
    for (let path = anchor; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf("/")))) {
      const ruleset = this.byPath.get(path);
      const isUsed =
        (ruleset !== undefined && !isEmpty(ruleset)) ||
        this.paths().some((one) => one.startsWith(`${path}/`)) ||
        this.isCalled(path);
      if (isUsed) return;
      this.byPath.delete(path);
    }
  }

  /** Does an anchor rule mean this one, or what is right below it? */
  private isCalled(path: string): boolean {
    return [...this.byPath].some(([from, { rules }]) =>
      Object.values(rules)
        .flat()
        .some(({ anchor }) => anchor !== undefined && placeOf(from, anchor) === path),
    );
  }

  /** The paths of all anchors, sorted. */
  paths(): string[] {
    return [...this.byPath.keys()].filter((path) => path !== "").sort();
  }

  /** The rulesets that an anchor rule in `from` means: one, or with `/*` all right below. */
  called(from: string, anchor: string): { path: string; ruleset: Ruleset }[] {
    const full = fullPath(from, anchor);
    if (!full.endsWith("*")) {
      const ruleset = this.byPath.get(full);
      return ruleset === undefined ? [] : [{ path: full, ruleset }];
    }
    const start = full.slice(0, -1);
    return this.paths()
      .filter((path) => path.startsWith(start) && !path.slice(start.length).includes("/"))
      .map((path) => ({ path, ruleset: this.byPath.get(path)! }));
  }

  /** A table as the rules of an anchor see it: its own, else the main ruleset's. */
  table(path: string, name: string): PfTable | undefined {
    return this.byPath.get(path)?.tables.get(name) ?? this.byPath.get("")?.tables.get(name);
  }
}

function isEmpty({ rules, tables }: Ruleset): boolean {
  return tables.size === 0 && Object.values(rules).every((list) => list.length === 0);
}

function fullPath(from: string, anchor: string): string {
  return anchor.startsWith("/") ? anchor.slice(1) : join(from, anchor);
}

/** The anchor that a rule in `from` refers to: of `a/*` that is `a`. */
function placeOf(from: string, anchor: string): string {
  return fullPath(from, anchor).replace(/\/?\*$/, "");
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}/${name}`;
}

/** Is an address in a table? Of several entries that fit the longest counts. */
export function isInTable(table: PfTable, address: PfAddress): boolean {
  let best: TableEntry | undefined;
  for (const entry of table.entries) {
    if (!isIn(address, entry)) continue;
    if (best === undefined || entry.prefix > best.prefix) best = entry;
  }
  return best !== undefined && !best.not;
}

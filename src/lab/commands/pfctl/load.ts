/** Makes rulesets of pf.conf(5), and puts them in the kernel's place (pfctl.c, pfctl_rules). */
import { networksOf } from "../../net/pf/match.ts";
import type { Pf } from "../../net/pf/pf.ts";
import { ANYTHING, type Rule, type RuleKind } from "../../net/pf/rule.ts";
import {
  emptyRuleset,
  type PfTable,
  type Ruleset,
  type TableEntry,
} from "../../net/pf/rulesets.ts";
import { expandRule, findHosts, type Names } from "./expand.ts";
import { PfConfError } from "./lex.ts";
import type { PfConfFault } from "./parse.ts";
import type { PfConf, WrittenItem, WrittenTable } from "./syntax.ts";

/** What a file makes: the ruleset itself, and those of anchors inside, by path relative to it. */
export interface Loaded {
  readonly rulesets: readonly { readonly path: string; readonly ruleset: Ruleset }[];
  readonly skip: readonly string[];
}

/** Reads addresses, one a word, `#` begins a comment; undefined when there is no such file. */
export type ReadFile = (path: string) => string | undefined;

/** Expands all rules; what does not go together is added to the faults. */
export function makeRulesets(
  conf: PfConf,
  names: Names,
  read: ReadFile,
  file: string,
  faults: PfConfFault[],
): Loaded {
  const rulesets: { path: string; ruleset: Ruleset }[] = [];
  const make = (part: PfConf, path: string) => {
    const ruleset = emptyRuleset();
    rulesets.push({ path, ruleset });
    const attempt = (line: number, action: () => void) => {
      try {
        action();
      } catch (error) {
        if (!(error instanceof PfConfError)) throw error;
        faults.push({ file, line, message: error.message });
      }
    };
    const put = (rules: readonly Rule[]) => {
      for (const rule of rules) ruleset.rules[rule.kind] = [...ruleset.rules[rule.kind], rule];
    };
    for (const [index, written] of part.rules.entries()) {
      for (const one of part.antispoof) if (one.at === index) put(antispoofRules(one, names));
      attempt(written.line, () => put(expandRule(written, names)));
    }
    for (const one of part.antispoof) {
      if (one.at === part.rules.length) put(antispoofRules(one, names));
    }
    for (const table of part.tables) {
      attempt(table.items[0]?.line ?? 1, () => {
        ruleset.tables.set(table.name, tableOf(table, names, read));
      });
    }
    for (const { name, conf: inner } of part.anchors) {
      make(inner, path === "" ? name : `${path}/${name}`);
    }
  };
  make(conf, "");
  return { rulesets, skip: conf.skip };
}

function tableOf(written: WrittenTable, names: Names, read: ReadFile): PfTable {
  const { name, persists, isConst, items, files } = written;
  const fromFiles = files.flatMap((path) => {
    const text = read(path);
    if (text === undefined) throw new PfConfError(1, `${path}: No such file or directory`);
    return addressItems(text);
  });
  return { name, persists, isConst, entries: entriesOf([...items, ...fromFiles], names) };
}

/** The addresses of a file for a table. */
export function addressItems(text: string): WrittenItem[] {
  return text
    .split("\n")
    .flatMap((line) => line.replace(/#.*/, "").trim().split(/\s+/))
    .filter((word) => word !== "")
    .map(addressItem);
}

/** One address as it stands on the command line, `! 10.0.0.1/24`. */
export function addressItem(word: string): WrittenItem {
  const not = word.startsWith("!");
  const [text = "", length] = word.replace(/^!\s*/, "").split("/");
  const prefix = length === undefined ? undefined : /^\d+$/.test(length) ? Number(length) : 129;
  return { not, line: 1, host: { kind: "name", text, prefix } };
}

/** What items of a table stand for, none twice. Throws a PfConfError for what is no address. */
export function entriesOf(items: readonly WrittenItem[], names: Names): TableEntry[] {
  const entries = new Map<string, TableEntry>();
  for (const item of items) {
    for (const { host, not } of findHosts(item, names)) {
      if (host.kind !== "network") throw new PfConfError(item.line, "no address for a table");
      const { address, prefix } = host;
      entries.set(`${address.join(".")}/${prefix}`, { address, prefix, not });
    }
  }
  return [...entries.values()];
}

/** What `antispoof` stands for: an interface's networks come from nowhere else, and its addresses from nobody. */
function antispoofRules(
  { interfaces, family, quick, log, labels }: PfConf["antispoof"][number],
  names: Names,
): Rule[] {
  const rules: Rule[] = [];
  for (const name of interfaces) {
    const found = names.interfaces.find((iface) => iface.name === name);
    const of = (what: "network" | "addresses") =>
      networksOf({ iface: name, what, first: false }, found).filter(
        ({ address }) => family === undefined || address.length === (family === 4 ? 4 : 16),
      );
    const block = (network: ReturnType<typeof of>[number], iface: Rule["iface"]): Rule => ({
      kind: "filter",
      action: "block",
      no: false,
      natPass: false,
      anchor: undefined,
      answer: "drop",
      direction: "in",
      log,
      quick,
      iface,
      family: network.address.length === 4 ? 4 : 6,
      protocol: undefined,
      source: { not: false, host: { kind: "network", ...network }, port: undefined },
      destination: ANYTHING,
      flags: undefined,
      icmp: undefined,
      keepsState: false,
      labels,
      pool: undefined,
      scrub: "",
      counters: { evaluations: 0, packets: 0, bytes: 0, states: 0 },
    });
    rules.push(...of("network").map((network) => block(network, { name, not: true })));
    if (found?.kind !== "loopback") {
      rules.push(...of("addresses").map((network) => block(network, undefined)));
    }
  }
  return rules;
}

/** Which parts of a file are loaded: all, or `-N`, `-R`, `-T load` alone. */
export interface LoadParts {
  readonly nat: boolean;
  readonly filter: boolean;
  readonly tables: boolean;
  readonly options: boolean;
}

const TRANSLATIONS: readonly RuleKind[] = ["nat", "rdr", "binat"];

/** Puts what was read in the place of what there is in an anchor. */
export function install(pf: Pf, anchor: string, loaded: Loaded, parts: LoadParts): void {
  for (const { path, ruleset } of loaded.rulesets) {
    const full = [anchor, path].filter((one) => one !== "").join("/");
    const before = pf.rulesets.make(full);
    const rules = { ...before.rules };
    for (const kind of TRANSLATIONS) if (parts.nat) rules[kind] = ruleset.rules[kind];
    if (parts.filter) {
      rules.filter = ruleset.rules.filter;
      rules.scrub = ruleset.rules.scrub;
    }
    const tables = parts.tables ? new Map(ruleset.tables) : before.tables;
    if (parts.tables) {
      // A table that persists, and that the file does not speak of, stays.
      for (const [name, table] of before.tables) {
        if (table.persists && !tables.has(name)) tables.set(name, table);
      }
    }
    pf.rulesets.replace(full, { rules, tables });
    pf.rulesets.dropEmpty(full);
  }
  if (parts.options && anchor === "") pf.skipped = new Set(loaded.skip);
}

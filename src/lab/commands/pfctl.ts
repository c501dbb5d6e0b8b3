/** pfctl(8): loads, shows and switches the packet filter of a vnet. */
import { errno } from "../../netgraph/errno.ts";
import type { Pf } from "../net/pf/pf.ts";
import { emptyRuleset } from "../net/pf/rulesets.ts";
import { CommandEnd, command, err, errx, usage } from "../process/failure.ts";
import { getopt, type Options } from "../process/getopt.ts";
import { hostAddress } from "../process/hosts.ts";
import { placeOf } from "../process/paths.ts";
import type { Process } from "../process/process.ts";
import type { Names } from "./pfctl/expand.ts";
import { install, type Loaded, type LoadParts, makeRulesets } from "./pfctl/load.ts";
import { type PfConfFault, parsePfConf } from "./pfctl/parse.ts";
import { formatRule } from "./pfctl/print.ts";
import { show } from "./pfctl/show.ts";
import { isMeantBy, runTableCommand } from "./pfctl/tables.ts";

const USAGE = `usage: pfctl [-AdeghMmNnOPqRrvz] [-a anchor] [-D macro=value] [-F modifier]
	[-f file] [-i interface] [-K host | network]
	[-k host | network | gateway | label | id] [-o level] [-p device]
	[-s modifier] [-t table -T command [address ...]] [-x level]`;

export const pfctl = command(async (process) => {
  const options = getopt(process, "Aa:dD:eF:f:ghi:k:K:mMnNOo:p:PqrRS:s:t:T:vx:z", USAGE);
  if (options.has("h") || options.options.length === 0) usage(USAGE);
  for (const letter of "giKmMoprSxz") {
    if (options.has(letter)) errx(1, `-${letter}: not emulated in a lab`);
  }
  return await new Run(process, options).run();
});

/** One run of pfctl: its options in the order that it does what they say. */
class Run {
  private readonly quiet: boolean;
  private readonly anchor: string;
  private readonly verbose: number;

  constructor(
    private readonly process: Process,
    private readonly options: Options,
  ) {
    this.quiet = options.has("q");
    this.verbose = options.options.filter(({ letter }) => letter === "v").length;
    this.anchor = (options.value("a") ?? "").replace(/^\//, "");
    if (this.anchor.includes("*")) errx(1, `-a ${this.anchor}: not emulated in a lab`);
  }

  async run(): Promise<number> {
    const { options } = this;
    const file = options.value("f");
    const changesNothing = options.has("n");
    const isTableCommand = options.value("T") !== undefined;
    if (options.value("F") !== undefined || (file !== undefined && !isTableCommand))
      this.refuseHidden();
    if (changesNothing && file !== undefined && !isTableCommand) {
      return (await this.load(file, undefined)) ? 0 : 1;
    }
    const pf = this.kernel();
    if (options.has("d")) this.disable(pf);
    const shown = options.value("s");
    if (shown !== undefined) this.show(pf, shown);
    const cleared = options.value("F");
    if (cleared !== undefined) this.clear(pf, cleared);
    if (options.has("k")) this.kill(pf);
    const tableCommand = options.value("T");
    if (tableCommand !== undefined) return this.table(pf, tableCommand, file);
    // A file that is not taken ends pfctl before it is enabled.
    if (file !== undefined && !(await this.load(file, pf))) return 1;
    if (options.has("e")) this.enable(pf);
    return 0;
  }

  /** Anchors whose names begin with _ are those of rules with braces (pfctl.c). */
  private refuseHidden(): void {
    if (/(?:^|\/)_/.test(this.anchor))
      errx(1, "anchor names beginning with '_' cannot be modified from the command line");
  }

  /** The kernel's side of it, behind /dev/pf. */
  private kernel(): Pf {
    const { jail, vnet } = this.process;
    const isOthers = jail !== undefined && jail.vnet === undefined;
    const { pf } = vnet.stack;
    return pf === undefined || isOthers ? err(1, errno.ENOENT, "/dev/pf") : pf;
  }

  private say(text: string): void {
    if (!this.quiet) this.process.err(`${text}\n`);
  }

  private enable(pf: Pf): void {
    if (pf.isEnabled) errx(1, "pf already enabled");
    pf.setEnabled(true);
    this.say("pf enabled");
  }

  private disable(pf: Pf): void {
    if (!pf.isEnabled) errx(1, "pf not enabled");
    pf.setEnabled(false);
    this.say("pf disabled");
  }

  private show(pf: Pf, word: string): void {
    const { process, anchor, verbose } = this;
    const numeric = this.options.has("P");
    const text = show(word, { process, pf, anchor, verbose, numeric });
    process.out(text);
  }

  /** `-F`: in the order that pfctl clears, with what it says. */
  private clear(pf: Pf, word: string): void {
    const name = CLEARED.find((one) => one.startsWith(word));
    if (name === undefined || word === "") errx(1, `Unknown flush modifier '${word}'`);
    const { rulesets } = pf;
    const before = rulesets.make(this.anchor);
    const empty = emptyRuleset().rules;
    const rules = () => {
      rulesets.make(this.anchor).rules.filter = empty.filter;
      rulesets.make(this.anchor).rules.scrub = empty.scrub;
      this.say("rules cleared");
    };
    const nat = () => {
      for (const kind of ["nat", "rdr", "binat"] as const) before.rules[kind] = empty[kind];
      this.say("nat cleared");
    };
    const tables = () => {
      this.say(`${before.tables.size} tables deleted.`);
      before.tables.clear();
    };
    const states = () => {
      this.say(`${pf.states.list().length} states cleared`);
      pf.states.clear();
    };
    const sources = () => this.say("source tracking entries cleared");
    const info = () => {
      Object.assign(pf.counters, { match: 0, searches: 0, inserts: 0, removals: 0 });
      this.say("pf: statistics cleared");
    };
    const all = () => {
      this.say("Ethernet rules cleared");
      rules();
      nat();
      tables();
      // Of an anchor that is all there is.
      if (this.anchor !== "") return;
      // pfctl says it again of its queues (recording 73).
      this.say("rules cleared");
      states();
      sources();
      info();
      pf.skipped = new Set();
      this.say("pf: interface flags reset");
    };
    const steps: { readonly [name: string]: () => void } = {
      nat,
      rules,
      Sources: sources,
      states,
      info,
      Tables: tables,
      all,
    };
    (steps[name] ?? (() => errx(1, `-F ${name}: not emulated in a lab`)))();
    rulesets.dropEmpty(this.anchor);
  }

  /** `-k HOST`, `-k HOST -k HOST`. */
  private kill(pf: Pf): void {
    const words = this.options.options
      .filter(({ letter }) => letter === "k")
      .map((one) => one.value);
    const [from = "", to] = words;
    if (["label", "id", "gateway", "key", "nat"].includes(from)) {
      errx(1, `-k ${from}: not emulated in a lab`);
    }
    const killed = pf.states.list().filter(({ direction, wire, stack }) => {
      const { near, far } = direction === "out" ? stack : wire;
      const [source, destination] = direction === "out" ? [far, near] : [near, far];
      return isMeantBy(from, source) && (to === undefined || isMeantBy(to, destination));
    });
    for (const state of killed) pf.states.remove(state);
    pf.counters.removals += killed.length;
    const ends = `1 sources and ${to === undefined ? 0 : 1} destinations`;
    this.say(`killed ${killed.length} states from ${ends}`);
  }

  private table(pf: Pf, word: string, file: string | undefined): number {
    const { process, options, anchor } = this;
    const table = options.value("t") ?? usage(USAGE);
    return runTableCommand(word, {
      pf,
      anchor,
      table,
      words: options.operands,
      file,
      names: this.names(),
      read: (path) => this.read(path),
      out: process.out,
      say: (text) => this.say(text),
    });
  }

  private names(): Names {
    const { process } = this;
    return {
      interfaces: process.vnet.interfaces,
      hostAddress: (name) =>
        hostAddress(process, name, "inet") ?? hostAddress(process, name, "inet6"),
    };
  }

  private read(path: string): string | undefined {
    const { files } = this.process.lab;
    const place = placeOf(this.process, path);
    return files.exists(place) && !files.isDirectory(place) ? files.read(place) : undefined;
  }

  /** Reads a file, and puts what it says into `pf` unless that is left out (`-n`). False when a line was not taken. */
  private async load(path: string, pf: Pf | undefined): Promise<boolean> {
    const file = path === "-" ? "stdin" : path;
    const text = path === "-" ? await this.process.stdin.all() : this.read(path);
    if (text === undefined)
      errx(1, `Could not open config file '${path}': No such file or directory`);
    const macros = this.macros();
    const read = (other: string) => this.read(other);
    const { conf, faults } = parsePfConf(text, { file, read, macros });
    const all: PfConfFault[] = [...faults];
    const loaded = makeRulesets(conf, this.names(), read, file, all);
    if (all.length > 0) return this.complain(all, pf !== undefined);
    if (pf === undefined || this.verbose > 0) this.printLoaded(loaded, pf === undefined);
    if (pf !== undefined) install(pf, this.anchor, loaded, this.parts());
    return true;
  }

  private macros(): ReadonlyMap<string, string> {
    const words = this.options.options.filter(({ letter }) => letter === "D");
    return new Map(
      words.map(({ value }) => {
        const at = value.indexOf("=");
        if (at < 1) errx(1, `could not define macro ${value}`);
        return [value.slice(0, at), value.slice(at + 1)];
      }),
    );
  }

  /** Says what of the file is not taken; what there was stays as it is. */
  private complain(faults: readonly PfConfFault[], wasToLoad: boolean): boolean {
    for (const { file, line, message } of faults) {
      this.process.err(`${file}:${line}: ${message}\n`);
    }
    if (!wasToLoad) return false;
    throw new CommandEnd(1, "Syntax error in config file: pf rules not loaded", true);
  }

  /** With -v pfctl shows what it reads. */
  private printLoaded({ rulesets }: Loaded, isTest: boolean): void {
    if (isTest && this.verbose === 0) return;
    const [main] = rulesets;
    const numeric = this.options.has("P");
    for (const kind of ["scrub", "nat", "rdr", "binat", "filter"] as const) {
      for (const [index, rule] of (main?.ruleset.rules[kind] ?? []).entries()) {
        const number = this.verbose > 1 ? index : undefined;
        this.process.out(`${formatRule(rule, { numeric, number })}\n`);
      }
    }
  }

  private parts(): LoadParts {
    const { options } = this;
    const isPart = options.has("N") || options.has("R") || options.has("O") || options.has("A");
    return {
      nat: !isPart || options.has("N"),
      filter: !isPart || options.has("R"),
      tables: !isPart,
      options: !isPart || options.has("O"),
    };
  }
}

/** In the order that pfctl looks them up by the beginning of a word. */
const CLEARED = [
  "nat",
  "queue",
  "rules",
  "Sources",
  "states",
  "info",
  "Tables",
  "osfp",
  "Reset",
  "all",
  "ethernet",
];

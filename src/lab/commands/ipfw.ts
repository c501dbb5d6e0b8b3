/** ipfw(8): adds, deletes and shows the rules and the NAT instances of a vnet's firewall. */
import { errno } from "../../netgraph/errno.ts";
import type { Ipfw, RuleRange } from "../net/ipfw/ipfw.ts";
import { DEFAULT_RULE, type FwRule, RESERVED_SET } from "../net/ipfw/rule.ts";
import { command, err, errx, warnx } from "../process/failure.ts";
import { getopt, type Options } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { Process } from "../process/process.ts";
import { EX_DATAERR, EX_NOINPUT, EX_OSERR, EX_UNAVAILABLE, EX_USAGE } from "../process/sysexits.ts";
import { natCommand } from "./ipfw/nat.ts";
import { formatRule } from "./ipfw/print.ts";
import { notEmulated, readBody, Words } from "./ipfw/words.ts";

const USAGE = 'usage: ipfw [options]\ndo "ipfw -h" or "man ipfw" for details';

export const ipfw = command((process) => {
  const options = getopt(process, "aAbcdDefGhinNp:qsStTv", USAGE, EX_USAGE);
  for (const letter of "AbcdDeGhinNpstTv") if (options.has(letter)) notEmulated(`-${letter}`);
  const [first] = options.operands;
  if (first?.startsWith("/")) return runFile(process, options, first);
  return runWords(process, options, options.operands);
});

/** A file has a command a line. */
function runFile(process: Process, options: Options, path: string): number {
  const place = placeOf(process, path);
  const { files } = process.lab;
  if (!files.exists(place) || files.isDirectory(place))
    err(EX_NOINPUT, errno.ENOENT, `fopen: ${path}`);
  for (const line of files.read(place).split("\n")) {
    const words = line.replace(/#.*/, "").split(/\s+/).filter(Boolean);
    if (words.length === 0) continue;
    const status = runWords(process, options, words);
    if (status !== 0) return status;
  }
  return 0;
}

function runWords(process: Process, options: Options, operands: readonly string[]): number {
  const words = new Words(operands);
  let set: number | undefined;
  if (words.takes("set")) {
    if (words.next === "enable" || words.next === "disable") return changeSets(process, words);
    if (!/^\d+$/.test(words.next ?? "")) notEmulated(`set ${words.next ?? ""}`);
    set = readSet(words.take());
  }
  const word = words.take();
  if (word === undefined) errx(EX_USAGE, "bad command");
  const run = COMMANDS[word] ?? errx(EX_USAGE, `bad command \`${word}'`);
  return run({ process, firewall: kernelOf(process, word), options, words, set });
}

/** What a command is given. */
interface Call {
  readonly process: Process;
  readonly firewall: Ipfw;
  readonly options: Options;
  readonly words: Words;
  /** The set that was named in front. */
  readonly set: number | undefined;
}

const COMMANDS: { readonly [word: string]: (call: Call) => number } = {
  add,
  delete: remove,
  list: (call) => list(call, call.options.has("a")),
  show: (call) => list(call, true),
  flush(call) {
    const { firewall, options, process, set } = call;
    firewall.remove(set === undefined ? {} : { set });
    if (!options.has("q")) process.out("Flushed all rules.\n");
    return 0;
  },
  zero({ firewall, options, process, words, set }) {
    for (const number of words.rest())
      firewall.zero({ ...rangeOf(number), ...(set === undefined ? {} : { set }) });
    if (!options.has("q")) process.out("Accounting cleared.\n");
    return 0;
  },
  nat: ({ process, firewall, options, words }) =>
    natCommand(process, firewall, words, options.has("q")),
  enable: (call) => toggle(call, true),
  disable: (call) => toggle(call, false),
};

/** The kernel's side of it, which is there when the module is loaded. */
function kernelOf({ vnet, jail, lab }: Process, word: string): Ipfw {
  const isOthers = jail !== undefined && jail.vnet === undefined;
  const { ipfw: found } = vnet.stack;
  if (isOthers) return err(EX_UNAVAILABLE, errno.EPERM, "socket");
  if (found !== undefined && (word !== "nat" || lab.kernel.isLoaded("ipfw_nat"))) return found;
  if (word === "list" || word === "show")
    return err(EX_OSERR, errno.ENOPROTOOPT, "retrieving config failed");
  return err(EX_UNAVAILABLE, errno.ENOPROTOOPT, "setsockopt");
}

function readSet(text: string | undefined): number {
  const set = /^\d+$/.test(text ?? "") ? Number(text) : -1;
  return set < 0 || set > RESERVED_SET ? errx(EX_DATAERR, `set ${text ?? ""} invalid`) : set;
}

function add({ process, firewall, options, words }: Call): number {
  const given = /^\d+$/.test(words.next ?? "") ? Number(words.take()) : 0;
  if (given >= DEFAULT_RULE) errx(EX_DATAERR, `invalid rule number ${given}`);
  const set = words.takes("set") ? readSet(words.take()) : 0;
  if (words.next === "prob") notEmulated("prob");
  const rule = firewall.add(readBody(words), given, set);
  if (!options.has("q"))
    process.out(`${formatRule(rule, { sets: options.has("S"), isDisabled: false })}\n`);
  return 0;
}

/** A number, or several of them in a row: `100-200`. */
function rangeOf(text: string): Required<Omit<RuleRange, "set">> {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (first === undefined) errx(EX_USAGE, `invalid rule number: ${text}`);
  return { first: Number(first), last: Number(last) };
}

function remove({ process, firewall, options, words, set }: Call): number {
  if (words.next === undefined) errx(EX_USAGE, "missing rule specification");
  const isSet = words.takes("set");
  let status = 0;
  for (const text of words.rest()) {
    const { first, last } = rangeOf(text);
    const range = isSet ? { set: first } : { first, last, ...(set === undefined ? {} : { set }) };
    if (firewall.remove(range) > 0 || isSet) continue;
    status = EX_UNAVAILABLE;
    if (options.has("q")) continue;
    const what =
      first === last ? `rule ${first} not found` : `no rules rules in ${first}-${last} range`;
    warnx(process, what);
  }
  return options.has("f") ? 0 : status;
}

function list({ process, firewall, options, words, set }: Call, counts: boolean): number {
  const rules = firewall.list();
  const isShown = (rule: FwRule) =>
    (set === undefined || rule.set === set) &&
    (options.has("S") || !firewall.isSetDisabled(rule.set));
  const width = (of: "packets" | "bytes") =>
    Math.max(...rules.map(({ counters }) => String(counters[of]).length));
  const widths = counts ? ([width("packets"), width("bytes")] as const) : undefined;
  const line = (rule: FwRule) =>
    `${formatRule(rule, { widths, sets: options.has("S"), isDisabled: firewall.isSetDisabled(rule.set) })}\n`;
  const wanted = words.rest();
  const print = (some: readonly FwRule[]) => {
    for (const rule of some) {
      // Recorded of FreeBSD 15.1: the rule before the last, which counts what has lost its state.
      if (rule.number === DEFAULT_RULE)
        process.out(line({ ...rule, ...ORPHANS }).replace(" // ", " not // "));
      process.out(line(rule));
    }
  };
  if (wanted.length === 0) {
    print(rules.filter(isShown));
    return 0;
  }
  let status = 0;
  for (const text of wanted) {
    const { first, last } = rangeOf(text);
    const found = rules.filter((rule) => rule.number >= first && rule.number <= last);
    if (found.length === 0) {
      warnx(process, `rule ${first} does not exist`);
      status = EX_UNAVAILABLE;
    }
    print(found.filter(isShown));
  }
  return status;
}

const ORPHANS = {
  action: { kind: "count" },
  comment: "orphaned dynamic states counter",
  counters: { packets: 0, bytes: 0 },
} as const;

function changeSets(process: Process, words: Words): number {
  const firewall = kernelOf(process, "set");
  let on = true;
  for (const word of words.rest()) {
    if (word === "enable" || word === "disable") on = word === "enable";
    else firewall.setSets([readSet(word)], on);
  }
  return 0;
}

function toggle({ firewall, words }: Call, on: boolean): number {
  const what = words.take() ?? "";
  if (what === "firewall") {
    firewall.setEnabled(4, on);
    firewall.setEnabled(6, on);
  } else if (what === "one_pass") firewall.onePass = on;
  else notEmulated(`${on ? "enable" : "disable"} ${what}`);
  return 0;
}

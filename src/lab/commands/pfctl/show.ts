/** `pfctl -s WHAT` (pfctl.c). */
import type { Pf } from "../../net/pf/pf.ts";
import type { Rule, RuleKind } from "../../net/pf/rule.ts";
import { TIMEOUTS } from "../../net/pf/states.ts";
import { errx } from "../../process/failure.ts";
import type { Process } from "../../process/process.ts";
import { formatRule, formatState } from "./print.ts";

/** One run of pfctl that shows something. */
export interface ShowRequest {
  readonly process: Process;
  readonly pf: Pf;
  readonly anchor: string;
  /** How often `-v` was given. */
  readonly verbose: number;
  readonly numeric: boolean;
}

/** What a modifier shows, as text. */
type Show = (request: ShowRequest) => string;

function ruleLines(request: ShowRequest, kinds: readonly RuleKind[]): string {
  const rules = request.pf.rulesets.find(request.anchor)?.rules;
  let text = "";
  for (const kind of kinds) {
    for (const [index, rule] of (rules?.[kind] ?? []).entries()) {
      const number = request.verbose > 1 ? index : undefined;
      text += `${formatRule(rule, { numeric: request.numeric, number })}\n`;
      if (request.verbose > 0) text += countersOf(rule, request.process.pid);
    }
  }
  return text;
}

/** What `-v` says below a rule (pfctl.c, pfctl_print_rule_counters). */
function countersOf({ counters }: Rule, pid: number): string {
  const { evaluations, packets, bytes, states } = counters;
  const cell = (number: number, width: number) => String(number).padEnd(width);
  const first = `Evaluations: ${cell(evaluations, 8)}  Packets: ${cell(packets, 8)}  Bytes: ${cell(bytes, 10)}  States: ${cell(states, 6)}`;
  return `  [ ${first}]\n  [ Inserted: uid 0 pid ${pid} State Creations: ${cell(states, 6)}]\n`;
}

const states: Show = ({ pf }) =>
  pf.states
    .list()
    .map((state) => `${formatState(state)}\n`)
    .join("");

function info({ pf }: ShowRequest): string {
  const { since, isEnabled, counters } = pf;
  const word = isEnabled ? "Enabled" : "Disabled";
  const seconds = since === undefined ? 0 : Math.floor((pf.now() - since) / 1000);
  const two = (number: number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  const age = `${Math.floor(seconds / 86400)} days ${two(hours)}:${two(minutes)}:${two(seconds % 60)}`;
  const status = since === undefined ? `Status: ${word}` : `Status: ${word} for ${age}`;
  const line = (name: string, count: number) => {
    const rate = seconds > 0 ? `${(count / seconds).toFixed(1).padStart(14)}/s` : " ".repeat(14);
    return `  ${name.padEnd(25)} ${String(count).padStart(14)} ${rate}\n`;
  };
  const entries = String(pf.states.list().length).padStart(14);
  return `${status.padEnd(44)}  Debug: Urgent

${"State Table".padEnd(27)} ${"Total".padStart(14)} ${"Rate".padStart(16)}
  ${"current entries".padEnd(25)} ${entries} ${" ".repeat(14)}
${line("searches", counters.searches)}${line("inserts", counters.inserts)}${line("removals", counters.removals)}Counters
${line("match", counters.match)}${IDLE_COUNTERS.map((name) => line(name, 0)).join("")}`;
}

/** What a lab's pf never counts. */
const IDLE_COUNTERS =
  "bad-offset fragment short normalize memory bad-timestamp congestion ip-option proto-cksum state-mismatch state-insert state-limit src-limit synproxy map-failed".split(
    " ",
  );

const timeouts: Show = () =>
  Object.entries(TIMEOUTS)
    .map(([name, seconds]) => `${name.padEnd(20)} ${String(seconds).padStart(10)}s\n`)
    .join("");

const LIMITS = { states: 100000, "src-nodes": 10000, frags: 5000, "table-entries": 200000 };

const memory: Show = () =>
  Object.entries(LIMITS)
    .map(([name, limit]) => `${name.padEnd(13)} hard limit ${String(limit).padStart(8)}\n`)
    .join("");

/** The anchors right below, or with `-v` all. */
function anchors({ pf, anchor, verbose }: ShowRequest): string {
  const start = anchor === "" ? "" : `${anchor}/`;
  const below = pf.rulesets.paths().filter((path) => path.startsWith(start));
  const shown =
    verbose > 0 ? below : below.map((path) => start + path.slice(start.length).split("/")[0]!);
  return [...new Set(shown)].map((path) => `  ${path}\n`).join("");
}

const tables: Show = ({ pf, anchor }) =>
  [...(pf.rulesets.find(anchor)?.tables.keys() ?? [])]
    .sort()
    .map((name) => `${name}\n`)
    .join("");

const labels: Show = ({ pf, anchor }) =>
  (pf.rulesets.find(anchor)?.rules.filter ?? [])
    .filter((rule) => rule.labels.length > 0)
    .map(({ labels: names, counters: { evaluations, packets, bytes, states: made } }) => {
      const figures = [evaluations, packets, bytes, 0, 0, packets, bytes, made];
      return `${names.join(" ")} ${figures.join(" ")}\n`;
    })
    .join("");

/** With `-v` it says which are left alone. */
const interfaces: Show = ({ process, pf, verbose }) =>
  process.vnet.interfaces
    .map(({ name }) => `${name}${verbose > 0 && pf.skipped.has(name) ? " (skip)" : ""}\n`)
    .join("");

/** In the order that pfctl looks them up by the beginning of a word; undefined for what a lab does not show. */
const modifiers: readonly (readonly [name: string, show: Show | undefined])[] = [
  ["ether", undefined],
  ["nat", (request) => ruleLines(request, ["nat", "rdr", "binat"])],
  ["queue", undefined],
  ["rules", (request) => ruleLines(request, ["scrub", "filter"])],
  ["Anchors", anchors],
  ["Sources", () => ""],
  ["states", states],
  ["info", info],
  ["Interfaces", interfaces],
  ["labels", labels],
  ["timeouts", timeouts],
  ["memory", memory],
  ["Tables", tables],
  ["osfp", undefined],
  ["Running", ({ pf }) => `${pf.isEnabled ? "Enabled" : "Disabled"}\n`],
  ["all", all],
];

/** What `-s all` puts above each part. */
const TITLES = [
  ["TRANSLATION RULES:", "nat"],
  ["FILTER RULES:", "rules"],
  ["STATES:", "states"],
  ["INFO:", "info"],
  ["TIMEOUTS:", "timeouts"],
  ["LIMITS:", "memory"],
  ["TABLES:", "Tables"],
] as const;

function all(request: ShowRequest): string {
  const parts = TITLES.flatMap(([title, name]) => {
    const text = modifiers.find(([one]) => one === name)?.[1]?.(request) ?? "";
    return text === "" ? [] : [`${title}\n${text}`];
  });
  return parts.join("\n");
}

/** Returns what a modifier shows. Ends the command for one that there is none of. */
export function show(word: string, request: ShowRequest): string {
  const found = modifiers.find(([name]) => name.startsWith(word));
  if (found === undefined || word === "") errx(1, `Unknown show modifier '${word}'`);
  const [name, run] = found;
  return (run ?? errx(1, `-s ${name}: not emulated in a lab`))(request);
}

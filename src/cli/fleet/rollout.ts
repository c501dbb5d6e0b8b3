/** What `fleet apply` and `fleet rollback` have in common: they ask first, go wave by wave, and say what became of it. */
import { counted } from "../../buddy/counted.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import type { Fleet } from "../../fleet/owner.ts";
import type { HostResult, RolloutResult, RolloutWish } from "../../fleet/rollout/rollout.ts";
import type { Surveyed } from "../../fleet/rollout/survey.ts";
import { exitStatus } from "../io.ts";
import type { SubcommandContext } from "../subcommand.ts";

/** More hosts than this are counted where they would be named. */
const MAX_NAMED = 12;

/** What is to be done. */
export interface Rollout {
  readonly documents: ReadonlyMap<string, unknown>;
  readonly wish: RolloutWish;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Carries it out, and says what became of it. Returns the exit status. */
export async function rollOutTo(
  context: SubcommandContext,
  fleet: Fleet,
  { documents, wish, dryRun, json }: Rollout,
): Promise<number> {
  const { survey } = await import("../../fleet/rollout/survey.ts");
  const surveyed = await survey(fleet, documents);
  if (dryRun) return await preview(context, surveyed, wish, json);
  const { rollOut } = await import("../../fleet/rollout/rollout.ts");
  const say = (line: string) => {
    if (!json) context.out(`${printable(line)}\n`);
  };
  const result = await rollOut(
    fleet,
    surveyed,
    wish,
    {
      wave: (number, of, hosts) => say(`wave ${number} of ${of}: ${named(hosts)}`),
      host: (one) => {
        for (const line of linesOf(one)) say(line);
      },
    },
    context.signal,
  );
  if (json) context.out(jsonText({ version: 1, ...result }));
  else for (const line of summaryOf(result)) say(line);
  return statusOf(result);
}

/** Shows what would be done, and when. */
async function preview(
  context: SubcommandContext,
  surveyed: readonly Surveyed[],
  wish: RolloutWish,
  json: boolean,
): Promise<number> {
  const { wavesOf } = await import("../../fleet/rollout/waves.ts");
  const waves = wavesOf(
    surveyed.filter(({ why, steps }) => why === undefined && steps.length > 0),
    wish,
  ).map((wave) => wave.map(({ member }) => member.name));
  const missing = surveyed.flatMap(({ member: { name: host }, why: error }) =>
    error === undefined ? [] : [{ host, error }],
  );
  const plans = surveyed.flatMap(({ member: { name: host }, steps, notes, asks, why }) =>
    why === undefined ? [{ host, asks, steps, notes }] : [],
  );
  if (json) context.out(jsonText({ version: 1, plans, waves, missing }));
  else {
    for (const { host, steps, notes, asks } of plans) {
      const what = steps.length === 0 ? "nothing to do" : counted(steps.length, "step");
      const waits = asks && steps.length > 0 ? ", when somebody there accepts it" : "";
      const lines = [`${host}: ${what}${waits}`, ...[...steps, ...notes].map((one) => `  ${one}`)];
      context.out(lines.map((line) => `${printable(line)}\n`).join(""));
    }
    for (const [at, hosts] of waves.entries())
      context.out(`wave ${at + 1} of ${waves.length}: ${named(hosts)}\n`);
  }
  for (const one of missing) context.err(`ngbuddy: ${printable(`${one.host}: ${one.error}`)}\n`);
  return missing.length > wish.maxFailures ? exitStatus.unavailable : exitStatus.ok;
}

/** What is said of a host when it is done. */
function linesOf({ host, state, why, steps, notes, findings }: HostResult): string[] {
  const done = state === "applied" ? `, ${counted(steps.length, "step")}` : "";
  const what = state === "unchanged" ? "nothing to do" : `${state}${done}`;
  return [
    `  ${host}: ${what}${why === undefined ? "" : `: ${why}`}`,
    ...(state === "applied" ? notes.map((line) => `    ${line}`) : []),
    ...findings.flatMap(({ about, found, check, why: reason, type }) => [
      `    new: ${about} ${found} [${check}]`,
      `      ${reason}`,
      ...type.map((line) => `        ${line}`),
    ]),
  ];
}

const WORDS: readonly (readonly [state: HostResult["state"], words: string])[] = [
  ["applied", "applied on"],
  ["unchanged", "nothing to do on"],
  ["waiting", "waits for somebody on"],
  ["undone", "undone, as before on"],
  ["failed", "failed, as before on"],
  ["refused", "refused by"],
  ["silent", "nothing was told by"],
  ["away", "not there:"],
  ["not begun", "not begun on"],
];

/** What became of all, and what to type to go back. */
function summaryOf({ revision, hosts, stopped }: RolloutResult): string[] {
  const lines = stopped === undefined ? [] : [`stopped: ${stopped}`];
  for (const [state, words] of WORDS) {
    const those = hosts.filter((one) => one.state === state).map(({ host }) => host);
    if (those.length > 0) lines.push(`${words} ${counted(those.length, "host")}: ${named(those)}`);
  }
  if (hosts.some(({ state }) => state === "waiting"))
    lines.push(`to decide there: ngbuddy agent --accept ${revision}, or --refuse`);
  const applied = hosts.some(({ state }) => state === "applied");
  if (applied) lines.push(`to go back: ngbuddy fleet rollback --to ${revision}`);
  return lines;
}

function named(hosts: readonly string[]): string {
  const more = hosts.length - MAX_NAMED;
  return more <= 0 ? hosts.join(" ") : `${hosts.slice(0, MAX_NAMED).join(" ")} and ${more} more`;
}

function statusOf({ hosts, stopped }: RolloutResult): number {
  const good: readonly HostResult["state"][] = ["applied", "unchanged"];
  const isAll = (states: readonly HostResult["state"][]) =>
    hosts.every(({ state, findings }) => findings.length === 0 && states.includes(state));
  if (stopped === undefined && isAll(good)) return exitStatus.ok;
  return isAll([...good, "waiting", "not begun"]) ? exitStatus.temporary : exitStatus.unavailable;
}

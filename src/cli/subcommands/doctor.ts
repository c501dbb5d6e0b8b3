/** `ngbuddy doctor`. */
import { preview } from "../../buddy/carryout.ts";
import { counted } from "../../buddy/counted.ts";
import { type Finding, runDoctor, TOPICS } from "../../buddy/doctor/check.ts";
import { checks } from "../../buddy/doctor/checks/index.ts";
import { checksFor, isGuestsName, refuseTopic } from "../../buddy/doctor/choose.ts";
import type { Way } from "../../buddy/doctor/path.ts";
import { plainFinding } from "../../buddy/doctor/plainfinding.ts";
import { sightOf } from "../../buddy/doctor/sight.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import type { Host } from "../../host/host.ts";
import { change } from "../change.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import type { SubcommandContext } from "../subcommand.ts";

export const subcommand = makeSubcommand({
  name: "doctor",
  summary: "say what is wrong with this host's network, why, and what to type",
  details: `Changes nothing, unless told to by --fix. Each finding ends with the commands that mend it.
With a TOPIC, or the name of a check, it looks at that alone. With the name of a guest (a jail, a machine or an interface)
it follows its way hop by hop to the gateway, with frames that are counted, and says where it stops.
The exit status is 0 when nothing was found, and 69 when something was; where the host cannot be looked at, a line on
standard error says so.`,
  arguments: [{ name: "TOPIC|GUEST", of: TOPICS, optional: true }],
  options: {
    list: { type: "boolean", summary: "show what is looked at, by topic, and look at nothing" },
    fix: { type: "boolean", summary: "do what mends it, as far as commands of ours can" },
    "dry-run": {
      type: "boolean",
      short: "n",
      summary: "with --fix: show the steps and change nothing",
    },
    json: { type: "boolean", summary: "as JSON" },
  },
  changes: "--fix",
  async run({ "topic|guest": topic }, values, context) {
    const json = values.json === true;
    if (values["dry-run"] && !values.fix)
      throw new Failure(exitStatus.usage, "doctor --dry-run: only --fix has steps to show");
    const chosen = checksFor(checks, topic) ?? [];
    if (values.list) {
      const list = (topic === undefined ? checks : chosen).map(({ name, topic: own, summary }) => ({
        name,
        topic: own,
        summary,
      }));
      if (json) context.out(jsonText({ version: 1, checks: list }));
      else for (const one of list) context.out(`${one.topic}\t${one.name}\t${one.summary}\n`);
      return exitStatus.ok;
    }
    const host = await context.host();
    if (chosen.length === 0) return await tellWay(context, host, topic!, json);
    const examine = () =>
      withNetgraph(host, (netgraph) => runDoctor(chosen, sightOf(host, netgraph)));
    const found = await examine();
    if (!values.fix || found.length === 0) return tell(context, found, chosen.length, json);
    if (values["dry-run"]) return await showSteps(context, host, found, json);
    await mend(context, host, found, json);
    return tell(context, await examine(), chosen.length, json);
  },
});

/** Prints the findings. Returns the exit status. */
function tell(
  context: SubcommandContext,
  findings: readonly Finding[],
  count: number,
  json: boolean,
): number {
  if (json) {
    context.out(jsonText({ version: 1, checks: count, findings: findings.map(plainFinding) }));
  } else {
    for (const finding of findings) context.out(findingText(finding));
    context.out(
      findings.length === 0
        ? `Nothing found: ${counted(count, "check")}.\n`
        : `${counted(findings.length, "finding")}.\n`,
    );
  }
  return findings.length === 0 ? exitStatus.ok : exitStatus.unavailable;
}

const MARKS = { ok: "ok   ", stops: "STOPS", unseen: "-    " } as const;

/** Follows a guest. Where it stops, what the checks find of anything on its way is told, too. */
async function tellWay(
  context: SubcommandContext,
  host: Host,
  guest: string,
  json: boolean,
): Promise<number> {
  const { followGuest } = await import("../../buddy/doctor/path.ts");
  const { ways, findings } = await withNetgraph(host, async (netgraph) => {
    const sight = sightOf(host, netgraph);
    const topology = await sight.topology();
    if (!isGuestsName(topology, guest)) refuseTopic(checks, topology, guest);
    const followed = await followGuest(sight, guest);
    const stops = followed.flatMap((way) => way.findings);
    const others = stops.length === 0 ? [] : await runDoctor(checks, sight);
    return { ways: followed, findings: [...stops, ...others.filter((one) => isOn(followed, one))] };
  });
  if (json) {
    const plainWays = ways.map((way) => ({ ...way, findings: way.findings.map(plainFinding) }));
    context.out(jsonText({ version: 1, ways: plainWays, findings: findings.map(plainFinding) }));
  } else {
    for (const { guest: name, bridge, hops } of ways) {
      context.out(`${printable(name)} on bridge ${printable(bridge)}\n`);
      for (const { what, result, detail } of hops)
        context.out(`  ${MARKS[result]}  ${printable(what)}: ${printable(detail)}\n`);
    }
    const stopped = ways.flatMap(({ hops }) => hops.filter(({ result }) => result === "stops"));
    for (const finding of findings) {
      const { check, about, found } = finding;
      const isSaid =
        check === "path" &&
        stopped.some(({ what, detail }) => what.split(" ")[0] === about && detail === found);
      context.out(isSaid ? remedyText(finding) : findingText(finding));
    }
    if (findings.length === 0) context.out("Nothing found: it does not stop.\n");
  }
  return findings.length === 0 ? exitStatus.ok : exitStatus.unavailable;
}

/** Is a finding about something that is on the way, or about the guest and somebody else? */
function isOn(ways: readonly Way[], { about, found }: Finding): boolean {
  const [subjects, all] = [about, `${about} ${found}`].map((text) => text.split(/[\s,]+/));
  return ways.some(
    ({ on, guest }) => on.some((name) => subjects!.includes(name)) || all!.includes(guest),
  );
}

/** What is wrong, why it matters, and what to type, behind a mark that no other line has. */
function findingText(finding: Finding): string {
  const { check, severity, about, found } = finding;
  return `${severity}: ${printable(about)} ${printable(found)} [${check}]\n${remedyText(finding)}`;
}

/** Why it matters and what to type, below a line that has said what is wrong. */
function remedyText({ why, type }: Finding): string {
  return `  ${printable(why)}\n${type.map((line) => `    ${printable(line)}\n`).join("")}`;
}

/** The findings that a request of ours mends, each request once. */
function mendable(findings: readonly Finding[]): readonly Finding[] {
  const typed = new Set<string>();
  return findings.filter(({ fix, type }) => {
    const line = type.join("\n");
    if (fix === undefined || typed.has(line)) return false;
    typed.add(line);
    return true;
  });
}

async function showSteps(
  context: SubcommandContext,
  host: Host,
  findings: readonly Finding[],
  json: boolean,
): Promise<number> {
  const plans = [];
  for (const { fix } of mendable(findings)) plans.push(await preview(host, fix!));
  if (json) context.out(jsonText({ version: 1, plans }));
  else
    for (const { request, steps } of plans) {
      context.out(`${printable(request)}: ${counted(steps.length, "step")}\n`);
      for (const { description } of steps) context.out(`  ${printable(description)}\n`);
    }
  return exitStatus.ok;
}

async function mend(
  context: SubcommandContext,
  host: Host,
  findings: readonly Finding[],
  json: boolean,
): Promise<void> {
  for (const { fix, type } of mendable(findings)) {
    if (!json) for (const line of type) context.out(`${printable(line)}\n`);
    await change(context, host, fix!, {}, json);
  }
}

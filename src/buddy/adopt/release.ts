/** `release`: jails that were adopted go back to what they had, by what was kept of them. */
import { type Edit, edited } from "../../config/jailconf/edit.ts";
import { nearest } from "../../config/nearest.ts";
import type { Host } from "../../host/host.ts";
import { fileStep } from "../plan/filestep.ts";
import { rcStep } from "../plan/rcchange.ts";
import type { Plan, RcChange, Step } from "../plan/step.ts";
import type { Wanted } from "../plan/wanted.ts";
import { refuse } from "../refusal.ts";
import { diffLines } from "./diff.ts";
import { type FoundJail, type FoundJails, findJails } from "./find.ts";
import { readKeptBridges } from "./host/kept.ts";
import { jailRcBack } from "./jailrc.ts";
import { type Kept, keptOf, keptText } from "./kept.ts";
import { refuseElsewhere, refuseRunning, startSteps, stopStep } from "./steps.ts";

/** What is looked for before jails are released. */
export interface ReleaseFound extends FoundJails {
  /** The text of each file that has a jail's block. */
  readonly texts: ReadonlyMap<string, string>;
  /** The if_bridges(4) of the host that bridges of ours have the place of. */
  readonly replaced: readonly string[];
}

export async function findAdopted(
  host: Host,
  names: readonly string[] | undefined,
): Promise<ReleaseFound> {
  const found = await findJails(host, names);
  const files = new Set([...found.kept.values()].map(({ block }) => block.file));
  const texts = new Map<string, string>();
  for (const file of files) texts.set(file, (await host.files.read(file)) ?? "");
  const replaced = (await readKeptBridges(host)).map(({ state }) => state.name);
  return { ...found, texts, replaced };
}

/** `names` undefined: all that were adopted. */
export function planRelease(
  wanted: Wanted,
  found: ReleaseFound,
  names: readonly string[] | undefined,
  restart: boolean,
): Plan {
  const records = [...new Set(names ?? found.kept.keys())].map((name) => {
    const kept = found.kept.get(name);
    if (kept !== undefined) return kept;
    const meant = nearest(name, found.kept.keys());
    const which = meant === undefined ? "" : `; did you mean ${meant}?`;
    return refuse("data", `jail ${name} was not adopted: nothing is kept of it${which}`);
  });
  for (const kept of records) refuseWithoutBridge(kept, found.replaced);
  const described = records.flatMap(({ jail }) =>
    found.jails.filter(({ setup }) => setup.name === jail),
  );
  if (restart) refuseElsewhere(described);
  else refuseRunning(described);
  const editsOf = new Map<string, Edit[]>();
  const says: string[] = [];
  const steps = records.flatMap((kept) =>
    stepsBack(
      wanted,
      kept,
      described.find(({ setup }) => setup.name === kept.jail),
      found.texts,
      editsOf,
      says,
    ),
  );
  const shown = [...found.texts].flatMap(([file, text]) =>
    diffLines(file, text, edited(text, editsOf.get(file) ?? [])),
  );
  return {
    request: ["release", ...(names ?? ["--all"])].join(" "),
    says: [],
    shows: [...shown, ...says],
    steps,
    done: records.length === 0 ? ["No jail was adopted."] : [],
    notes: [],
    expect: [],
    whenKilled: "undo",
  };
}

function stepsBack(
  wanted: Wanted,
  kept: Kept,
  jail: FoundJail | undefined,
  texts: ReadonlyMap<string, string>,
  editsOf: Map<string, Edit[]>,
  says: string[],
): Step[] {
  const { jail: name, block, rc, conf } = kept;
  const text = texts.get(block.file)!;
  // Places are those of the file as it was found, whatever other jails in it have become by then.
  const before = editsOf.get(block.file) ?? [];
  const edits = [...before, blockBack(kept, jail, text)];
  editsOf.set(block.file, edits);
  const isRunning = jail?.jid !== undefined;
  const steps: Step[] = isRunning ? [stopStep(name, conf)] : [];
  steps.push(fileStep(`edit ${block.file}`, block.file, edited(text, before), edited(text, edits)));
  if (rc !== undefined) {
    const path = "/etc/rc.conf";
    if (jail?.unreadable !== undefined) throw jail.unreadable;
    const current = jail?.root === rc.root ? (jail.rc ?? null) : rc.after;
    const where = `${rc.root}${path}`;
    const back = current === rc.after ? rc.before : backOf(current, kept, where);
    if (current !== back) steps.push(fileStep(`edit ${where}`, path, current, back, rc.root));
    says.push(...diffLines(where, current, back));
  }
  const changes = Object.entries(kept.variables).map(
    ([variable, value]): RcChange =>
      value === null ? { variable, unset: true } : { variable, set: value },
  );
  if (changes.length > 0)
    steps.push(
      ...rcStep(wanted, `take ${Object.keys(kept.variables).join(", ")} from rc.conf`, changes)
        .steps,
    );
  steps.push(fileStep(`forget what was kept of jail ${name}`, keptOf(name), keptText(kept), null));
  if (isRunning) steps.push(...startSteps(name, conf, jail.gateway));
  return steps;
}

/** A jail whose own hooks use an if_bridge(4) goes back together with that, or after it. */
function refuseWithoutBridge({ jail, block }: Kept, replaced: readonly string[]): void {
  const words = new Set(block.before.match(/[\w.-]+/g));
  const missing = replaced.find((name) => words.has(name));
  if (missing !== undefined)
    refuse(
      "data",
      `jail ${jail} was on the if_bridge ${missing}, which adopt --host replaced; give: ngbuddy release --host ${missing}`,
    );
}

/** Puts the block back as it was. Refuses when somebody has changed the block since: nobody's work is thrown away. */
function blockBack({ jail: name, block }: Kept, jail: FoundJail | undefined, text: string): Edit {
  const at = jail?.setup.own.at;
  const bytes = Buffer.from(text);
  const current = at?.file === block.file ? bytes.subarray(at.start, at.end).toString() : undefined;
  if (at === undefined || current !== block.after)
    refuse(
      "data",
      `${block.file}: jail ${name} has been changed since it was adopted; what it was stands in ${keptOf(name)}`,
    );
  return { at, text: block.before };
}

/** What an rc.conf that was changed since becomes. One that is gone stays so. */
function backOf(current: string | null, { rc, interfaces }: Kept, where: string): string | null {
  return current === null ? null : jailRcBack(current, rc!, interfaces, where);
}

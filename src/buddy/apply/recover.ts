/** Clears up after processes that were killed: what they began is undone, or, where something is removed, carried on. */
import type { Host } from "../../host/host.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import type { Action } from "../plan/step.ts";
import { contextOf, undo } from "./apply.ts";
import type { ApplyContext } from "./context.ts";
import { type Found, findJournals, type ReadJournal, takeOver } from "./journal.ts";
import { areInEffect } from "./rcconf.ts";
import { performIfNeeded } from "./takeback.ts";

/** What became of a request that its process did not bring to an end. */
export interface Recovered {
  /** In words: `jail jail01 public`. */
  readonly request: string;
  /** Whose it was. */
  readonly pid: number;
  /** Seconds since the epoch. */
  readonly started: number;
  /** It was done, and nobody confirmed it in time. */
  readonly unconfirmed: boolean;
  /** What was made of it. */
  readonly outcome:
    | "undone"
    | "finished"
    /** It had been done to the last step. */
    | "complete"
    /** Nothing had been begun, or the host was booted since. */
    | "dropped";
  /** The steps that were undone or carried out, as they were. */
  readonly steps: readonly string[];
}

/** A request that could be neither undone nor finished. */
export class RecoverError extends Error {
  override readonly name = "RecoverError";
  constructor(
    readonly request: string,
    override readonly cause: unknown,
  ) {
    super(request);
  }
}

/** What there is to recover, and what is strange among it. */
export function leftBehind(host: Host): Promise<Found> {
  return findJournals(host, "left");
}

/** Leaves the host as it is, and takes away what would have it cleared up: for one that cannot be. Returns what that was. */
export async function forget(host: Host): Promise<ReadJournal[]> {
  const forgotten: ReadJournal[] = [];
  for (const left of (await leftBehind(host)).journals) {
    const journal = await takeOver(host, left.path);
    if (journal === undefined) continue;
    await journal.remove();
    forgotten.push(left);
  }
  return forgotten;
}

/**
 * Recovers everything that was left behind, the newest first. `remark` is given a line for what was found and is no
 * journal. Throws a RecoverError for the first that cannot be.
 */
export async function recover(
  host: Host,
  netgraph: Netgraph,
  remark: (line: string) => void,
): Promise<Recovered[]> {
  const { journals, strange } = await leftBehind(host);
  if (strange.length > 0) {
    const { setStrangeAside } = await import("./strange.ts");
    for (const line of await setStrangeAside(host, strange)) remark(line);
  }
  const recovered: Recovered[] = [];
  for (const journal of [...journals].sort(newestFirst)) {
    const one = await recoverOne(host, netgraph, journal);
    if (one !== undefined) recovered.push(one);
  }
  return recovered;
}

/** By the clock that nobody sets, as far as it goes back. */
function newestFirst(a: ReadJournal, b: ReadJournal): number {
  if (a.sameBoot !== b.sameBoot) return a.sameBoot ? -1 : 1;
  return a.sameBoot ? b.at.seconds - a.at.seconds : b.started - a.started;
}

async function recoverOne(
  host: Host,
  netgraph: Netgraph,
  left: ReadJournal,
): Promise<Recovered | undefined> {
  const journal = await takeOver(host, left.path);
  // Another process was faster.
  if (journal === undefined) return undefined;
  const { plan, begun } = left;
  const result = (outcome: Recovered["outcome"], steps: readonly string[]): Recovered => ({
    request: plan.request,
    pid: left.pid,
    started: left.started,
    unconfirmed: left.awaiting !== undefined,
    outcome,
    steps,
  });
  const context: ApplyContext = {
    ...contextOf(host, netgraph, journal, () => {}),
    ...left.own,
    again: left.again,
    edited: [...left.edited],
  };
  try {
    let outcome: Recovered;
    const isCarriedOn = plan.whenKilled === "finish" && left.awaiting === undefined;
    if (begun < 0) outcome = result("dropped", []);
    else if (!left.sameBoot) {
      const { takeEditsBack } = await import("./afterboot.ts");
      const edits = await takeEditsBack(context, left, await wasWritten(host, left));
      outcome = result(edits.length === 0 ? "dropped" : "undone", edits);
    } else if (isCarriedOn) {
      // The step that was begun may have been done: doing it again does no harm.
      const rest = plan.steps.slice(left.undone ?? begun);
      for (const step of rest) await performIfNeeded(context, step.do);
      outcome = result(
        "finished",
        rest.map(({ description }) => description),
      );
    } else if (await wasComplete(host, left)) outcome = result("complete", []);
    else {
      const { undone, stuck } = await undo(context, journal, plan, begun);
      if (stuck !== undefined) throw stuck;
      outcome = result("undone", undone);
    }
    await journal.remove();
    return outcome;
  } catch (error) {
    await journal.abandon(String(error)).catch(() => {});
    throw new RecoverError(plan.request, error);
  }
}

/**
 * Was all written that outlives a boot? Then what follows in the plan, such as jails that start, happens at the boot, and
 * going back in files alone would leave them at odds with rc.conf.
 */
async function wasWritten(host: Host, { plan, begun, awaiting }: ReadJournal): Promise<boolean> {
  if (awaiting !== undefined || !plan.steps.some(({ do: { op } }) => op === "rcconf")) return false;
  const last = plan.steps.findLastIndex(({ do: { op } }) => op === "rcconf" || op === "file");
  if (begun !== last) return begun > last;
  const action = plan.steps[last]!.do;
  if (action.op === "rcconf") return await areInEffect(host, action);
  return action.op === "file" && (await isWritten(host, action));
}

/** rc.conf is edited last and at once: when that was done, all was. */
async function wasComplete(host: Host, { plan, begun, awaiting }: ReadJournal): Promise<boolean> {
  // It was, and is to be undone.
  if (awaiting !== undefined) return false;
  const last = plan.steps.at(-1);
  if (begun < plan.steps.length - 1 || last?.do.op !== "rcconf") return false;
  return await areInEffect(host, last.do);
}

/** Has a file the text that a step gives it? */
async function isWritten(
  host: Host,
  { path, root, text }: Extract<Action, { op: "file" }>,
): Promise<boolean> {
  const files = root === undefined ? host.files : host.files.inside(root);
  return ((await files.read(path)) ?? null) === text;
}

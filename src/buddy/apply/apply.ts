/** Carries a plan out, step by step: each is in the journal before it is done, and all are undone when one fails. */
import type { Host } from "../../host/host.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import { NetgraphError } from "../../netgraph/errno.ts";
import type { Action, Plan, Step } from "../plan/step.ts";
import { type ApplyContext, noEifaces } from "./context.ts";
import { findJournals, type Journal, openJournal } from "./journal.ts";
import { perform } from "./perform.ts";
import { takeBack } from "./takeback.ts";
import { verify } from "./verify.ts";

/** Whom the carrying out of a plan speaks to, and how it can be stopped. */
export interface ApplyOptions {
  /** A line for standard output. */
  readonly say: (line: string) => void;
  /** A line for standard error: worth knowing, no failure. */
  readonly remark: (line: string) => void;
  /** Told of each step before it is done: which one, counted from 0, of how many, and what it does. */
  readonly progress: (at: number, total: number, doing: string) => void;
  /** Undo everything after this many seconds unless it is confirmed. */
  readonly confirmWithin?: number | undefined;
  /** What is done while the plan's result is there: when that is over, all of it is undone. */
  readonly meanwhile?: (() => Promise<void>) | undefined;
  /** Aborted when the user wants to stop: then what was done is undone. */
  readonly signal: AbortSignal;
}

/** A plan that could not be carried out: what failed, and what became of the rest. */
export class ApplyError extends Error {
  override readonly name = "ApplyError";
  constructor(
    /** What was to be done when it failed. */
    readonly step: string,
    override readonly cause: unknown,
    /** Descriptions of the steps that were undone, the last one first. */
    readonly undone: readonly string[],
    /** Why undoing stopped, when it did. */
    readonly stuck: unknown,
  ) {
    super(step);
  }
}

/** Somebody pressed Control-C. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** What has gone does not come back as it was, and a socket does not lose its name. */
const FOR_GOOD: readonly string[] = ["shutdown", "name"] satisfies Action["op"][];

/**
 * Returns the name of the journal when that waits to be confirmed. Throws an ApplyError; then the host is as it was
 * before. Only where something has been done for good it cannot be: then the plan is carried on as far as it goes, and what is left of it is for `recover` (the error's `stuck` says why).
 */
export async function apply(
  host: Host,
  netgraph: Netgraph,
  plan: Plan,
  options: ApplyOptions,
): Promise<string | undefined> {
  if (plan.steps.length === 0) return undefined;
  const journal = await openJournal(host, plan, options.confirmWithin === undefined);
  const context = contextOf(host, netgraph, journal, options.say);
  let at = 0;
  let doing = "";
  try {
    for (; at < plan.steps.length; at++) {
      const step = plan.steps[at]!;
      doing = step.description;
      if (options.signal.aborted) throw new Interrupted("interrupted");
      options.progress(at, plan.steps.length, doing);
      for (const line of step.says ?? []) options.say(line);
      await journal.write({ begin: at });
      at += await performStep(context, step, options);
    }
    doing = "read the result back";
    await verify(netgraph, plan.expect);
    if (options.meanwhile === undefined) {
      if (options.confirmWithin !== undefined) return await journal.await(options.confirmWithin);
      await journal.remove();
      return undefined;
    }
  } catch (cause) {
    const beyond = plan.steps.slice(0, at).some((step) => FOR_GOOD.includes(step.do.op));
    if (plan.whenKilled === "finish" && beyond) {
      await carryOn(context, plan, at, journal, { doing, cause });
      return undefined;
    }
    const from = mayHaveDone(plan, at, cause) ? at : at - 1;
    const { undone, stuck } = await undo(context, journal, plan, from, at);
    await settle(journal, stuck);
    throw new ApplyError(doing, cause, undone, stuck);
  }
  await whileThere(context, journal, plan, options.meanwhile);
  return undefined;
}

/** Undoes a plan when what it was carried out for is over, however that ended. */
async function whileThere(
  context: ApplyContext,
  journal: Journal,
  plan: Plan,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const [outcome] = await Promise.allSettled([meanwhile()]);
  const { stuck } = await undo(context, journal, plan, plan.steps.length - 1);
  await settle(journal, stuck);
  if (outcome.status === "rejected") throw outcome.reason;
  if (stuck !== undefined) throw new ApplyError("take it back", stuck, [], stuck);
}

/** Performs a step. One whose failure is no reason to end the plan ends with a remark. Returns how many steps to pass over. */
async function performStep(
  context: ApplyContext,
  { do: action, otherwise }: Step,
  { remark }: ApplyOptions,
): Promise<number> {
  try {
    await perform(context, action);
    return 0;
  } catch (error) {
    if (otherwise === undefined) throw error;
    const { what, remedy, skips = 0 } = otherwise;
    remark(`${what}: ${(error as Error).message}; ${remedy}`);
    return skips;
  }
}

/** Tries the rest of a plan once more, whatever failed before. */
async function carryOn(
  context: ApplyContext,
  plan: Plan,
  from: number,
  journal: Journal,
  failure: { readonly doing: string; readonly cause: unknown },
): Promise<void> {
  // When all steps were done, reading back is what failed.
  let stuck = from < plan.steps.length ? undefined : failure.cause;
  for (const step of plan.steps.slice(from)) {
    try {
      await perform(context, step.do);
    } catch (error) {
      stuck ??= error;
    }
  }
  await settle(journal, stuck);
  if (stuck !== undefined) throw new ApplyError(failure.doing, failure.cause, [], stuck);
}

/** A disk that is full must not hide what went wrong: a journal that cannot be written speaks for itself. */
async function settle(journal: Journal, stuck: unknown): Promise<void> {
  if (stuck === undefined) await journal.remove().catch(() => journal.abandon("").catch(() => {}));
  else await journal.abandon(String(stuck)).catch(() => {});
}

/** Could the step that failed have done something? Not when the kernel refused the one message that it is. */
function mayHaveDone(plan: Plan, at: number, cause: unknown): boolean {
  const op = plan.steps[at]?.do.op;
  return (
    at < plan.steps.length &&
    !(cause instanceof NetgraphError && (op === "mkpeer" || op === "connect"))
  );
}

export function contextOf(
  host: Host,
  netgraph: Netgraph,
  journal: Journal,
  say: (line: string) => void,
): ApplyContext {
  return {
    host,
    netgraph,
    ...noEifaces(),
    again: noEifaces(),
    edited: [],
    say,
    note: (fact) => journal.write(fact),
    othersMakeEifaces: async () =>
      (await findJournals(host, "live")).journals.some(
        ({ path, plan, begun }) => path !== journal.path && plan.steps[begun]?.do.op === "eiface",
      ),
  };
}

/** Undoes the steps from `from` back to the first. Stops at one that cannot be undone: what came before it may need it. */
export async function undo(
  context: ApplyContext,
  journal: Journal,
  plan: Plan,
  from: number,
  /** The step that failed: whatever is undone of it need not be told. */
  failed?: number,
): Promise<{ readonly undone: readonly string[]; readonly stuck: unknown }> {
  const undone: string[] = [];
  const silent: ApplyContext = { ...context, say: () => {} };
  for (let at = from; at >= 0; at--) {
    const step = plan.steps[at]!;
    try {
      // Known before it is done: whoever carries a removal on has to do again what is undone in part, too.
      if (plan.whenKilled === "finish") await journal.write({ undoing: at });
      for (const action of step.undo) await takeBack(silent, action);
    } catch (stuck) {
      return { undone, stuck };
    }
    if (step.undo.length > 0 && at !== failed) undone.push(step.description);
    // Without this line the next one would undo it once more, which does no harm.
    await journal.write({ undone: at }).catch(() => {});
  }
  return { undone, stuck: undefined };
}

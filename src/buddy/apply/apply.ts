/** Carries a plan out, step by step: each is in the journal before it is done, and all are undone when one fails. */
import type { Host } from "../../host/host.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import type { Action, Plan } from "../plan/step.ts";
import { type Journal, openJournal, readJournals } from "./journal.ts";
import { perform } from "./perform.ts";
import { verify } from "./verify.ts";
import type { Workshop } from "./workshop.ts";

export interface ApplyOptions {
  /** A line for standard output. */
  readonly say: (line: string) => void;
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

/** Throws an ApplyError; then the host is as it was before, unless its `stuck` says why not. */
export async function apply(host: Host, netgraph: Netgraph, plan: Plan, options: ApplyOptions): Promise<void> {
  if (plan.steps.length === 0) return;
  const journal = await openJournal(host, plan);
  const shop = workshop(host, netgraph, journal, options.say);
  let at = 0;
  let doing = "";
  try {
    for (; at < plan.steps.length; at++) {
      const step = plan.steps[at]!;
      doing = step.description;
      if (options.signal.aborted) throw new Interrupted("interrupted");
      for (const line of step.says ?? []) options.say(line);
      await journal.write({ begin: at });
      await perform(shop, step.do);
    }
    doing = "read the result back";
    await verify(netgraph, plan.expect);
  } catch (cause) {
    // The step that failed has done nothing, but for an eiface, which is several messages.
    const from = plan.steps[at]?.do.op === "eiface" ? at : at - 1;
    const { undone, stuck } = await undo(shop, plan, from);
    if (stuck === undefined) await journal.remove();
    // A disk that is full must not hide what went wrong: the process ends, and that says enough.
    else await journal.abandon(String(stuck)).catch(() => {});
    throw new ApplyError(doing, cause, undone, stuck);
  }
  await journal.remove();
}

export function workshop(
  host: Host,
  netgraph: Netgraph,
  journal: Journal,
  say: (line: string) => void,
): Workshop {
  return {
    host,
    netgraph,
    made: new Map(),
    edited: [],
    apart: new Map(),
    say,
    note: (fact) => journal.write(fact),
    othersMakeEifaces: async () =>
      (await readJournals(host, "live")).some(
        ({ name, plan, begun }) => name !== journal.name && plan.steps[begun]?.do.op === "eiface",
      ),
  };
}

/** Undoes the steps from `from` back to the first. Goes on when one cannot be undone, and gives the first reason. */
export async function undo(
  shop: Workshop,
  plan: Plan,
  from: number,
): Promise<{ readonly undone: readonly string[]; readonly stuck: unknown }> {
  const undone: string[] = [];
  let stuck: unknown;
  const silent: Workshop = { ...shop, say: () => {} };
  for (let at = from; at >= 0; at--) {
    const step = plan.steps[at]!;
    try {
      for (const action of step.undo) await perform(silent, action);
      if (step.undo.length > 0) undone.push(step.description);
    } catch (error) {
      stuck ??= error;
    }
  }
  return { undone, stuck };
}

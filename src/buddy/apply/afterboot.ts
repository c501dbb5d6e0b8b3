/** What a plan that was cut off by a boot has left in files. */
import type { ApplyContext } from "./context.ts";
import type { ReadJournal } from "./journal.ts";
import { perform } from "./perform.ts";
import { unedit } from "./rcconf.ts";

/**
 * The graph has gone with the boot, and what nobody confirmed must not come again by rc.conf. Of everything else rc.conf
 * is right: it is edited last where something is made, first where it is removed. Whole files have to go with it. Returns
 * the steps that are undone.
 */
export async function takeEditsBack(
  context: ApplyContext,
  { plan, awaiting, begun }: ReadJournal,
  isComplete: boolean,
): Promise<string[]> {
  if (plan.whenKilled === "finish" && awaiting === undefined) {
    for (const step of plan.steps.slice(begun))
      if (step.do.op === "file") await perform(context, step.do);
    return [];
  }
  if (isComplete) return [];
  for (const step of plan.steps.slice(0, begun + 1).reverse())
    for (const action of step.undo) if (action.op === "file") await perform(context, action);
  if (awaiting === undefined) return [];
  await unedit(context);
  return plan.steps.flatMap(({ do: { op }, description }) =>
    op === "rcconf" || op === "file" ? [description] : [],
  );
}

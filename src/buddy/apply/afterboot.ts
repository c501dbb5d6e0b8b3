/** What a plan that was cut off by a boot has left in files. */
import type { ApplyContext } from "./context.ts";
import type { ReadJournal } from "./journal.ts";
import { perform } from "./perform.ts";
import { unedit } from "./rcconf.ts";

/**
 * The graph has gone with the boot, and what nobody confirmed must not come again by rc.conf. Of everything else rc.conf
 * is right: it is edited last where something is made, first where it is removed. Whole files have to go with it, and it
 * goes back with them. Returns the steps that are undone.
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
  const done = plan.steps.slice(0, begun + 1);
  for (const step of done.toReversed())
    for (const action of step.undo) if (action.op === "file") await perform(context, action);
  const isOfFiles = done.some(({ do: { op } }) => op === "file");
  if (awaiting === undefined && !isOfFiles) return [];
  await unedit(context);
  const undone = awaiting === undefined ? done : plan.steps;
  return undone.flatMap(({ do: { op }, description }) =>
    op === "rcconf" || op === "file" ? [description] : [],
  );
}

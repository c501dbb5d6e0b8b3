/** A VLAN's hook of an ng_vlan(4). */
import { vlan } from "../../netgraph/types/vlan.ts";
import type { Action } from "../plan/step.ts";
import type { ApplyContext } from "./context.ts";

/**
 * Lets the frames of a VLAN go by a hook, as they may already. The structure has the older name of the number, too, and
 * kernels compare both (ng_vlan.c). Throws a NetgraphError when another hook has the VLAN, or the hook another VLAN.
 */
export async function tagHook(
  { netgraph }: ApplyContext,
  { path, hook, vid }: Extract<Action, { op: "tag" }>,
): Promise<void> {
  const { filter } = await netgraph.send(path, vlan, "gettable");
  if (filter.some((one) => one.hook === hook && one.vid === vid)) return;
  await netgraph.send(path, vlan, "addfilter", { hook, vlan: vid, vid, pcp: 0, cfi: 0 });
}

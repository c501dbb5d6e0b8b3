/** DEL: a container leaves a network. However little is left of it, that goes well. */
import { eifaceOf } from "./attachment.ts";
import type { Asked } from "./context.ts";
import { delegate } from "./delegate.ts";
import { removalRequest } from "./remove.ts";

/** Removes what ADD has made. Throws a CniError, or what the planner and the host throw. */
export async function del({ context, call, configuration }: Asked): Promise<void> {
  const why = `cni DEL ${call.container} ${call.interface}`;
  await context.carryOut(await context.host(), removalRequest(eifaceOf(call), why));
  // Its address may be given to another one from now on.
  if (!context.isPreview) await delegate(context, call, configuration, "DEL");
}

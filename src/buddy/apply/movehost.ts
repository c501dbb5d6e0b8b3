/** Telling a bridge of an address before it has heard it. */
import type { Netgraph } from "../../netgraph/client.ts";
import { errno } from "../../netgraph/errno.ts";
import { bridge } from "../../netgraph/types/bridge.ts";
import { askEiface } from "../observe/told.ts";
import type { Action } from "../plan/step.ts";
import type { ApplyContext } from "./context.ts";
import { isErrno } from "./eiface.ts";

/**
 * Why a bridge may not take the address, and learns it from the first frame as it always has: the kernel is too old for
 * movehost, the address was heard elsewhere less than a second ago (ng_bridge.c, minStableAge), or the way does not lead
 * to a bridge any more.
 */
const NO_FAILURES = [errno.EINVAL, errno.ELOOP, errno.ENOENT, errno.ENOTCONN, errno.EOPNOTSUPP];

/** Puts the address of the eiface into the table of the bridge that it is connected to. */
export async function moveHost(
  { netgraph, made }: ApplyContext,
  { node, at = `${node}:ether`, ether, isChanged }: Extract<Action, { op: "movehost" }>,
): Promise<void> {
  await unlessRefused(async () => {
    const given = isChanged ? undefined : (ether ?? made.get(node)?.ether);
    const addr = given ?? (await askEiface(netgraph, `${node}:`)).ether;
    if (addr === undefined) return;
    // Without a hook's name it is the one by which the message comes (ng_bridge(4)).
    await netgraph.send(at, bridge, "movehost", { addr, hook: "" });
  });
}

/** Tells the bridge at `path` that an address is behind one of its hooks. */
export async function tellBridge(
  netgraph: Netgraph,
  path: string,
  where: { readonly addr: string; readonly hook: string },
): Promise<void> {
  await unlessRefused(() => netgraph.send(path, bridge, "movehost", where));
}

async function unlessRefused(tell: () => Promise<unknown>): Promise<void> {
  try {
    await tell();
  } catch (error) {
    if (!NO_FAILURES.some((number) => isErrno(error, number))) throw error;
  }
}

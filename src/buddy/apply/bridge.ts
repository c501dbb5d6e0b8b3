/** Bringing a bridge back that was there before. */
import { bridge as bridgeType } from "../../netgraph/types/bridge.ts";
import { unlessGone } from "../observe/nodes.ts";
import type { Action } from "../plan/step.ts";
import type { ApplyContext } from "./context.ts";

/** Makes what of the bridge is missing. A node that its links led to and that has gone for good is left out. */
export async function restoreBridge(
  { netgraph }: ApplyContext,
  { name, links, persistent }: Extract<Action, { op: "bridge" }>,
): Promise<void> {
  let exists = (await unlessGone(netgraph.nodeInfo(`${name}:`))) !== undefined;
  for (const { hook, peer, peerHook } of links) {
    const node = await unlessGone(netgraph.show(`${peer}:`));
    if (node === undefined) continue;
    const there = node.links.find((link) => link.name === peerHook)?.peer;
    if (there === undefined) {
      if (exists) await netgraph.connect(`${peer}:`, `${name}:`, peerHook, hook);
      else await netgraph.mkpeer(`${peer}:`, "bridge", peerHook, hook);
    }
    // One that has no name was made here: just now, or by a process that was killed before it had named it.
    if (!exists && (there === undefined || (there.type === "bridge" && there.name === ""))) {
      if (persistent) await netgraph.send(`${peer}:${peerHook}`, bridgeType, "setpersistent");
      await netgraph.name(`${peer}:${peerHook}`, name);
      exists = true;
    }
  }
}

/** Bringing a bridge back that was there before. */
import type { Netgraph } from "../../netgraph/client.ts";
import { unlessGone } from "../observe/nodes.ts";
import type { Action } from "../plan/step.ts";
import type { Workshop } from "./workshop.ts";

/** Makes what of the bridge is missing. A node that its links led to and that has gone for good is left out. */
export async function restoreBridge(
  { netgraph }: Workshop,
  { name, links }: Extract<Action, { op: "bridge" }>,
): Promise<void> {
  let exists = (await unlessGone(netgraph.nodeInfo(`${name}:`))) !== undefined;
  for (const { hook, peer, peerHook } of links) {
    if (await isTaken(netgraph, peer, peerHook)) continue;
    if (exists) await netgraph.connect(`${peer}:`, `${name}:`, peerHook, hook);
    else {
      await netgraph.mkpeer(`${peer}:`, "bridge", peerHook, hook);
      await netgraph.name(`${peer}:${peerHook}`, name);
      exists = true;
    }
  }
}

/** Is the hook connected, or its node gone? Then there is nothing to connect. */
async function isTaken(netgraph: Netgraph, peer: string, hook: string): Promise<boolean> {
  const node = await unlessGone(netgraph.show(`${peer}:`));
  return node === undefined || node.links.some(({ name }) => name === hook);
}

/** Putting an ng_tee(4) between two nodes that are connected with each other, and taking it out. */
import type { Netgraph, NodeInfo } from "../../netgraph/client.ts";
import { sendMessage } from "../network/message.ts";
import { unlessGone } from "../observe/nodes.ts";
import type { Spliced } from "../plan/step.ts";
import { refuse } from "../refusal.ts";
import type { ApplyContext } from "./context.ts";
import { tellBridge } from "./movehost.ts";

/**
 * Netgraph has no message that puts a node between two others: a hook has to be taken off before it can be connected to
 * something else. What is needed in between is sent without waiting for anything, so that the link is open for a few
 * microseconds. A bridge forgets the addresses behind a hook that goes: it is told them again.
 */
export async function splice({ netgraph }: ApplyContext, spliced: Spliced): Promise<void> {
  const { tee, path, hook, peerPath, peerHook, settings } = spliced;
  const [one, other] = await Promise.all([netgraph.show(path), netgraph.show(peerPath)]);
  const link = one.links.find(({ name }) => name === hook);
  if (link?.peer.id !== other.id || link.peerHook !== peerHook)
    refuse("temporary", `the link of hook ${hook} was changed meanwhile; try once more`);
  const heard = [
    ...(await addressesBehind(netgraph, one, path, hook)),
    ...(await addressesBehind(netgraph, other, peerPath, peerHook)),
  ];
  const sent = [
    netgraph.rmhook(path, hook),
    netgraph.connect(path, `${tee}:`, hook, "left"),
    netgraph.connect(`${tee}:`, peerPath, "right", peerHook),
    ...settings.map((message) => sendMessage(netgraph, message)),
    ...heard.map(({ at, ...where }) => tellBridge(netgraph, at, where)),
  ];
  const failed = (await Promise.allSettled(sent)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}

/**
 * A tee that is shut down connects its left and right neighbours with each other (ng_tee(4)), and no frame is lost. One
 * that was not put in to its end does not: its neighbours, where they are still there and have nothing else, are
 * connected here.
 */
export async function unsplice({ netgraph }: ApplyContext, spliced: Spliced): Promise<void> {
  const { tee, path, hook, peerPath, peerHook, settings } = spliced;
  const node = await unlessGone(netgraph.show(`${tee}:`));
  if (node?.type === "tee") {
    const has = (name: string) => node.links.some((link) => link.name === name);
    await unlessGone(netgraph.shutdown(`${tee}:`));
    if (has("left") && has("right")) return;
  }
  const one = await unlessGone(netgraph.show(path));
  const other = await unlessGone(netgraph.show(peerPath));
  const isFree = (of: typeof one, name: string) =>
    of !== undefined && !of.links.some((link) => link.name === name);
  if (!isFree(one, hook) || !isFree(other, peerHook)) return;
  await netgraph.connect(path, peerPath, hook, peerHook);
  for (const message of settings) await sendMessage(netgraph, message);
}

async function addressesBehind(
  netgraph: Netgraph,
  { type }: NodeInfo,
  at: string,
  hook: string,
): Promise<{ readonly at: string; readonly addr: string; readonly hook: string }[]> {
  if (type !== "bridge") return [];
  const table = (await unlessGone(netgraph.bridge(at).table())) ?? [];
  return table.flatMap((host) => (host.hook === hook ? [{ at, addr: host.addr, hook }] : []));
}

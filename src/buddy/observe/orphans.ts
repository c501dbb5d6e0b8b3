/** Eifaces and NICs that have no link of a bridge for themselves. */
import type { Netgraph, NodeInfo } from "../../netgraph/client.ts";
import type { Orphan } from "../topology.ts";
import { guestOf } from "./guests.ts";
import { hooksOf, nameOf } from "./nodes.ts";
import type { Occupants } from "./occupants.ts";
import { walk, withBetween } from "./walk.ts";

/** What of each is known; of an eiface that is joined to something, what that is. */
export async function readOrphans(
  netgraph: Netgraph,
  alone: readonly NodeInfo[],
  who: Occupants | undefined,
): Promise<Orphan[]> {
  const joined = alone.filter(({ type, hooks }) => type === "eiface" && hooks > 0);
  const hooks = await withBetween(netgraph, await hooksOf(netgraph, joined));
  return alone.map((node): Orphan => {
    const link = hooks.get(node.id)?.[0];
    const walked = link && walk(link, hooks);
    const peer = walked?.hook.peer;
    const between =
      peer?.type === "bridge" ? walked?.between.map(({ node: one }) => nameOf(one)) : undefined;
    const guest = (one: NodeInfo) =>
      guestOf({ name: "", peer: one, peerHook: "ether" }, who!, undefined);
    return {
      ...nameOf(node),
      ...(peer && { joined: nameOf(peer) }),
      ...(between && { between }),
      ...(who && node.type === "eiface" && { guest: guest(node) }),
      ...(who && peer?.type === "eiface" && { joinedGuest: guest(peer) }),
    };
  });
}

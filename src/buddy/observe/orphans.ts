/** Eifaces and NICs that are on no bridge. */
import type { Netgraph, NodeInfo } from "../../netgraph/client.ts";
import type { Orphan } from "../topology.ts";
import { guestOf } from "./guests.ts";
import { hooksOf, nameOf } from "./nodes.ts";
import type { Occupants } from "./occupants.ts";
import { walk, withBetween } from "./walk.ts";

/** Those that are on no bridge; of an eiface that is joined to another one directly, which one that is. */
export async function readOrphans(
  netgraph: Netgraph,
  alone: readonly NodeInfo[],
  who: Occupants | undefined,
): Promise<Orphan[]> {
  const joined = alone.filter(({ type, hooks }) => type === "eiface" && hooks > 0);
  const hooks = await withBetween(netgraph, await hooksOf(netgraph, joined));
  return alone.map((node): Orphan => {
    const link = hooks.get(node.id)?.[0];
    const end = link && walk(link, hooks).hook.peer;
    const peer = end?.type === "eiface" ? end : undefined;
    const guest = (one: NodeInfo) =>
      guestOf({ name: "", peer: one, peerHook: "ether" }, who!, undefined);
    return {
      ...nameOf(node),
      ...(peer && { joined: nameOf(peer) }),
      ...(who && node.type === "eiface" && { guest: guest(node) }),
      ...(who && peer && { joinedGuest: guest(peer) }),
    };
  });
}

/** The guest that somebody may have meant who named one that there is not. */
import { nearestGuest } from "../config/nearest.ts";
import type { Netgraph } from "../netgraph/client.ts";
import { allLists, type Wanted } from "./plan/wanted.ts";

/** Returns its name, of the eifaces of the graph and of rc.conf; undefined when none is called nearly so, or rc.conf has it. */
export async function guestMeant(
  netgraph: Netgraph,
  wanted: Wanted,
  name: string,
): Promise<string | undefined> {
  const written = [...allLists(wanted).values()].flat();
  if (written.includes(name)) return undefined;
  const eifaces = (await netgraph.nodes()).filter(({ type }) => type === "eiface");
  return nearestGuest(name, [...eifaces.map((node) => node.name), ...written]);
}

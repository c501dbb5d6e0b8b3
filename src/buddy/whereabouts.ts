/** Where the interface of an eiface is. */
import { interfaceNamed } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { Netgraph } from "../netgraph/client.ts";
import { interfaceOf } from "./observe/guests.ts";
import { unlessGone } from "./observe/nodes.ts";
import type { Whereabouts } from "./plan/removeguests.ts";
import { nodeOf, type Seen } from "./plan/wanted.ts";

/** Looks for it on the host, else takes it to be in `jail`; a renamed one is asked for by the name that it has now. */
export async function whereIs(
  host: Host,
  netgraph: Netgraph,
  seen: Seen,
  eiface: string,
  jail: string,
): Promise<Whereabouts> {
  const node = nodeOf(seen, eiface, "eiface");
  if (node === undefined) return { in: "host" };
  const name = await unlessGone(interfaceOf(netgraph, node));
  if (name === undefined) return { in: "host" };
  if ((await interfaceNamed(host, name)) !== undefined) return { in: "host" };
  return { in: "jail", jail, interface: name };
}

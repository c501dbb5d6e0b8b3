/** What an eiface's interface is called and which addresses it has, as its node tells from outside of any jail. */
import { readAddresses } from "../../calls/ifaddrs.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { eiface } from "../../netgraph/types/eiface.ts";
import { pathOf, unlessGone } from "./nodes.ts";

/** What an interface's node tells of it. The node stays in the host's netgraph wherever the interface goes (ng_eiface.c). */
export interface Told {
  /** The name that it has now: it may have been renamed in a jail. */
  readonly name: string;
  /** Undefined where only the name is told, and then there are no addresses either. */
  readonly ether: string | undefined;
  /** Without prefix lengths. */
  readonly inet: readonly string[];
  readonly inet6: readonly string[];
}

/** Asks an eiface's node; undefined when it is gone. By ngctl(8), which has no words for addresses, the name is all there is. */
export async function toldBy(
  netgraph: Netgraph,
  node: { readonly id: number },
): Promise<Told | undefined> {
  return await unlessGone(askEiface(netgraph, pathOf(node)));
}

/** Asks the eiface at a path. Throws a NetgraphError when there is none. */
export async function askEiface(netgraph: Netgraph, path: string): Promise<Told> {
  try {
    const told = readAddresses(await netgraph.interfaceAddresses(path));
    if (told !== undefined) return told;
  } catch (error) {
    if (!(error instanceof NetgraphError) || error.errno !== errno.EOPNOTSUPP) throw error;
  }
  const name = await netgraph.send(path, eiface, "getifname");
  return { name, ether: undefined, inet: [], inet6: [] };
}

/** Is this the interface that was told of? Names alone are given in each jail anew. */
export function isSame(
  told: Told,
  one: { readonly name: string; readonly ether?: string },
): boolean {
  return one.name === told.name && (told.ether === undefined || one.ether === told.ether);
}

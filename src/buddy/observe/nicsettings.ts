/** How a NIC's ether node is set: what a bridge on it depends on. */
import type { Netgraph } from "../../netgraph/client.ts";
import { ether } from "../../netgraph/types/ether.ts";
import { pathOf } from "./nodes.ts";

/** The settings of an ether node (ng_ether(4)), each 0 or 1. */
export interface NicSettings {
  /** Does the NIC take frames that are for others? */
  readonly promisc: number;
  /** Does the node put the NIC's own address on what is sent? */
  readonly autosrc: number;
}

/** Asks an ether node for its settings. Throws a NetgraphError when it is gone. */
export async function nicSettings(
  netgraph: Netgraph,
  node: { readonly id: number },
): Promise<NicSettings> {
  return {
    promisc: await netgraph.send(pathOf(node), ether, "getpromisc"),
    autosrc: await netgraph.send(pathOf(node), ether, "getautosrc"),
  };
}

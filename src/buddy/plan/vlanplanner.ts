/** What plans the VLANs of NICs: loaded only where there are some. */
import type { HostInterface } from "../../host/ifconfig.ts";
import type { NodeInfo } from "../../netgraph/client.ts";
import type { Draft } from "./draft.ts";
import type { Action, Step } from "./step.ts";
import type { Seen, WantedBridge } from "./wanted.ts";

/** The functions of src/buddy/network/ that a plan calls for. */
export interface VlanPlanner {
  /** Does a bridge share its NIC with tags, by rc.conf or as the host is? */
  isAmongVlans(draft: Draft, bridge: WantedBridge, nic: HostInterface): boolean;
  /** Puts a bridge on its VLAN of a NIC, or on what has no tag. */
  planAmongVlans(
    draft: Draft,
    bridge: WantedBridge,
    nic: HostInterface,
    exists: NodeInfo | undefined,
  ): void;
  /** Takes away what nobody needs when these bridges are gone, and connects what stays as it is without it. */
  clearSplitters(seen: Seen, gone: readonly NodeInfo[]): Step[];
  /** What the hooks of a bridge need besides when it comes back: the VLANs of the nodes at their other ends. */
  tagsAgain(seen: Seen, bridge: NodeInfo): Action[];
}

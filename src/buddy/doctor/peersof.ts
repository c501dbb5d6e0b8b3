/** The hosts that a bridge is stretched to, as rc.conf says. */
import { NetworkTextError, type Peers, readNetwork } from "../../config/networksettings.ts";
import type { WantedBridge } from "../plan/wanted.ts";

/** Returns them; undefined where there are none, and where they are written as nobody can use them: that is told elsewhere. */
export function peersOf({ network }: Pick<WantedBridge, "network">): Peers | undefined {
  if (network === undefined) return undefined;
  try {
    return readNetwork(network).peers;
  } catch (error) {
    if (error instanceof NetworkTextError) return undefined;
    throw error;
  }
}

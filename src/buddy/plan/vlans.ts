/** Bridges on VLANs of an interface that another bridge is on. */
import type { HostInterface } from "../../host/ifconfig.ts";
import { meant } from "../names.ts";
import type { WantedBridge } from "./wanted.ts";

/**
 * Returns a line for each bridge on a VLAN whose NIC has a bridge with an uplink hook. What the VLAN sends passes by that
 * bridge, which never learns where the answers belong, and sends none of them on.
 */
export function cutOffVlans(
  bridges: readonly Pick<WantedBridge, "name" | "interface" | "uplink">[],
  interfaces: ReadonlyMap<string, HostInterface> | undefined,
): string[] {
  return bridges.flatMap((bridge) => {
    const vlan = meant(interfaces, bridge.interface);
    const below = bridges.find(
      ({ uplink, interface: name }) =>
        uplink && vlan?.parent !== undefined && meant(interfaces, name)?.name === vlan.parent,
    );
    if (vlan === undefined || below === undefined) return [];
    return [
      `bridge ${bridge.name} is on ${vlan.name}, a VLAN of ${vlan.parent}, and gets no answers from outside while ngbuddy_${below.name}_uplink is YES; set it to NO, then: ngbuddy restart`,
    ];
  });
}

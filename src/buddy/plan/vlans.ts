/** Bridges on VLANs of an interface that another bridge is on. */
import type { HostInterface } from "../../host/ifconfig.ts";
import { meant } from "../names.ts";
import type { WantedBridge } from "./wanted.ts";

type Bridge = Pick<WantedBridge, "name" | "interface" | "uplink" | "upper" | "vlan">;
type Interfaces = ReadonlyMap<string, HostInterface> | undefined;

/** Returns what is to be known of each bridge on a VLAN whose NIC has a bridge, too. */
export function vlanNotes(bridges: readonly Bridge[], interfaces: Interfaces): string[] {
  return [...cutOffVlans(bridges, interfaces), ...leakedVlans(bridges, interfaces)];
}

/**
 * Returns a line for each bridge on a VLAN whose NIC has a bridge without the NIC's upper hook. What comes in for the VLAN
 * reaches that by the host's own stack, to which the NIC's bridge then hands nothing.
 */
export function cutOffVlans(bridges: readonly Bridge[], interfaces: Interfaces): string[] {
  return onVlans(bridges, interfaces)
    .filter(({ below }) => !below.upper)
    .map(
      ({ bridge, vlan, nic, below }) =>
        `bridge ${bridge} is on ${vlan}, a VLAN of ${nic}, and gets nothing from outside while ngbuddy_${below.name}_upper is NO; set it to YES, then: ngbuddy restart`,
    );
}

/** What comes in for the VLAN is flooded, tag and all: to uplinks only when it is for one station, and to every link when it is not, or there are no uplinks. */
function leakedVlans(bridges: readonly Bridge[], interfaces: Interfaces): string[] {
  return onVlans(bridges, interfaces).map(
    ({ bridge, vlan, nic, below }) =>
      `bridge ${bridge} is on ${vlan}, a VLAN of ${nic}: guests of bridge ${below.name}, which is on ${nic} itself, see ${below.uplink ? "broadcasts" : "frames"} of that VLAN, with their tag`,
  );
}

/** The bridges on VLANs, with the bridge on the NIC below. */
function onVlans(bridges: readonly Bridge[], interfaces: Interfaces) {
  return bridges.flatMap((bridge) => {
    const vlan = meant(interfaces, bridge.interface);
    const below = bridges.find(
      ({ interface: name, vlan: tags }) =>
        // What has no tag for an ng_vlan(4) at the NIC goes to the bridge without one, or to the host.
        tags === undefined &&
        vlan?.parent !== undefined &&
        meant(interfaces, name)?.name === vlan.parent,
    );
    if (vlan?.parent === undefined || below === undefined) return [];
    return [{ bridge: bridge.name, vlan: vlan.name, nic: vlan.parent, below }];
  });
}

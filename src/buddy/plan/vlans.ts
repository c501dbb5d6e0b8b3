/** Bridges on VLANs of an interface that another bridge is on. */
import type { HostInterface } from "../../host/ifconfig.ts";
import { meant } from "../names.ts";
import type { WantedBridge } from "./wanted.ts";

type Bridge = Pick<WantedBridge, "name" | "interface" | "uplink">;
type Interfaces = ReadonlyMap<string, HostInterface> | undefined;

/** Returns what is to be known of each bridge on a VLAN whose NIC has a bridge, too. */
export function vlanNotes(bridges: readonly Bridge[], interfaces: Interfaces): string[] {
  return [...cutOffVlans(bridges, interfaces), ...leakedVlans(bridges, interfaces)];
}

/**
 * Returns a line for each bridge on a VLAN whose NIC has a bridge with an uplink hook. What the VLAN sends passes by that
 * bridge, which never learns where the answers belong, and sends none of them on.
 */
export function cutOffVlans(bridges: readonly Bridge[], interfaces: Interfaces): string[] {
  return onVlans(bridges, interfaces)
    .filter(({ below }) => below.uplink)
    .map(
      ({ bridge, vlan, nic, below }) =>
        `bridge ${bridge} is on ${vlan}, a VLAN of ${nic}, and gets no answers from outside while ngbuddy_${below.name}_uplink is YES; set it to NO, then: ngbuddy restart`,
    );
}

/** With plain hooks both reach the outside, but the NIC's bridge floods what comes for the VLAN, tag and all, to its guests. */
function leakedVlans(bridges: readonly Bridge[], interfaces: Interfaces): string[] {
  return onVlans(bridges, interfaces)
    .filter(({ below }) => !below.uplink)
    .map(
      ({ bridge, vlan, nic, below }) =>
        `bridge ${bridge} is on ${vlan}, a VLAN of ${nic}: guests of bridge ${below.name}, which is on ${nic} itself, see frames of that VLAN, with their tag`,
    );
}

/** The bridges on VLANs, with the bridge on the NIC below. */
function onVlans(bridges: readonly Bridge[], interfaces: Interfaces) {
  return bridges.flatMap((bridge) => {
    const vlan = meant(interfaces, bridge.interface);
    const below = bridges.find(
      ({ interface: name }) =>
        vlan?.parent !== undefined && meant(interfaces, name)?.name === vlan.parent,
    );
    if (vlan?.parent === undefined || below === undefined) return [];
    return [{ bridge: bridge.name, vlan: vlan.name, nic: vlan.parent, below }];
  });
}

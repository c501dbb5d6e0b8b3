/** vlan(4): an interface on top of another, for the frames with one 802.1Q tag (if_vlan.c). */
import { errno } from "../../netgraph/errno.ts";
import { ETHER_MTU, ETHER_TAG, ETHERTYPE_QINQ, ETHERTYPE_VLAN, tagged } from "../wire/ethernet.ts";
import { IFCAP, optionsOf, withOptions } from "./capabilities.ts";
import { Interface, type InterfaceVnet, type VlanTag } from "./interface.ts";

/** Makes a VLAN interface without parent, not yet attached to its vnet. `unit` is undefined for one that is called after its parent. */
export function createVlan(vnet: InterfaceVnet, name: string, unit: number | undefined): Interface {
  const child = new Interface(vnet, { name, kind: "vlan", ether: new Uint8Array(6), unit });
  child.carrier = false;
  child.transmit = (frame) => {
    const { vlan } = child;
    if (!vlan?.parent.up) return;
    const type = vlan.protocol === "802.1q" ? ETHERTYPE_VLAN : ETHERTYPE_QINQ;
    vlan.parent.send(tagged(frame, (vlan.pcp << 13) | vlan.tag, type));
  };
  child.destroy = () => {
    unconfigureVlan(child);
    child.vnet.detach(child);
  };
  return child;
}

/** Puts a VLAN interface on a parent, or gives it another tag there: gives an errno (if_vlan.c, vlan_config). */
export function configureVlan(
  child: Interface,
  parent: Interface,
  tag: number,
  protocol: VlanTag["protocol"],
): number {
  if (!parent.isEthernet) return errno.EPROTONOSUPPORT;
  if (tag < 1 || tag > 4094) return errno.EINVAL;
  const { vlan } = child;
  if (vlan !== undefined && vlan.parent !== parent) return errno.EBUSY;
  if (vlan?.tag !== tag && parent.vlans?.has(tag)) return errno.EEXIST;
  parent.vlans ??= new Map();
  if (vlan !== undefined) parent.vlans.delete(vlan.tag);
  parent.vlans.set(tag, child);
  child.vlan = { parent, tag, protocol, pcp: vlan?.pcp ?? 0 };
  if (vlan === undefined) {
    takeAfter(child, parent);
    if (child.promiscuous > 0) parent.askPromiscuous(true);
  }
  return 0;
}

function takeAfter(child: Interface, parent: Interface): void {
  child.mtu = parent.mtu - vlanOverhead(parent);
  child.ether = parent.ether?.slice();
  child.media = parent.media;
  child.carrier = parent.kind === "bridge" ? false : (parent.carrier ?? true);
  child.simplex = parent.simplex;
  child.running = true;
  followCapabilities(child, parent);
}

/** How many bytes a tagged frame may be shorter: none on drivers that take frames with a tag on top of their MTU. */
export function vlanOverhead(parent: Interface): number {
  return optionsOf(parent) & IFCAP.VLAN_MTU ? 0 : ETHER_TAG;
}

/** What of its parent's capabilities a VLAN has too (if_vlan.c, vlan_capabilities). */
export function followCapabilities(child: Interface, parent: Interface): void {
  const offered = optionsOf(parent);
  let kept = IFCAP.LINKSTATE | IFCAP.TOE | IFCAP.MEXTPG;
  if (offered & IFCAP.VLAN_HWCSUM) kept |= IFCAP.LRO;
  if (offered & IFCAP.VLAN_HWCSUM && offered & IFCAP.VLAN_HWTAGGING) kept |= IFCAP.HWCSUM;
  if (offered & IFCAP.VLAN_HWTSO) kept |= IFCAP.TSO;
  child.options = withOptions(offered & kept);
}

/** Takes a VLAN interface off its parent: it stays, without a link (if_vlan.c, vlan_unconfig). */
export function unconfigureVlan(child: Interface): void {
  const { vlan } = child;
  if (vlan === undefined) return;
  vlan.parent.vlans?.delete(vlan.tag);
  if (child.promiscuous > 0) vlan.parent.askPromiscuous(false);
  child.vlan = undefined;
  child.mtu = ETHER_MTU;
  child.media = undefined;
  child.carrier = false;
  child.running = false;
}

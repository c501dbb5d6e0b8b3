/** vlan(4): an interface on top of another, for the frames with one 802.1Q tag. */
import { tagged } from "./ethernet.ts";
import { Interface } from "./interface.ts";

/** Makes a VLAN interface that is not yet attached to its vnet. The parent must be an Ethernet interface without this tag. */
export function createVlan(name: string, parent: Interface, tag: number): Interface {
  const child = new Interface(parent.vnet, {
    name,
    kind: "vlan",
    mtu: parent.mtu,
    ...(parent.ether && { ether: parent.ether.slice() }),
    options: "80000<LINKSTATE>",
    ...(parent.media && { media: parent.media }),
  });
  parent.vlans ??= new Map();
  parent.vlans.set(tag, child);
  child.vlan = { parent, tag };
  child.carrier = parent.carrier ?? true;
  child.running = true;
  child.transmit = (frame) => {
    if (child.vlan?.parent.up) child.vlan.parent.send(tagged(frame, tag));
  };
  child.destroy = () => {
    unconfigureVlan(child);
    child.vnet.detach(child);
  };
  return child;
}

/** Takes a VLAN interface off its parent: it stays, without a link (if_vlan.c, vlan_unconfig). */
export function unconfigureVlan(child: Interface): void {
  const { vlan } = child;
  if (vlan === undefined) return;
  vlan.parent.vlans?.delete(vlan.tag);
  child.vlan = undefined;
  child.carrier = false;
  child.running = false;
}

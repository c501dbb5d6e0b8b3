/** SIOCSIFMTU: which MTU an interface takes, and who follows it. */
import { errno } from "../../netgraph/errno.ts";
import type { Interface } from "./interface.ts";
import { vlanOverhead } from "./vlan.ts";

/** The smallest and the largest MTU that a kind's driver takes, bytes; the others take what if.c does. */
const mtuLimits: { readonly [kind: string]: readonly [least: number, most: number] } = {
  // ng_eiface.h: ETHER_MAX_LEN_JUMBO
  eiface: [72, 9018],
  // ng_iface.h
  iface: [72, 65535],
};

/** SIOCSIFMTU as ifconfig asks for it: a bridge's member has its bridge's (if.c, ifhwioctl). */
export function setMtu(iface: Interface, mtu: number): number {
  if (iface.bridge !== undefined) return errno.EOPNOTSUPP;
  return driverMtu(iface, mtu);
}

/** SIOCSIFMTU as a driver takes it. A bridge's members follow it; when one cannot, none does (if_bridge.c, bridge_ioctl). */
export function driverMtu(iface: Interface, mtu: number): number {
  const { vlan, kind } = iface;
  const [least, most] = mtuLimits[kind] ?? [72, 65535];
  if (mtu < least || mtu > most) return errno.EINVAL;
  if (kind === "vlan") {
    if (vlan === undefined || mtu > vlan.parent.mtu - vlanOverhead(vlan.parent))
      return errno.EINVAL;
  }
  const { members = [] } = iface;
  if (members.some((member) => driverMtu(member, mtu) !== 0)) {
    for (const member of members) driverMtu(member, iface.mtu);
    return errno.EINVAL;
  }
  iface.mtu = mtu;
  return 0;
}

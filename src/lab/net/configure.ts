/** What ifconfig(8) asks of the kernel: the ioctls on an interface. Each gives an errno, 0 for success. */
import { errno } from "../../netgraph/errno.ts";
import { formatIpv6, isLinkLocal, linkLocalOf, parseIpv4, parseIpv6 } from "../wire/address.ts";
import { isMulticast6, isUnspecified, sameAddress6 } from "../wire/address6.ts";
import { ND6_AUTO_LINKLOCAL, ND6_IFDISABLED } from "./flagbits.ts";
import { IN6_IFF_TENTATIVE, type Inet6 } from "./inet6.ts";
import type { Inet, Interface } from "./interface.ts";

/** IFF_UP on: the driver starts, the routes to the interface's networks come back. */
export function bringUp(iface: Interface): void {
  const wasUp = iface.up;
  iface.up = true;
  if (iface.kind !== "loopback" || iface.inet.length > 0) {
    iface.running = true;
  }
  if (wasUp) return;
  iface.vnet.stack.own.connect(iface);
  iface.carp?.linkChanged();
  attachIpv6(iface);
  iface.vnet.stack.connect6(iface);
}

/** IFF_UP off: the driver stops. */
export function takeDown(iface: Interface): void {
  const wasUp = iface.up;
  iface.up = false;
  // lo0 has no driver to stop (if_loop.c), and that of an epair goes on (recording 60).
  if (iface.kind !== "loopback" && iface.kind !== "epair") iface.running = false;
  iface.vnet.stack.own.disconnect(iface);
  if (wasUp) iface.carp?.linkChanged();
}

/** SIOCAIFADDR: an address brings its interface up (if_ethersubr.c, ether_ioctl). An address that is there already is set anew. */
export function addInet(iface: Interface, inet: Inet): number {
  const { vhid } = inet;
  if (vhid !== undefined && iface.carp === undefined) return errno.ENOPROTOOPT;
  removeInet(iface, inet.address, true);
  const wasUp = iface.up;
  iface.inet = [...iface.inet, inet];
  iface.up = true;
  iface.running = true;
  iface.vnet.stack.addAddress(iface, inet);
  if (!wasUp && vhid === undefined) iface.carp?.linkChanged();
  attachIpv6(iface);
  return vhid === undefined ? 0 : (iface.carp?.attach(vhid) ?? 0);
}

/** SIOCDIFADDR; without an address, the interface's first one goes. `isReplaced` when it comes back at once. */
export function removeInet(iface: Interface, address?: string, isReplaced = false): number {
  const gone =
    address === undefined ? iface.inet[0] : iface.inet.find((inet) => inet.address === address);
  if (gone === undefined) return address === undefined ? 0 : errno.EADDRNOTAVAIL;
  iface.inet = iface.inet.filter((inet) => inet !== gone);
  iface.vnet.stack.removeAddress(iface, parseIpv4(gone.address) ?? 0);
  if (gone.vhid !== undefined) iface.carp?.detach(gone.vhid, isReplaced);
  return 0;
}

/** SIOCSIFLLADDR: the neighbours are told when the interface is up; VLANs that share the address follow. */
export function setEther(iface: Interface, ether: Uint8Array): number {
  if (iface.ether === undefined || ether.length !== 6) return errno.EINVAL;
  iface.ether = ether;
  iface.vnet.stack.announce(iface);
  for (const child of iface.vlans?.values() ?? []) setEther(child, ether);
  return 0;
}

/** What IPv6 does by itself when an interface comes up: lo0 gets its addresses, the others theirs when they are not disabled (in6_ifattach.c). */
function attachIpv6(iface: Interface): void {
  const { nd6, ether, kind } = iface;
  if (!iface.up || nd6 & ND6_IFDISABLED || !(nd6 & ND6_AUTO_LINKLOCAL)) return;
  if (kind === "loopback") {
    iface.running = true;
    const isTaken = iface.vnet.interfaces.some(({ inet6 }) =>
      inet6.some(({ address }) => address === "::1"),
    );
    if (!isTaken) addInet6(iface, { address: "::1", prefix: 128 });
    addInet6(iface, { address: "fe80::1", prefix: 64 });
  } else if (ether !== undefined) addLinkLocal(iface);
}

/** An IPv6 address that is to be set. */
export interface NewInet6 {
  readonly address: string;
  readonly prefix: number;
  /** The virtual host of carp(4) that the address is to be shared by. */
  readonly vhid?: number | undefined;
  /** IN6_IFF_…, beyond being tentative; none when left out. */
  readonly flags?: number;
  /** The lab's milliseconds when it is no longer preferred, and when it goes; never when left out. */
  readonly preferredUntil?: number;
  readonly validUntil?: number;
}

/** SIOCAIFADDR_IN6: an address ends IFDISABLED and brings the interface up. One that is there already stays, with the flags and lifetimes that were said last. */
export function addInet6(iface: Interface, wanted: NewInet6): number {
  const groups = parseIpv6(wanted.address);
  if (groups === undefined || wanted.prefix === 0) return errno.EINVAL;
  if (isMulticast6(groups) || isUnspecified(groups)) return errno.EINVAL;
  const { prefix, vhid, flags = 0, preferredUntil = Infinity, validUntil = Infinity } = wanted;
  if (vhid !== undefined && iface.carp === undefined) return errno.ENOPROTOOPT;
  const known = iface.inet6.find((inet) => sameAddress6(inet.groups, groups));
  if (known !== undefined && known.vhid !== vhid) removeInet6(iface, known.address);
  else if (known !== undefined) {
    Object.assign(known, { preferredUntil, validUntil });
    iface.vnet.stack.followLifetimes6();
    return 0;
  }
  iface.nd6 &= ~ND6_IFDISABLED;
  // What is only on this link comes first, as it does on FreeBSD: it needs a link-local address of its own.
  if (!isLinkLocal(groups) && iface.kind !== "loopback") addLinkLocal(iface);
  const inet: Inet6 = {
    address: formatIpv6(groups),
    prefix,
    groups,
    flags: flags | IN6_IFF_TENTATIVE,
    preferredUntil,
    validUntil,
    ...(vhid !== undefined && { vhid }),
    counters: { inPackets: 0, inOctets: 0, outPackets: 0, outOctets: 0 },
  };
  const wasUp = iface.up;
  iface.running = true;
  iface.up = true;
  iface.inet6 = sorted6([...iface.inet6, inet]);
  iface.vnet.stack.addAddress6(iface, inet);
  if (!wasUp && vhid === undefined) iface.carp?.linkChanged();
  attachIpv6(iface);
  if (!wasUp) iface.vnet.stack.connect6(iface);
  return vhid === undefined ? 0 : (iface.carp?.attach(vhid) ?? 0);
}

function addLinkLocal(iface: Interface): void {
  const { nd6, ether, inet6 } = iface;
  if (ether === undefined || !(nd6 & ND6_AUTO_LINKLOCAL)) return;
  if (inet6.some(({ groups }) => isLinkLocal(groups))) return;
  addInet6(iface, { address: formatIpv6(linkLocalOf(ether)), prefix: 64 });
}

/** ifconfig shows ::1 before fe80::1, and link-local addresses of other interfaces first. */
function sorted6(addresses: readonly Inet6[]): Inet6[] {
  const rank = ({ address }: Inet6) =>
    address === "::1" ? 0 : address.startsWith("fe80:") ? 1 : 2;
  return [...addresses].sort((a, b) => rank(a) - rank(b));
}

/** SIOCDIFADDR_IN6 */
export function removeInet6(iface: Interface, text: string): number {
  const groups = parseIpv6(text);
  const gone = groups && iface.inet6.find((inet) => sameAddress6(inet.groups, groups));
  if (gone === undefined) return errno.EADDRNOTAVAIL;
  iface.inet6 = iface.inet6.filter((inet) => inet !== gone);
  iface.vnet.stack.removeAddress6(iface, gone);
  if (gone.vhid !== undefined) iface.carp?.detach(gone.vhid, false);
  return 0;
}

/** Sets IPv6's flags of an interface (SIOCSIFINFO_IN6): IFDISABLED makes it forget that its addresses are its own; ending that gives it a link-local address. */
export function setNd6(iface: Interface, flags: number): void {
  const isNew = (iface.nd6 & ND6_IFDISABLED) === 0;
  iface.nd6 = flags;
  if (flags & ND6_IFDISABLED && isNew) {
    for (const inet of iface.inet6) inet.flags |= IN6_IFF_TENTATIVE;
    return;
  }
  attachIpv6(iface);
  iface.vnet.stack.connect6(iface);
}

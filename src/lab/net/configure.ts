/** What ifconfig(8) asks of the kernel: the ioctls on an interface. Each gives an errno, 0 for success. */
import { errno } from "../../netgraph/errno.ts";
import { formatIpv6, linkLocalOf, parseIpv4, parseIpv6 } from "../wire/address.ts";
import { ND6_AUTO_LINKLOCAL, ND6_IFDISABLED } from "./flagbits.ts";
import type { Inet, Interface } from "./interface.ts";

/** IFF_UP on: the driver starts, the routes to the interface's networks come back. */
export function bringUp(networkInterface: Interface): void {
  const wasUp = networkInterface.up;
  networkInterface.up = true;
  if (networkInterface.kind !== "loopback" || networkInterface.inet.length > 0) {
    networkInterface.running = true;
  }
  if (wasUp) return;
  networkInterface.vnet.stack.own.connect(networkInterface);
  attachIpv6(networkInterface);
}

/** IFF_UP off: the driver stops. */
export function takeDown(networkInterface: Interface): void {
  networkInterface.up = false;
  // lo0 has no driver to stop (if_loop.c).
  if (networkInterface.kind !== "loopback") networkInterface.running = false;
  networkInterface.vnet.stack.own.disconnect(networkInterface);
}

/** SIOCAIFADDR: an address brings its interface up (if_ethersubr.c, ether_ioctl). An address that is there already is set anew. */
export function addInet(networkInterface: Interface, inet: Inet): number {
  removeInet(networkInterface, inet.address);
  networkInterface.inet = [...networkInterface.inet, inet];
  networkInterface.up = true;
  networkInterface.running = true;
  networkInterface.vnet.stack.addAddress(networkInterface, inet);
  attachIpv6(networkInterface);
  return 0;
}

/** SIOCDIFADDR; without an address, the interface's first one goes. */
export function removeInet(networkInterface: Interface, address?: string): number {
  const gone =
    address === undefined
      ? networkInterface.inet[0]
      : networkInterface.inet.find((inet) => inet.address === address);
  if (gone === undefined) return address === undefined ? 0 : errno.EADDRNOTAVAIL;
  networkInterface.inet = networkInterface.inet.filter((inet) => inet !== gone);
  networkInterface.vnet.stack.removeAddress(networkInterface, parseIpv4(gone.address) ?? 0);
  return 0;
}

/** SIOCSIFLLADDR: the neighbours are told when the interface is up; VLANs that share the address follow. */
export function setEther(networkInterface: Interface, ether: Uint8Array): number {
  if (networkInterface.ether === undefined || ether.length !== 6) return errno.EINVAL;
  networkInterface.ether = ether;
  networkInterface.vnet.stack.announce(networkInterface);
  for (const child of networkInterface.vlans?.values() ?? []) setEther(child, ether);
  return 0;
}

/** What IPv6 does by itself when an interface comes up: lo0 gets its addresses, the others theirs when they are not disabled (in6_ifattach.c). */
function attachIpv6(networkInterface: Interface): void {
  const { nd6, ether, kind } = networkInterface;
  if (!networkInterface.up || nd6 & ND6_IFDISABLED || !(nd6 & ND6_AUTO_LINKLOCAL)) return;
  if (kind === "loopback") {
    networkInterface.running = true;
    const isTaken = networkInterface.vnet.interfaces.some(({ inet6 }) =>
      inet6.some(({ address }) => address === "::1"),
    );
    if (!isTaken) addInet6(networkInterface, { address: "::1", prefix: 128 });
    addInet6(networkInterface, { address: "fe80::1", prefix: 64 });
  } else if (ether !== undefined) {
    addInet6(networkInterface, { address: formatIpv6(linkLocalOf(ether)), prefix: 64 });
  }
}

/** SIOCAIFADDR_IN6: an address ends IFDISABLED and brings the interface up. */
export function addInet6(networkInterface: Interface, inet: Inet): number {
  const groups = parseIpv6(inet.address);
  if (groups === undefined || inet.prefix === 0) return errno.EINVAL;
  const address = formatIpv6(groups);
  if (networkInterface.inet6.some((known) => known.address === address)) return 0;
  networkInterface.inet6 = sorted6([...networkInterface.inet6, { ...inet, address }]);
  networkInterface.vnet.stack.own6.add(networkInterface, groups, inet.prefix);
  networkInterface.running = true;
  networkInterface.up = true;
  networkInterface.nd6 &= ~ND6_IFDISABLED;
  attachIpv6(networkInterface);
  return 0;
}

/** ifconfig shows ::1 before fe80::1, and link-local addresses of other interfaces first. */
function sorted6(addresses: readonly Inet[]): Inet[] {
  const rank = ({ address }: Inet) => (address === "::1" ? 0 : address.startsWith("fe80:") ? 1 : 2);
  return [...addresses].sort((a, b) => rank(a) - rank(b));
}

export function removeInet6(networkInterface: Interface, text: string): number {
  const groups = parseIpv6(text);
  const address = groups === undefined ? text : formatIpv6(groups);
  if (!networkInterface.inet6.some((inet) => inet.address === address)) return errno.EADDRNOTAVAIL;
  networkInterface.inet6 = networkInterface.inet6.filter((inet) => inet.address !== address);
  networkInterface.vnet.stack.own6.remove(networkInterface, address);
  return 0;
}

/** Sets IPv6's flags of an interface (SIOCSIFINFO_IN6); ending IFDISABLED gives it a link-local address. */
export function setNd6(networkInterface: Interface, flags: number): void {
  networkInterface.nd6 = flags;
  attachIpv6(networkInterface);
}

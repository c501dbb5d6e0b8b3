/** The IPv6 addresses of a vnet's interfaces: the routes that come and go with them (in6.c), and which one a packet is sent from (in6_src.c). */
import { isLinkLocal, network6 } from "../wire/address.ts";
import {
  type Address6,
  commonBits,
  isInNetwork6,
  isLoopback6,
  sameAddress6,
  scopeOf,
} from "../wire/address6.ts";
import { IN6_IFF_DEPRECATED, type Inet6, isReady } from "./inet6.ts";
import type { Interface } from "./interface.ts";
import type { RouteTable6 } from "./routes6.ts";

/** An address of this stack, and where it is. */
export interface OwnAddress6 {
  readonly interface: Interface;
  readonly inet: Inet6;
}

const NONE: readonly OwnAddress6[] = [];

/** The IPv6 addresses of a vnet by what they are; the interfaces keep them in their order. */
export class OwnAddresses6 {
  private readonly byAddress = new Map<string, readonly OwnAddress6[]>();

  constructor(
    private readonly routes: RouteTable6,
    private readonly loopback: () => Interface | undefined,
  ) {}

  /** Returns the address of this stack's; a link-local one is that of the interface `zone`. */
  get(address: Address6, zone: Interface | undefined): OwnAddress6 | undefined {
    const all = this.byAddress.get(keyOf(address)) ?? NONE;
    return isLinkLocal(address) ? all.find((own) => own.interface === zone) : all[0];
  }

  /** Makes an address the interface's own, with its host route and the route to its network, as netstat shows them. */
  add(iface: Interface, inet: Inet6): void {
    const { groups } = inet;
    const key = keyOf(groups);
    this.byAddress.set(key, [...(this.byAddress.get(key) ?? NONE), { interface: iface, inet }]);
    if (isHeld(iface, inet)) this.addHostRoute(iface, inet);
    this.connect(iface, inet);
  }

  private addHostRoute(iface: Interface, { groups, address }: Inet6): void {
    this.routes.add({
      destination: groups,
      prefix: 128,
      interface: this.loopback() ?? iface,
      scope: isLinkLocal(groups) ? iface : undefined,
      flags: new Set(["U", "H", "S"]),
      owner: iface,
      address,
    });
  }

  /** Puts the route to an address in that carp(4) has become the master of. */
  connectShared(iface: Interface, inet: Inet6): void {
    this.disconnectShared(iface, inet);
    this.addHostRoute(iface, inet);
  }

  /** Takes the route to an address out that another host is the master of now; the one to its network stays. */
  disconnectShared(iface: Interface, { groups }: Inet6): void {
    this.routes.removeWhere(
      ({ owner, prefix, destination, gateway }) =>
        owner === iface &&
        prefix === 128 &&
        gateway === undefined &&
        sameAddress6(destination, groups),
    );
  }

  /** Puts the route to an address's network in, unless it is there. */
  private connect(iface: Interface, { groups, prefix, address }: Inet6): void {
    if (prefix === 128) return;
    this.connectNetwork(iface, network6(groups, prefix), prefix, address);
  }

  /** Puts a route in to a network that is on the interface's link, unless it is there. */
  connectNetwork(iface: Interface, network: Address6, prefix: number, address = ""): void {
    const isKnown = this.routes
      .list()
      .some(
        (route) =>
          route.interface === iface &&
          route.prefix === prefix &&
          sameAddress6(route.destination, network),
      );
    if (isKnown) return;
    this.routes.add({
      destination: network,
      prefix,
      interface: iface,
      scope: isLinkLocal(network) ? iface : undefined,
      flags: new Set(["U"]),
      owner: iface,
      address,
    });
  }

  /** Takes the route away to a network that was on the link without an address of its own there. */
  disconnectNetwork(iface: Interface, network: Address6, prefix: number): void {
    this.routes.removeWhere(
      (route) =>
        route.owner === iface &&
        route.address === "" &&
        route.gateway === undefined &&
        route.prefix === prefix &&
        sameAddress6(route.destination, network),
    );
    for (const inet of iface.inet6) this.connect(iface, inet);
  }

  /** Takes an address away, and the routes that came with it. A network that another address is in keeps its route. */
  remove(iface: Interface, inet: Inet6): void {
    this.drop(iface, inet);
    this.routes.removeWhere((route) => route.owner === iface && route.address === inet.address);
    for (const other of iface.inet6) if (other !== inet) this.connect(iface, other);
  }

  private drop(iface: Interface, { groups }: Inet6): void {
    const key = keyOf(groups);
    const left = (this.byAddress.get(key) ?? NONE).filter((own) => own.interface !== iface);
    if (left.length > 0) this.byAddress.set(key, left);
    else this.byAddress.delete(key);
  }

  forget(iface: Interface): void {
    for (const inet of iface.inet6) this.drop(iface, inet);
    this.routes.removeWhere(({ owner, interface: by }) => owner === iface || by === iface);
  }

  /** Is an address on the interface's link, because one of its own networks has it? */
  isOnLink(iface: Interface, address: Address6): boolean {
    return this.routes
      .list()
      .some(
        (route) =>
          route.interface === iface &&
          route.gateway === undefined &&
          route.prefix < 128 &&
          isInNetwork6(address, route.destination, route.prefix),
      );
  }

  /** Returns the address that a packet to a destination leaves `by` an interface from (RFC 6724, as in6_selectsrc has it); undefined when none will do. */
  sourceFor(destination: Address6, by: Interface): Inet6 | undefined {
    let best: OwnAddress6 | undefined;
    for (const candidates of this.byAddress.values()) {
      for (const candidate of candidates) {
        if (!isReady(candidate.inet) || !isUsable(candidate, destination, by)) continue;
        if (best === undefined || isBetter(candidate, best, destination, by)) best = candidate;
      }
    }
    return best?.inet;
  }
}

/** Has the interface the address now? As long as another host is the master of a shared one, that is who has it (ip_carp.c, carp_iamatch6). */
export function isHeld({ carp }: Interface, { vhid }: Inet6): boolean {
  return vhid === undefined || carp?.etherOf(vhid) !== undefined;
}

/** What is of one link only goes nowhere else. */
function isUsable(candidate: OwnAddress6, destination: Address6, by: Interface): boolean {
  const { groups } = candidate.inet;
  if (isLoopback6(groups)) return by.kind === "loopback";
  if (isLinkLocal(groups)) return candidate.interface === by;
  return !isLinkLocal(destination) || candidate.interface === by;
}

function isBetter(
  one: OwnAddress6,
  best: OwnAddress6,
  destination: Address6,
  by: Interface,
): boolean {
  const isIt = ({ inet }: OwnAddress6) => sameAddress6(inet.groups, destination);
  if (isIt(one) !== isIt(best)) return isIt(one);
  const [ours, theirs] = [scopeOf(one.inet.groups), scopeOf(best.inet.groups)];
  const wanted = scopeOf(destination);
  if (ours !== theirs) return ours < theirs ? ours >= wanted : theirs < wanted;
  const isOld = ({ inet }: OwnAddress6) => (inet.flags & IN6_IFF_DEPRECATED) !== 0;
  if (isOld(one) !== isOld(best)) return isOld(best);
  if ((one.interface === by) !== (best.interface === by)) return one.interface === by;
  const shared = (own: OwnAddress6) => {
    if (own.inet.vhid === undefined) return 0;
    return isHeld(own.interface, own.inet) ? 1 : 2;
  };
  if (shared(one) !== shared(best)) return shared(one) < shared(best);
  const common = ({ inet }: OwnAddress6) => commonBits(inet.groups, destination);
  return common(one) > common(best);
}

function keyOf(address: Address6): string {
  return address.join(" ");
}

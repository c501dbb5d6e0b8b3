/** The routes that come and go with the IPv6 addresses of a vnet's interfaces (in6.c). */
import { formatIpv6, isLinkLocal, network6 } from "../wire/address.ts";
import type { Interface } from "./interface.ts";
import type { RouteTable6 } from "./routes6.ts";

/** The routes of a vnet's IPv6 addresses; the addresses themselves are kept by the interfaces. */
export class OwnAddresses6 {
  constructor(
    private readonly routes: RouteTable6,
    private readonly loopback: () => Interface | undefined,
  ) {}

  /** The network and the host route of an address, as netstat shows them. */
  add(iface: Interface, groups: readonly number[], prefix: number): void {
    const address = formatIpv6(groups);
    const scope = isLinkLocal(groups) ? iface : undefined;
    this.routes.add({
      destination: groups,
      prefix: 128,
      interface: this.loopback() ?? iface,
      scope,
      flags: new Set(["U", "H", "S"]),
      owner: iface,
      address,
    });
    if (prefix === 128) return;
    const network = network6(groups, prefix);
    const isKnown = this.routes
      .list()
      .some((route) => route.interface === iface && isSameNetwork(route, network, prefix));
    if (isKnown) return;
    this.routes.add({
      destination: network,
      prefix,
      interface: iface,
      scope,
      flags: new Set(["U"]),
      owner: iface,
      address,
    });
  }

  remove(iface: Interface, address: string): void {
    this.routes.removeWhere((route) => route.owner === iface && route.address === address);
  }
}

function isSameNetwork(
  route: { readonly destination: readonly number[]; readonly prefix: number },
  network: readonly number[],
  prefix: number,
): boolean {
  return (
    route.prefix === prefix && route.destination.every((group, index) => group === network[index])
  );
}

/** rtadvd(8) of one stack: the host is a router that tells of itself, and of the prefixes that its interfaces are in. */
import type { Clock } from "../base/clock.ts";
import { isLinkLocal, network6 } from "../wire/address.ts";
import { ALL_NODES, groupEther6, sameAddress6 } from "../wire/address6.ts";
import { ADVERTISING_INTERVAL, advertisement } from "./advertisement6.ts";
import { ND6_ACCEPT_RTADV } from "./flagbits.ts";
import { isReady } from "./inet6.ts";
import type { Interface } from "./interface.ts";
import type { Ipv6 } from "./ipv6.ts";

/** What it needs of the stack. */
interface Surroundings {
  readonly clock: Clock;
  readonly ip6: Ipv6;
  interfaceNamed(name: string): Interface | undefined;
}

/** The advertiser of a stack; it is silent until it is started. Its state is plain data. */
export class Advertiser6 {
  /** The names of the interfaces that it advertises on; undefined while it does not run. */
  private names: readonly string[] | undefined;
  private cancel: (() => void) | undefined;

  constructor(private readonly stack: Surroundings) {}

  get isRunning(): boolean {
    return this.names !== undefined;
  }

  /** Begins to advertise on interfaces, which need not be there yet. */
  start(names: readonly string[]): void {
    this.names = names;
    this.advertiseAll();
    this.resume();
  }

  /** Says for the last time that it is no router any more (RFC 4861, 6.2.5). */
  stop(): void {
    this.advertiseAll(0);
    this.names = undefined;
    this.cancel?.();
  }

  /** Goes on with what it does now and then. */
  resume(): void {
    this.cancel?.();
    if (this.names === undefined) return;
    this.cancel = this.stack.clock.after(ADVERTISING_INTERVAL, () => {
      this.advertiseAll();
      this.resume();
    });
  }

  /** Is it in the group of the routers on an interface? */
  listens({ name }: Interface): boolean {
    return this.names?.includes(name) ?? false;
  }

  /** Somebody asks for routers. */
  solicited(iface: Interface): void {
    if (this.listens(iface)) this.advertise(iface);
  }

  private advertiseAll(lifetime?: number): void {
    for (const name of this.names ?? []) {
      const iface = this.stack.interfaceNamed(name);
      if (iface !== undefined) this.advertise(iface, lifetime);
    }
  }

  /** Who takes advertisements himself, or does not forward, is no router (rtadvd.c, ra_output). */
  private advertise(iface: Interface, lifetime?: number): void {
    const { ip6 } = this.stack;
    const own = iface.inet6.find((one) => isLinkLocal(one.groups) && isReady(one));
    if (own === undefined || (lifetime !== 0 && !mayAdvertise(iface, ip6.forwarding))) return;
    const prefixes = iface.inet6
      .filter(({ groups }) => !isLinkLocal(groups))
      .map(({ groups, prefix }) => ({ address: network6(groups, prefix), prefix }))
      .filter(
        (one, at, all) =>
          all.findIndex(
            ({ address, prefix }) => prefix === one.prefix && sameAddress6(address, one.address),
          ) === at,
      );
    ip6.sendNd(
      iface,
      { source: own.groups, destination: ALL_NODES },
      advertisement(iface.ether, prefixes, lifetime),
      groupEther6(ALL_NODES),
    );
  }
}

/** May a host advertise itself as a router on an interface? */
export function mayAdvertise({ nd6 }: Interface, forwards: boolean): boolean {
  return forwards && (nd6 & ND6_ACCEPT_RTADV) === 0;
}

/** The routers that advertise themselves to a vnet, and the prefixes that they tell of: default routes and addresses come of them (nd6_rtr.c, RFC 4861 and 4862). */
import { formatIpv6, isLinkLocal, network6 } from "../wire/address.ts";
import {
  type Address6,
  isInNetwork6,
  isMulticast6,
  sameAddress6,
  UNSPECIFIED,
} from "../wire/address6.ts";
import type { ReceivedPacket6 } from "../wire/ip6.ts";
import type { AdvertisedPrefix, RouterAdvertisement } from "../wire/nd.ts";
import { addInet6 } from "./configure.ts";
import { ND6_ACCEPT_RTADV, ND6_NO_RADR } from "./flagbits.ts";
import { IN6_IFF_AUTOCONF } from "./inet6.ts";
import type { Interface } from "./interface.ts";
import type { NdTable } from "./ndtable.ts";
import type { OwnAddresses6 } from "./ownaddresses6.ts";
import type { RouteTable6 } from "./routes6.ts";

/** A lifetime that never ends (ND6_INFINITE_LIFETIME). */
const FOREVER = 0xffffffff;
/** A prefix that is said to end sooner than that ends then at the earliest, seconds: who cannot prove who he is takes no address away. */
const TWO_HOURS = 7200;
/** The part of an address that is the interface's own, bits. */
const INTERFACE_BITS = 64;

/** A router that says it is a way to everywhere. */
export interface DefaultRouter6 {
  readonly address: Address6;
  readonly interface: Interface;
  /** Managed (0x80), other (0x40), and its preference (0x18). */
  flags: number;
  /** The lab's milliseconds when it is none any more. */
  until: number;
  /** Is it the one that the default route goes by? */
  isInstalled: boolean;
}

/** A prefix that routers tell of. */
export interface Prefix6 {
  readonly interface: Interface;
  readonly prefix: Address6;
  readonly length: number;
  onLink: boolean;
  autonomous: boolean;
  /** Seconds, as they were said; Infinity for ever. */
  valid: number;
  preferred: number;
  /** The lab's milliseconds when it ends. */
  until: number;
  /** Who told of it. */
  routers: readonly Address6[];
}

/** What it needs of the stack. */
interface Surroundings {
  readonly clock: { now(): number };
  readonly routes6: RouteTable6;
  readonly own6: OwnAddresses6;
  readonly nd: NdTable;
  readonly neighbours6: {
    learn(by: Interface, address: Address6, ether: Uint8Array, isRouter?: boolean): void;
  };
  readonly ip6: { readonly forwarding: boolean };
  followLifetimes6(): void;
}

/** The default routers and the prefixes of one stack. */
export class Routers6 {
  private routers: readonly DefaultRouter6[] = [];
  private prefixes: readonly Prefix6[] = [];
  private readonly listeners = new Set<(by: Interface) => void>();

  constructor(private readonly stack: Surroundings) {}

  /** The default routers, in the order of their preference. */
  list(): readonly DefaultRouter6[] {
    return this.routers;
  }

  /** The prefixes, newest first. */
  listPrefixes(): readonly Prefix6[] {
    return this.prefixes;
  }

  /** Tells somebody of each advertisement that comes in, whether it is taken or not. Returns what ends that. */
  listen(listener: (by: Interface) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A router advertises itself. Interfaces listen to that when they are told to (`accept_rtadv`). */
  advertised(by: Interface, { source }: ReceivedPacket6, message: RouterAdvertisement): void {
    for (const listener of this.listeners) listener(by);
    if (!(by.nd6 & ND6_ACCEPT_RTADV) || !isLinkLocal(source)) return;
    const isRouter = this.update(by, source, message);
    for (const prefix of message.prefixes) this.learn(by, isRouter ? source : undefined, prefix);
    if (message.ether !== undefined) {
      this.stack.neighbours6.learn(by, source, message.ether, true);
    }
    this.stack.followLifetimes6();
  }

  /** Notes a default router, or that it is none. Who is a router itself needs none (net.inet6.ip6.rfc6204w3 is 0). Returns whether it is one. */
  private update(
    by: Interface,
    source: Address6,
    { flags, lifetime }: RouterAdvertisement,
  ): boolean {
    const known = this.routers.find((one) => isAt(one, by, source));
    if (lifetime === 0 || by.nd6 & ND6_NO_RADR || this.stack.ip6.forwarding) {
      if (known !== undefined) this.drop(known);
      return false;
    }
    const until = this.stack.clock.now() + lifetime * 1000;
    const isSame = known !== undefined && preferenceOf(known.flags) === preferenceOf(flags);
    const router = known ?? {
      ...{ address: source, interface: by, flags, until, isInstalled: false },
    };
    Object.assign(router, { flags, until });
    if (isSame && router.isInstalled) return true;
    const others = this.routers.filter((one) => one !== router);
    const at = others.findIndex((one) => preferenceOf(one.flags) < preferenceOf(flags));
    this.routers = others.toSpliced(at < 0 ? others.length : at, 0, router);
    this.select();
    return true;
  }

  private drop(router: DefaultRouter6): void {
    const wasInstalled = router.isInstalled;
    if (wasInstalled) this.uninstall(router);
    this.routers = this.routers.filter((one) => one !== router);
    for (const prefix of this.prefixes) {
      if (prefix.interface !== router.interface) continue;
      prefix.routers = prefix.routers.filter((one) => !sameAddress6(one, router.address));
    }
    if (wasInstalled) this.select();
  }

  /** Chooses the router of the default route: one that may be there, the one that has it before others of the same preference; when none may, the next one. */
  select(): void {
    const [first] = this.routers;
    if (first === undefined) return;
    const installed = this.routers.find(({ isInstalled }) => isInstalled);
    let chosen = this.routers.find((one) => this.mayBeThere(one));
    if (chosen === undefined) {
      const at = installed === undefined ? -1 : this.routers.indexOf(installed);
      chosen = this.routers[at + 1] ?? first;
    } else if (installed !== undefined && this.mayBeThere(installed)) {
      if (preferenceOf(chosen.flags) <= preferenceOf(installed.flags)) chosen = installed;
    }
    if (chosen === installed) return;
    if (installed !== undefined) this.uninstall(installed);
    this.install(chosen);
  }

  private mayBeThere({ interface: by, address }: DefaultRouter6): boolean {
    return this.stack.nd.find(by, address)?.ether !== undefined;
  }

  /** Where there is a default route already it stays the only one. */
  private install(router: DefaultRouter6): void {
    const { routes6 } = this.stack;
    if (routes6.list().some(({ prefix }) => prefix === 0)) return;
    router.isInstalled = true;
    routes6.add({
      destination: UNSPECIFIED,
      prefix: 0,
      gateway: router.address,
      interface: router.interface,
      scope: undefined,
      flags: new Set(["U", "G"]),
      owner: router.interface,
      address: "",
    });
  }

  private uninstall(router: DefaultRouter6): void {
    router.isInstalled = false;
    this.stack.routes6.removeWhere(
      ({ prefix, gateway, interface: by }) =>
        prefix === 0 && gateway !== undefined && isAt(router, by, gateway),
    );
  }

  /** A router tells of a prefix: it is on the link, or addresses are made of it, or both. */
  private learn(by: Interface, router: Address6 | undefined, said: AdvertisedPrefix): void {
    const { onLink, autonomous, valid, length } = said;
    if (length > 128 || isMulticast6(said.prefix) || isLinkLocal(said.prefix)) return;
    const network = network6(said.prefix, length);
    const isIt = (one: Prefix6) =>
      one.interface === by && one.length === length && sameAddress6(one.prefix, network);
    let known = this.prefixes.find(isIt);
    if (known === undefined) {
      if (valid === 0 || !(onLink || autonomous)) return;
      known = {
        ...{ interface: by, prefix: network, length, onLink, autonomous, routers: [] },
        // One that is not on the link is kept for the addresses that are made of it alone.
        ...(onLink ? this.timesOf(said) : { valid: 0, preferred: 0, until: 0 }),
      };
      this.prefixes = [known, ...this.prefixes];
    }
    known.onLink ||= onLink;
    known.autonomous ||= autonomous;
    if (onLink) {
      Object.assign(known, this.timesOf(said));
      this.stack.own6.connectNetwork(by, network, length);
    }
    if (router !== undefined && !known.routers.some((one) => sameAddress6(one, router))) {
      known.routers = [router, ...known.routers];
    }
    if (autonomous && said.preferred <= valid) this.address(by, said);
  }

  private timesOf({ valid, preferred }: AdvertisedPrefix) {
    return {
      valid: valid === FOREVER ? Infinity : valid,
      preferred: preferred === FOREVER ? Infinity : preferred,
      until: this.after(valid),
    };
  }

  /** The lab's milliseconds so many seconds from now. */
  private after(seconds: number): number {
    return seconds === FOREVER ? Infinity : this.stack.clock.now() + seconds * 1000;
  }

  /** Makes an address of a prefix, or lets the one that was made of it live on (RFC 4862, 5.5.3). */
  private address(by: Interface, { prefix, length, valid, preferred }: AdvertisedPrefix): void {
    const made = by.inet6.find(
      ({ flags, groups, prefix: size }) =>
        flags & IN6_IFF_AUTOCONF && size === length && isInNetwork6(groups, prefix, length),
    );
    const preferredUntil = this.after(preferred);
    if (made !== undefined) {
      const left = (made.validUntil - this.stack.clock.now()) / 1000;
      made.preferredUntil = preferredUntil;
      if (valid > TWO_HOURS || valid > left) made.validUntil = this.after(valid);
      else if (left > TWO_HOURS) made.validUntil = this.after(TWO_HOURS);
      return;
    }
    const own = by.inet6.find(({ groups }) => isLinkLocal(groups));
    if (valid === 0 || own === undefined || length + INTERFACE_BITS !== 128) return;
    const groups = [...prefix.slice(0, 4), ...own.groups.slice(4)];
    if (by.inet6.some((inet) => sameAddress6(inet.groups, groups))) return;
    addInet6(by, {
      address: formatIpv6(groups),
      prefix: length,
      flags: IN6_IFF_AUTOCONF,
      preferredUntil,
      validUntil: this.after(valid),
    });
  }

  /** Returns when the next of them ends, in the lab's milliseconds, after those have gone whose time is over. */
  expire(now: number): number {
    for (const router of this.routers) if (router.until <= now) this.drop(router);
    for (const prefix of this.prefixes) if (this.isOver(prefix, now)) this.dropPrefix(prefix);
    const ends = [...this.routers, ...this.prefixes].map(({ until }) => until);
    return Math.min(...ends.filter((until) => until > now), Infinity);
  }

  /** A prefix stays as long as an address has been made of it. */
  private isOver({ interface: by, prefix, length, until }: Prefix6, now: number): boolean {
    if (until > now) return false;
    return !by.inet6.some(
      ({ flags, groups }) => flags & IN6_IFF_AUTOCONF && isInNetwork6(groups, prefix, length),
    );
  }

  private dropPrefix(gone: Prefix6): void {
    this.prefixes = this.prefixes.filter((one) => one !== gone);
    if (gone.onLink) {
      this.stack.own6.disconnectNetwork(gone.interface, gone.prefix, gone.length);
    }
  }

  /** Forgets all routers (`ndp -R`), or those of an interface that is leaving. */
  forget(iface?: Interface): void {
    for (const router of this.routers) {
      if (iface === undefined || router.interface === iface) this.drop(router);
    }
  }

  /** Forgets all prefixes with the addresses that were made of them (`ndp -P`), or those of an interface that is leaving. */
  forgetPrefixes(iface?: Interface): readonly Prefix6[] {
    const gone = this.prefixes.filter((one) => iface === undefined || one.interface === iface);
    for (const prefix of gone) this.dropPrefix(prefix);
    return gone;
  }
}

function isAt(router: DefaultRouter6, by: Interface, address: Address6): boolean {
  return router.interface === by && sameAddress6(router.address, address);
}

/** Returns a router's preference, a number of two bits with a sign: 1, 0 or -1 (RFC 4191). */
export function preferenceOf(flags: number): number {
  const bits = (flags >> 3) & 3;
  return bits === 1 ? 1 : bits === 3 ? -1 : 0;
}

/** carp(4) of one vnet: which virtual hosts there are, and what they have in common (ip_carp.c). */
import { errno } from "../../netgraph/errno.ts";
import type { Address6 } from "../wire/address6.ts";
import { CARP_KEY_LENGTH, carpEther, decodeAdvertisement, isForCarp } from "../wire/carp.ts";
import type { ReceivedPacket } from "../wire/ip.ts";
import type { ReceivedPacket6 } from "../wire/ip6.ts";
import {
  type CarpFamily,
  type CarpState,
  type CarpVnet,
  type CarpWhole,
  VirtualHost,
} from "./carphost.ts";
import type { CarpTap, Interface } from "./interface.ts";

/** The greatest skew: less than a second (CARP_MAXSKEW). */
const MAX_SKEW = 240;
/** An interface has at most this many virtual hosts, and they are numbered from 1. */
export const MAX_VHID = 255;

/** What `ifconfig IF vhid N …` sets; what is left out stays as it is. */
export interface CarpRequest {
  readonly vhid: number;
  readonly advbase?: number;
  readonly advskew?: number;
  /** The password. */
  readonly pass?: string;
  readonly state?: CarpState;
  /** Where advertisements go: an IPv4 address. */
  readonly peer?: number;
  /** The same of IPv6. */
  readonly peer6?: Address6;
}

/** The virtual hosts of a vnet, by interface. */
export class Carp implements CarpWhole {
  /** net.inet.carp, by the last part of the name. */
  readonly settings = {
    allow: 1,
    preempt: 0,
    log: 1,
    dscp: 56,
    senderr_demotion_factor: MAX_SKEW,
    ifdown_demotion_factor: MAX_SKEW,
  };
  /** net.inet.carp.demotion: added to the skew of all virtual hosts. */
  demotion = 0;
  private readonly interfaces = new Map<Interface, CarpInterface>();

  constructor(readonly vnet: CarpVnet) {}

  /** The virtual hosts of an interface, oldest first. */
  hostsOf(iface: Interface): readonly VirtualHost[] {
    return this.interfaces.get(iface)?.hosts ?? [];
  }

  /** SIOCSVH: makes a virtual host, or changes one. Returns an errno. */
  set(iface: Interface, request: CarpRequest): number {
    if (!isSupported(iface)) return errno.EOPNOTSUPP;
    const { vhid, advbase, advskew, pass, peer, peer6 } = request;
    if (vhid < 1 || vhid > MAX_VHID) return errno.EINVAL;
    if (advbase !== undefined && (advbase < 0 || advbase > 255)) return errno.EINVAL;
    if (advskew !== undefined && (advskew < 0 || advskew >= 255)) return errno.EINVAL;
    const host = this.of(iface).make(vhid);
    // An advbase of 0 leaves it as it is.
    if (advbase) host.advbase = advbase;
    if (advskew !== undefined) host.advskew = advskew;
    if (peer !== undefined) host.peer = peer;
    if (peer6 !== undefined) host.peer6 = peer6;
    if (pass) host.key = new Uint8Array(Buffer.from(pass).subarray(0, CARP_KEY_LENGTH - 1));
    if (request.state !== undefined) host.request(request.state);
    return 0;
  }

  private of(iface: Interface): CarpInterface {
    let found = this.interfaces.get(iface);
    if (found === undefined) {
      found = new CarpInterface(this, iface, () => {
        this.interfaces.delete(iface);
        iface.carp = undefined;
        iface.askPromiscuous(false);
      });
      this.interfaces.set(iface, found);
      iface.carp = found;
      iface.askPromiscuous(true);
    }
    return found;
  }

  /** net.inet.carp.allow: without it all virtual hosts rest. */
  setAllow(value: number): void {
    if (this.settings.allow === value) return;
    this.settings.allow = value;
    for (const one of this.interfaces.values()) one.linkChanged();
  }

  /** Makes all virtual hosts less wanted as masters, or more, and lets everybody know. */
  demote(by: number, reason: string): void {
    this.demotion += by;
    this.log(`demoted by ${by} to ${this.demotion} (${reason})`);
    // The kernel does it a moment later, when what led to it is done.
    this.vnet.clock.after(0, () => {
      for (const { hosts } of this.interfaces.values())
        for (const host of hosts) if (host.state === "MASTER") host.advertise();
    });
  }

  /** The skew that a virtual host advertises: its own and the demotion. */
  skewOf({ advskew }: { readonly advskew: number }): number {
    return Math.min(MAX_SKEW, Math.max(0, advskew + this.demotion));
  }

  log(text: string): void {
    if (this.settings.log > 0) this.vnet.log(`carp: ${text}`);
  }

  /** An advertisement came in by an interface. */
  receive(iface: Interface, { payload, ttl }: ReceivedPacket): void {
    this.hear(iface, "inet", payload, ttl);
  }

  /** The same by IPv6. */
  receive6(iface: Interface, { payload, hopLimit }: ReceivedPacket6): void {
    this.hear(iface, "inet6", payload, hopLimit);
  }

  private hear(iface: Interface, family: CarpFamily, payload: Uint8Array, ttl: number): void {
    if (!this.settings.allow) return;
    const advertisement = decodeAdvertisement(payload);
    if (advertisement === undefined) return;
    const host = this.hostsOf(iface).find(({ vhid }) => vhid === advertisement.vhid);
    host?.receive(family, advertisement, ttl);
  }
}

/** Ethernet, VLANs and bridges have virtual hosts (ip_carp.c, carp_is_supported_if). */
export function isSupported({ ether, kind }: Interface): boolean {
  return ether !== undefined && kind !== "iface";
}

/** The virtual hosts of one interface. */
class CarpInterface implements CarpTap {
  hosts: readonly VirtualHost[] = [];

  constructor(
    private readonly carp: Carp,
    private readonly iface: Interface,
    private readonly onEmpty: () => void,
  ) {}

  make(vhid: number): VirtualHost {
    const known = this.find(vhid);
    if (known !== undefined) return known;
    const made = new VirtualHost(this.carp, this.iface, vhid);
    this.hosts = [...this.hosts, made];
    return made;
  }

  private find(vhid: number): VirtualHost | undefined {
    return this.hosts.find((host) => host.vhid === vhid);
  }

  takes(frame: Uint8Array): boolean {
    if (!isForCarp(frame)) return false;
    return this.hosts.some(({ vhid, state }) => state === "MASTER" && vhid === frame[5]);
  }

  etherOf(vhid: number): Uint8Array | undefined {
    return this.find(vhid)?.state === "MASTER" ? carpEther(vhid) : undefined;
  }

  linkChanged(): void {
    for (const host of this.hosts) host.follow();
  }

  attach(vhid: number): number {
    const host = this.find(vhid);
    if (host === undefined) return errno.ENOENT;
    host.follow();
    return 0;
  }

  detach(vhid: number, isReplaced: boolean): void {
    const host = this.find(vhid);
    if (host === undefined) return;
    host.follow();
    if (isReplaced || host.isShared) return;
    host.remove();
    this.hosts = this.hosts.filter((other) => other !== host);
    if (this.hosts.length === 0) this.onEmpty();
  }
}

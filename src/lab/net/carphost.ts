/** One virtual host of carp(4): waits for its master, or is it (ip_carp.c). */
import { errno } from "../../netgraph/errno.ts";
import type { Clock } from "../base/clock.ts";
import { type Address6, isMulticast6, UNSPECIFIED } from "../wire/address6.ts";
import {
  type Advertisement,
  authenticatorOf,
  CARP_GROUP,
  CARP_GROUP6,
  CARP_TTL,
  carpEther,
  encodeAdvertisement,
  PROTOCOL_CARP,
} from "../wire/carp.ts";
import { ipPacket, isMulticast } from "../wire/ip.ts";
import { ip6Packet } from "../wire/ip6.ts";
import { isLinkUp } from "./flags.ts";
import type { Inet6 } from "./inet6.ts";
import type { Interface } from "./interface.ts";
import type { Ipv4 } from "./ipv4.ts";
import type { Ipv6 } from "./ipv6.ts";
import type { OwnAddresses } from "./ownaddresses.ts";

/** As ifconfig(8) writes them. */
export const CARP_STATES = ["INIT", "BACKUP", "MASTER"] as const;
/** What a virtual host is at the moment. */
export type CarpState = (typeof CARP_STATES)[number];

const FAMILIES = ["inet", "inet6"] as const;
/** A family of addresses: each has advertisements of its own. */
export type CarpFamily = (typeof FAMILIES)[number];

/** What carp(4) needs of the vnet that it is in. */
export interface CarpVnet {
  readonly clock: Clock;
  readonly ip: Ipv4;
  readonly own: OwnAddresses;
  readonly ip6: Ipv6;
  readonly announce: (iface: Interface, address: number, ether: Uint8Array) => void;
  /** The interface has, or has not any more, an IPv6 address that it shares. */
  readonly hold6: (iface: Interface, inet: Inet6, ether: Uint8Array) => void;
  readonly release6: (iface: Interface, inet: Inet6) => void;
  log(line: string): void;
  /** A number from 0 to less than 1. */
  random(): number;
}

/** What all virtual hosts of a vnet have in common. */
export interface CarpWhole {
  readonly vnet: CarpVnet;
  /** net.inet.carp, by the last part of the name. */
  readonly settings: {
    readonly allow: number;
    readonly preempt: number;
    readonly dscp: number;
    readonly senderr_demotion_factor: number;
    readonly ifdown_demotion_factor: number;
  };
  log(text: string): void;
  demote(by: number, reason: string): void;
  skewOf(host: { readonly advskew: number }): number;
}

/** After so many failures it is demoted, and after so many successes not any more (CARP_SENDAD_MAX_ERRORS, CARP_SENDAD_MIN_SUCCESS). */
const MAX_ERRORS = 3;
const MIN_SUCCESSES = 3;
/** A backup waits for as many advertisements. */
const MISSED = 3;
const PARTS_OF_A_SECOND = 256;

/** A virtual host. It goes by what is set of it at the moment, so that whoever sets something need tell nobody. */
export class VirtualHost {
  state: CarpState = "INIT";
  /** Seconds between advertisements, and 256ths of a second on top. */
  advbase = 1;
  advskew = 0;
  key: Uint8Array = new Uint8Array();
  private counter: bigint | undefined;
  /** Where advertisements go: the groups unless it is told otherwise. */
  peer = CARP_GROUP;
  peer6: Address6 = CARP_GROUP6;
  /** Ends the wait for a master's advertisements of each family. */
  private readonly waits: { [family in CarpFamily]?: () => void } = {};
  private stopAdvertising = () => {};
  private failures = 0;
  private successes = 0;
  /** Does it demote all others because its interface is down? */
  private isSuppressed = false;

  constructor(
    private readonly carp: CarpWhole,
    private readonly iface: Interface,
    readonly vhid: number,
  ) {}

  /** Its IPv4 addresses. */
  get addresses(): readonly number[] {
    return this.carp.vnet.own
      .of(this.iface)
      .filter(({ vhid }) => vhid === this.vhid)
      .map(({ address }) => address);
  }

  /** Its IPv6 addresses, as the interface has them. */
  private get inet6(): readonly Inet6[] {
    return this.iface.inet6.filter(({ vhid }) => vhid === this.vhid);
  }

  /** Has it an address of any family? */
  get isShared(): boolean {
    return this.addresses.length > 0 || this.inet6.length > 0;
  }

  private stopWaiting(): void {
    for (const family of FAMILIES) this.waits[family]?.();
  }

  private get isReady(): boolean {
    return this.iface.up && isLinkUp(this.iface) && this.carp.settings.allow !== 0;
  }

  private become(state: CarpState, reason: string): void {
    if (this.state === state) return;
    this.carp.log(`${this.vhid}@${this.iface.name}: ${this.state} -> ${state} (${reason})`);
    this.state = state;
  }

  /** Begins anew: the interface or its link came or went, or an address did. */
  follow(): void {
    const { ifdown_demotion_factor } = this.carp.settings;
    this.stopWaiting();
    this.stopAdvertising();
    if (!this.isReady) {
      this.become("INIT", "hardware interface down");
      // Its routes have gone with the interface already.
      this.disconnect();
      if (!this.isSuppressed) this.carp.demote(ifdown_demotion_factor, "interface down");
      this.isSuppressed = true;
      return;
    }
    const wasMaster = this.state === "MASTER";
    this.become("INIT", "hardware interface up");
    if (wasMaster) this.disconnect();
    this.run();
    if (this.isSuppressed) this.carp.demote(-ifdown_demotion_factor, "interface up");
    this.isSuppressed = false;
  }

  /** The last of its addresses is gone. */
  remove(): void {
    this.stopWaiting();
    this.stopAdvertising();
    const { ifdown_demotion_factor } = this.carp.settings;
    if (this.isSuppressed) this.carp.demote(-ifdown_demotion_factor, "vhid removed");
  }

  /** `ifconfig IF vhid N state STATE`; one that rests cannot be told. */
  request(state: CarpState): void {
    if (this.state === "INIT" || this.state === state) return;
    if (state === "BACKUP") this.stepDown("user requested via ifconfig");
    if (state === "MASTER") this.takeOver("user requested via ifconfig");
  }

  /** Sets the timer of the state that it is in, also of one that has just been written down and come back. */
  run(): void {
    if (!this.isReady || !this.isShared) return;
    if (this.state === "INIT") this.become("BACKUP", "initialization complete");
    if (this.state === "MASTER") this.advertiseLater(this.advskew);
    else {
      this.stopWaiting();
      if (this.addresses.length > 0) this.wait("inet");
      if (this.inet6.length > 0) this.wait("inet6");
    }
  }

  /** Waits for the next advertisement of a family: a master has to be heard by each that there are addresses of. */
  private wait(family: CarpFamily): void {
    const { clock } = this.carp.vnet;
    this.waits[family]?.();
    this.stopAdvertising();
    const time = MISSED * this.advbase * 1000 + milliseconds(this.advskew);
    this.waits[family] = clock.after(time, () => {
      if (this.state === "BACKUP") this.takeOver("master timed out");
    });
  }

  private advertiseLater(skew: number): void {
    const { clock } = this.carp.vnet;
    this.stopAdvertising();
    const time = this.advbase * 1000 + milliseconds(skew);
    this.stopAdvertising = clock.after(time, () => this.advertise());
  }

  private takeOver(reason: string): void {
    if (this.state !== "BACKUP") return;
    this.stopWaiting();
    this.become("MASTER", reason);
    this.advertise();
    const { vnet } = this.carp;
    for (const address of this.addresses) {
      vnet.announce(this.iface, address, carpEther(this.vhid));
    }
    for (const inet of this.inet6) vnet.hold6(this.iface, inet, carpEther(this.vhid));
    this.run();
    vnet.own.connectShared(this.iface, this.vhid);
  }

  private stepDown(reason: string): void {
    this.stopAdvertising();
    const { vnet } = this.carp;
    const isAlone = vnet.own
      .of(this.iface)
      .some((own) => own.vhid === this.vhid && own.prefix === 32);
    this.become("BACKUP", reason);
    this.run();
    this.disconnect();
    // An address without a network has one route only, which is gone when the network's is looked for (recording 70).
    if (isAlone) vnet.log(`in_scrubprefix: err=${errno.EHOSTUNREACH}, prefix delete failed`);
  }

  private disconnect(): void {
    const { vnet } = this.carp;
    vnet.own.disconnectShared(this.iface, this.vhid);
    for (const inet of this.inet6) vnet.release6(this.iface, inet);
  }

  /** Says that it is the master, by each family that it has addresses of, and again in a while. */
  advertise(): void {
    const skew = this.carp.skewOf(this);
    if (this.addresses.length > 0) this.sent(this.advertise4(this.nextAdvertisement(skew)));
    if (this.inet6.length > 0) this.sent(this.advertise6(this.nextAdvertisement(skew)));
    this.advertiseLater(skew);
  }

  private nextAdvertisement(advskew: number): Uint8Array {
    const { vhid, advbase } = this;
    this.counter = BigInt.asUintN(
      64,
      this.counter === undefined ? this.anyCounter() : this.counter + 1n,
    );
    const authenticator = this.authenticator(this.counter);
    return encodeAdvertisement({ vhid, advbase, advskew, counter: this.counter, authenticator });
  }

  /** All addresses of both families are signed, whichever an advertisement goes by. */
  private authenticator(counter: bigint): Uint8Array {
    const { key, vhid, addresses } = this;
    const addresses6 = this.inet6.map(({ groups }) => groups);
    return authenticatorOf({ key, vhid, addresses, addresses6, counter });
  }

  /** Returns an errno. */
  private advertise4(advertisement: Uint8Array): number {
    const { vnet, settings } = this.carp;
    const header = {
      source: this.sourceAddress(),
      destination: this.peer,
      protocol: PROTOCOL_CARP,
      ttl: CARP_TTL,
      id: vnet.ip.nextId(),
      tos: settings.dscp << 2,
      dontFragment: true,
    };
    return isMulticast(this.peer)
      ? vnet.ip.multicast(this.iface, carpEther(this.vhid), ipPacket(header, advertisement))
      : vnet.ip.send(this.peer, PROTOCOL_CARP, advertisement, header);
  }

  /** Returns an errno. */
  private advertise6(advertisement: Uint8Array): number {
    const { vnet, settings } = this.carp;
    const { inet6 } = this.iface;
    const own = inet6.find(({ vhid }) => vhid === undefined) ?? inet6[0];
    const source = own?.groups ?? UNSPECIFIED;
    if (!isMulticast6(this.peer6)) {
      const options = { source, zone: this.iface, hopLimit: CARP_TTL };
      return vnet.ip6.send(this.peer6, PROTOCOL_CARP, advertisement, options);
    }
    const header = {
      ...{ source, destination: this.peer6, protocol: PROTOCOL_CARP, hopLimit: CARP_TTL },
      trafficClass: settings.dscp << 2,
    };
    return vnet.ip6.multicast(this.iface, carpEther(this.vhid), ip6Packet(header, advertisement));
  }

  private anyCounter(): bigint {
    const word = () => BigInt(Math.floor(this.carp.vnet.random() * 0x1_0000_0000));
    return (word() << 32n) | word();
  }

  /** An address of the interface's own rather than a shared one; the oldest. */
  private sourceAddress(): number {
    const own = this.carp.vnet.own.of(this.iface);
    return (own.find(({ vhid }) => vhid === undefined) ?? own[0])?.address ?? 0;
  }

  private sent(error: number): void {
    const { senderr_demotion_factor } = this.carp.settings;
    const { name } = this.iface;
    if (error !== 0) {
      this.successes = 0;
      if (++this.failures === MAX_ERRORS) {
        this.carp.demote(senderr_demotion_factor, `send error ${error} on ${name}`);
      }
    } else if (this.failures > 0 && ++this.successes >= MIN_SUCCESSES) {
      if (this.failures >= MAX_ERRORS)
        this.carp.demote(-senderr_demotion_factor, `send ok on ${name}`);
      this.failures = 0;
    }
  }

  /** Another host says that it is the master. Only who knows the password and has the same addresses is believed. */
  receive(family: CarpFamily, advertisement: Advertisement, ttl: number): void {
    const isGroup = family === "inet" ? isMulticast(this.peer) : isMulticast6(this.peer6);
    if (isGroup && ttl !== CARP_TTL) return;
    const { counter, authenticator } = advertisement;
    if (Buffer.compare(this.authenticator(counter), authenticator) !== 0) return;
    this.counter = counter;
    const theirs = intervalOf(advertisement);
    const ours = intervalOf({ advbase: this.advbase, advskew: this.carp.skewOf(this) });
    if (this.state === "MASTER" && ours >= theirs) {
      this.stepDown("more frequent advertisement received");
    } else if (this.state === "BACKUP") this.hear(family, ours, theirs);
  }

  private hear(family: CarpFamily, ours: number, theirs: number): void {
    if (this.carp.settings.preempt && ours < theirs) this.takeOver("preempting a slower master");
    else if (MISSED * this.advbase * PARTS_OF_A_SECOND + this.carp.skewOf(this) < theirs) {
      this.takeOver("master will time out");
    } else this.wait(family);
  }
}

function milliseconds(skew: number): number {
  return (skew * 1000) / PARTS_OF_A_SECOND;
}

/** In 256ths of a second. */
function intervalOf(host: { readonly advbase: number; readonly advskew: number }): number {
  return host.advbase * PARTS_OF_A_SECOND + host.advskew;
}

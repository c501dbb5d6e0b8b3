/** Duplicate address detection: before an IPv6 address is used, everybody is asked whether somebody has it (nd6_nbr.c, nd6_dad_start; RFC 4862, RFC 7527). */
import type { Clock } from "../base/clock.ts";
import { formatIpv6, isLinkLocal, linkLocalOf } from "../wire/address.ts";
import {
  type Address6,
  groupEther6,
  sameAddress6,
  solicitedNode,
  UNSPECIFIED,
} from "../wire/address6.ts";
import { type NdMessage, NEIGHBOR_SOLICITATION, type NeighborSolicitation } from "../wire/nd.ts";
import { ND6_IFDISABLED, ND6_NO_DAD } from "./flagbits.ts";
import { IN6_IFF_DUPLICATED, IN6_IFF_TENTATIVE, type Inet6 } from "./inet6.ts";
import type { Interface } from "./interface.ts";

/** How long an answer is waited for (RETRANS_TIMER), milliseconds. */
const WAIT = 1000;

/** What it needs of the stack. */
interface Surroundings {
  readonly clock: Clock;
  readonly ip6: {
    sendNd(
      by: Interface,
      ends: { readonly source: Address6; readonly destination: Address6 },
      message: NdMessage,
      to: Uint8Array,
    ): number;
  };
}

interface Detection {
  readonly nonce: Uint8Array;
  readonly cancel: () => void;
  /** What was heard meanwhile: solicitations of others, own ones that came back, advertisements. */
  readonly heard: { solicitations: number; loops: number; advertisements: number };
}

/** Who is being asked for in one stack. */
export class DuplicateDetection {
  private readonly running = new Map<Inet6, Detection>();
  private lastNonce = 0;

  constructor(private readonly stack: Surroundings) {}

  /** Begins to ask for an address that is tentative; one of an interface that is down waits until it is up. Where nobody can have it, it is good at once. */
  start(iface: Interface, inet: Inet6): void {
    const { clock } = this.stack;
    if (iface.kind === "loopback" || iface.nd6 & ND6_NO_DAD) {
      inet.flags &= ~IN6_IFF_TENTATIVE;
      return;
    }
    if (!iface.up || !iface.running || this.running.has(inet)) return;
    const nonce = this.nextNonce(iface);
    const detection: Detection = {
      nonce,
      heard: { solicitations: 0, loops: 0, advertisements: 0 },
      cancel: clock.after(WAIT, () => this.end(iface, inet)),
    };
    this.running.set(inet, detection);
    this.ask(iface, inet, nonce);
  }

  private nextNonce({ ether, index }: Interface): Uint8Array {
    this.lastNonce = (this.lastNonce + 1) & 0xffff;
    const end = ether?.subarray(3) ?? [0, 0, 0];
    return Uint8Array.of(...end, index & 255, this.lastNonce >> 8, this.lastNonce & 255);
  }

  private ask(iface: Interface, { groups }: Inet6, nonce: Uint8Array): void {
    const destination = solicitedNode(groups);
    const message = {
      type: NEIGHBOR_SOLICITATION,
      target: groups,
      ether: undefined,
      nonce,
    } as const;
    const ends = { source: UNSPECIFIED, destination };
    this.stack.ip6.sendNd(iface, ends, message, groupEther6(destination));
  }

  /** Goes on after all timers were lost. */
  resume(iface: Interface): void {
    for (const inet of iface.inet6) {
      this.running.delete(inet);
      if (inet.flags & IN6_IFF_TENTATIVE) this.start(iface, inet);
    }
  }

  /** Stops asking: the address is gone. */
  stop(inet: Inet6): void {
    this.running.get(inet)?.cancel();
    this.running.delete(inet);
  }

  /** Somebody else asks for the address as well, unless it is the own question that came back. */
  heardSolicitation(iface: Interface, inet: Inet6, { nonce }: NeighborSolicitation): void {
    const detection = this.running.get(inet);
    if (detection === undefined) return;
    const isOwn = nonce?.every((byte, index) => byte === detection.nonce[index]) ?? false;
    if (isOwn) {
      detection.heard.loops++;
      return;
    }
    detection.heard.solicitations++;
    this.end(iface, inet);
  }

  /** Somebody has the address. */
  heardAdvertisement(iface: Interface, inet: Inet6): void {
    const detection = this.running.get(inet);
    if (detection === undefined) return;
    detection.heard.advertisements++;
    this.end(iface, inet);
  }

  private end(iface: Interface, inet: Inet6): void {
    const detection = this.running.get(inet);
    if (detection === undefined) return;
    this.stop(inet);
    inet.flags &= ~IN6_IFF_TENTATIVE;
    const { solicitations, loops, advertisements } = detection.heard;
    if (solicitations + advertisements === 0) return;
    inet.flags |= IN6_IFF_DUPLICATED;
    const { name, vnet, ether } = iface;
    const scope = isLinkLocal(inet.groups) ? `%${name}` : "";
    const address = `${formatIpv6(inet.groups)}${scope}`;
    const counts = `NS in/out/loopback=${solicitations}/1/${loops}, NA in=${advertisements}`;
    vnet.log(`${name}: DAD detected duplicate IPv6 address ${address}: ${counts}`);
    vnet.log(`${name}: DAD complete for ${address} - duplicate found`);
    vnet.log(`${name}: manual intervention required`);
    if (ether === undefined || !sameAddress6(inet.groups, linkLocalOf(ether))) return;
    iface.nd6 |= ND6_IFDISABLED;
    vnet.log(`${name}: possible hardware address duplication detected, disable IPv6`);
  }
}

/** Neighbour discovery at work: who asks is answered and remembered, packets go to neighbours once they are known (nd6.c, nd6_nbr.c). */
import { errno } from "../../netgraph/errno.ts";
import {
  type Address6,
  ALL_NODES,
  groupEther6,
  isMulticast6,
  isUnspecified,
  sameAddress6,
  solicitedNode,
} from "../wire/address6.ts";
import { ETHERTYPE_IPV6, etherFrame } from "../wire/ethernet.ts";
import type { ReceivedPacket6 } from "../wire/ip6.ts";
import {
  type NdMessage,
  NEIGHBOR_ADVERTISEMENT,
  NEIGHBOR_SOLICITATION,
  type NeighborAdvertisement,
  type NeighborSolicitation,
} from "../wire/nd.ts";
import type { DuplicateDetection } from "./dad.ts";
import { ND6_IFDISABLED, ND6_PERFORMNUD } from "./flagbits.ts";
import { IN6_IFF_TENTATIVE, isReady } from "./inet6.ts";
import type { Interface } from "./interface.ts";
import type { NdEntry, NdTable } from "./ndtable.ts";
import { isHeld, type OwnAddresses6 } from "./ownaddresses6.ts";

/** net.inet6.icmp6.nd6_mmaxtries and nd6_umaxtries: how often is asked, a second between. */
const MAX_TRIES = 3;
const RETRANSMIT_SECONDS = 1;
/** net.inet6.icmp6.nd6_delay */
const DELAY_SECONDS = 5;

/** What neighbour discovery needs of the stack. */
interface Surroundings {
  readonly nd: NdTable;
  readonly own6: OwnAddresses6;
  readonly dad: DuplicateDetection;
  /** Which routers there are: one of them may be gone. */
  readonly routers6: { select(): void };
  readonly ip6: {
    readonly forwarding: boolean;
    /** Sends a message of neighbour discovery in a frame to an Ethernet address. Returns an errno. */
    sendNd(
      by: Interface,
      ends: { readonly source: Address6; readonly destination: Address6 },
      message: NdMessage,
      to: Uint8Array,
      from?: Uint8Array,
    ): number;
    /** A packet could not be delivered: its sender is told. */
    unreachable(packet: Uint8Array, by: Interface): void;
    /** Returns the address that a packet comes from. */
    sourceOf(packet: Uint8Array): Address6;
  };
  sendFrame(by: Interface, frame: Uint8Array): number;
}

/** Neighbour discovery of one stack. */
export class Neighbours6 {
  constructor(private readonly stack: Surroundings) {}

  /** Sends a packet to a neighbour, asking for it first when needed. Returns an errno, 0 when it is sent or waits. */
  send(by: Interface, neighbour: Address6, packet: Uint8Array): number {
    const { nd } = this.stack;
    if (by.ether === undefined) return errno.EINVAL;
    if (by.nd6 & ND6_IFDISABLED) return errno.ENETDOWN;
    const entry = nd.find(by, neighbour);
    if (entry?.ether !== undefined) {
      const error = this.transmit(by, entry.ether, packet);
      if (entry.state === "stale") this.doubt(by, entry);
      return error;
    }
    const waiting = entry ?? nd.make(by, neighbour);
    nd.hold(waiting, packet);
    if (entry === undefined) this.ask(by, waiting);
    return 0;
  }

  private transmit(by: Interface, ether: Uint8Array, packet: Uint8Array): number {
    if (by.ether === undefined) return errno.EINVAL;
    return this.stack.sendFrame(by, etherFrame(ether, by.ether, ETHERTYPE_IPV6, packet));
  }

  /** Asks everybody for an address, until somebody answers or it has been asked often enough. */
  private ask(by: Interface, entry: NdEntry): void {
    const { nd, ip6 } = this.stack;
    if (entry.asked >= MAX_TRIES) {
      nd.remove(by, entry.address);
      for (const packet of entry.held) ip6.unreachable(packet, by);
      return;
    }
    entry.asked++;
    nd.wait(entry, "incomplete", RETRANSMIT_SECONDS, () => this.ask(by, entry));
    const group = solicitedNode(entry.address);
    this.solicit(by, entry, group, groupEther6(group));
  }

  /** A neighbour was spoken to that may have changed: when nothing is heard of it, it is asked. */
  private doubt(by: Interface, entry: NdEntry): void {
    if (entry.permanent || !(by.nd6 & ND6_PERFORMNUD)) return;
    this.stack.nd.wait(entry, "delay", DELAY_SECONDS, () => this.probe(by, entry));
  }

  private probe(by: Interface, entry: NdEntry): void {
    const { nd } = this.stack;
    if (entry.asked >= MAX_TRIES || entry.ether === undefined) {
      nd.remove(by, entry.address);
      if (entry.router) this.stack.routers6.select();
      return;
    }
    entry.asked++;
    nd.wait(entry, "probe", RETRANSMIT_SECONDS, () => this.probe(by, entry));
    this.solicit(by, entry, entry.address, entry.ether);
  }

  private solicit(by: Interface, entry: NdEntry, destination: Address6, to: Uint8Array): void {
    const { own6, ip6 } = this.stack;
    const [first] = entry.held;
    const sender = first === undefined ? undefined : ip6.sourceOf(first);
    const own = sender === undefined ? undefined : own6.get(sender, by);
    const source = own?.interface === by ? own.inet : own6.sourceFor(entry.address, by);
    if (source === undefined) return;
    const message = {
      type: NEIGHBOR_SOLICITATION,
      target: entry.address,
      ether: by.ether,
      nonce: undefined,
    } as const;
    ip6.sendNd(by, { source: source.groups, destination }, message, to);
  }

  /** Tells everybody on the link that an address is at this Ethernet address now. */
  announce(by: Interface, target: Address6, ether: Uint8Array): void {
    this.advertise(by, { source: target, destination: ALL_NODES }, target, ether, false);
  }

  private advertise(
    by: Interface,
    ends: { readonly source: Address6; readonly destination: Address6 },
    target: Address6,
    ether: Uint8Array,
    solicited: boolean,
  ): void {
    const { ip6, nd } = this.stack;
    const { forwarding } = ip6;
    const message = {
      type: NEIGHBOR_ADVERTISEMENT,
      target,
      ether,
      router: forwarding,
      solicited,
      override: true,
    } as const;
    const isGroup = isMulticast6(ends.destination);
    const known = isGroup ? undefined : nd.find(by, ends.destination)?.ether;
    const to = known ?? groupEther6(isGroup ? ends.destination : ALL_NODES);
    // What is about a shared address comes from the virtual host's Ethernet address.
    ip6.sendNd(by, ends, message, to, ether);
  }

  /** Somebody asks who has an address. */
  solicited(by: Interface, packet: ReceivedPacket6, message: NeighborSolicitation): void {
    const { source, destination } = packet;
    const { target, ether } = message;
    const own = this.stack.own6.get(target, by);
    if (own?.interface !== by || by.ether === undefined || !isHeld(by, own.inet)) return;
    const theirs = own.inet.vhid === undefined ? by.ether : by.carp?.etherOf(own.inet.vhid);
    if (theirs === undefined) return;
    const isDetection = isUnspecified(source);
    if (own.inet.flags & IN6_IFF_TENTATIVE) {
      if (isDetection) this.stack.dad.heardSolicitation(by, own.inet, message);
      return;
    }
    if (!isReady(own.inet)) return;
    if (isDetection) {
      if (!sameAddress6(destination, solicitedNode(target))) return;
      this.advertise(by, { source: target, destination: ALL_NODES }, target, theirs, false);
      return;
    }
    if (ether !== undefined) this.learn(by, source, ether);
    this.advertise(by, { source: target, destination: source }, target, theirs, true);
  }

  /** Notes what a neighbour said of itself by the way (nd6.c, nd6_cache_lladdr). */
  learn(by: Interface, address: Address6, ether: Uint8Array, isRouter?: boolean): void {
    const { nd } = this.stack;
    const entry = nd.find(by, address) ?? nd.make(by, address);
    if (entry.permanent) return;
    if (isRouter !== undefined) entry.router = isRouter;
    if (entry.ether !== undefined && sameBytes(entry.ether, ether)) return;
    entry.ether = ether;
    nd.settle(entry, "stale");
    this.release(by, entry);
  }

  private release(by: Interface, entry: NdEntry): void {
    const { held, ether } = entry;
    entry.held = [];
    if (ether === undefined) return;
    for (const packet of held) this.transmit(by, ether, packet);
    if (held.length > 0 && entry.state === "stale") this.doubt(by, entry);
  }

  /** Somebody says where an address is. */
  advertised(by: Interface, packet: ReceivedPacket6, message: NeighborAdvertisement): void {
    const { target, solicited } = message;
    if (isMulticast6(packet.destination) && solicited) return;
    const { own6, dad, nd } = this.stack;
    const own = own6.get(target, by);
    // Who is not the master of a shared address does not ask whether another has it (nd6_nbr.c, nd6_na_input).
    if (own?.interface === by && isHeld(by, own.inet)) {
      if (own.inet.flags & IN6_IFF_TENTATIVE) dad.heardAdvertisement(by, own.inet);
      return;
    }
    const entry = nd.find(by, target);
    if (entry === undefined || entry.permanent) return;
    if (entry.state === "incomplete") {
      if (message.ether === undefined) return;
      entry.ether = message.ether;
      entry.router = message.router;
      nd.settle(entry, solicited ? "reachable" : "stale");
      this.release(by, entry);
      return;
    }
    this.update(entry, message);
  }

  /** An advertisement of a neighbour that is known (RFC 4861, 7.2.5). */
  private update(entry: NdEntry, message: NeighborAdvertisement): void {
    const { nd } = this.stack;
    const { ether, override, solicited, router } = message;
    const isOther =
      ether !== undefined && entry.ether !== undefined && !sameBytes(ether, entry.ether);
    if (isOther && !override) {
      if (entry.state === "reachable") nd.settle(entry, "stale");
      return;
    }
    if (ether !== undefined) entry.ether = ether;
    if (solicited) nd.settle(entry, "reachable");
    else if (isOther) nd.settle(entry, "stale");
    entry.router = router;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

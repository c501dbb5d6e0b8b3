/** IPv6 of one stack: packets that go out by the routes, come in for it, or are sent on (ip6_output.c, ip6_input.c, ip6_forward.c). */
import { errno } from "../../netgraph/errno.ts";
import { isLinkLocal } from "../wire/address.ts";
import {
  type Address6,
  ALL_NODES,
  address6At,
  groupEther6,
  isLoopback6,
  isMulticast6,
  isUnspecified,
  sameAddress6,
  scopeOf,
  solicitedNode,
} from "../wire/address6.ts";
import { ETHERTYPE_IPV6, etherFrame } from "../wire/ethernet.ts";
import {
  ADDRESS_UNREACHABLE,
  BEYOND_SCOPE,
  errorMessage6,
  NO_ROUTE,
  PACKET_TOO_BIG,
  TIME_EXCEEDED6,
  UNREACHABLE6,
  withChecksum6,
} from "../wire/icmp6.ts";
import {
  DEFAULT_HOP_LIMIT,
  fragments6,
  hopped,
  ip6Packet,
  PROTOCOL_ICMP6,
  type ReceivedPacket6,
  readIp6,
} from "../wire/ip6.ts";
import { encodeNd, ND_HOP_LIMIT, type NdMessage } from "../wire/nd.ts";
import { Filters } from "./filters.ts";
import { ND6_IFDISABLED } from "./flagbits.ts";
import { isReady } from "./inet6.ts";
import type { Interface } from "./interface.ts";
import { count } from "./ownaddresses.ts";
import type { OwnAddresses6 } from "./ownaddresses6.ts";
import { Reassembly } from "./reassembly.ts";
import type { Route6, RouteTable6 } from "./routes6.ts";

/** What IPv6 needs of the stack. */
interface Surroundings {
  readonly routes6: RouteTable6;
  readonly own6: OwnAddresses6;
  readonly neighbours6: {
    send(by: Interface, neighbour: Address6, packet: Uint8Array): number;
  };
  sendFrame(by: Interface, frame: Uint8Array): number;
}

/** Beyond destination, protocol and payload: what a packet is sent with. */
export interface SendOptions6 {
  /** The address to send from; the one that suits best when left out. */
  readonly source?: Address6 | undefined;
  /** The interface whose link a link-local destination is on, or that a packet to a group leaves by. */
  readonly zone?: Interface | undefined;
  /** 64 when left out. */
  readonly hopLimit?: number | undefined;
  /** The largest packet to send in one piece, when the interface takes larger ones. */
  readonly maxSize?: number | undefined;
  /** Is the sender to hear what it sends to a group that it is in? */
  readonly loops?: boolean | undefined;
}

/** A packet that came in, and the interface whose link its link-local addresses are on. */
export interface Arrived6 {
  readonly received: ReceivedPacket6;
  readonly from: Interface;
  readonly zone: Interface;
}

/** Where a packet goes, and from which address. */
interface Way6 {
  readonly by: Interface;
  /** Undefined for a group. */
  readonly next: Address6 | undefined;
  readonly source: Address6;
  readonly isOwn: boolean;
  readonly zone: Interface;
}

/** IPv6 of one stack. */
export class Ipv6 {
  /** net.inet6.ip6.forwarding: does it send on what is for others? */
  forwarding = false;
  readonly filters = new Filters();
  private readonly reassembly = new Reassembly<ReceivedPacket6>();
  private lastId = 0;

  constructor(
    private readonly stack: Surroundings,
    /** Takes a whole packet that is for this stack, or for a group. */
    private readonly deliver: (arrived: Arrived6) => void,
    /** Is an interface in a group, beyond those that each has to be in? */
    private readonly isMember: (iface: Interface, group: Address6) => boolean,
  ) {}

  /** Returns where a packet would go and what it would be sent from, or an errno. */
  wayTo(destination: Address6, options: SendOptions6 = {}): Way6 | number {
    const { zone, source } = options;
    const { routes6, own6 } = this.stack;
    if (isMulticast6(destination)) {
      // Without its interface a group is where the route to it is.
      const by = zone ?? usable(routes6.lookup(destination, undefined))?.interface;
      if (by === undefined) return errno.EHOSTUNREACH;
      const from = source ?? own6.sourceFor(destination, by)?.groups;
      if (from === undefined) return errno.EADDRNOTAVAIL;
      return { by, next: undefined, source: from, isOwn: false, zone: by };
    }
    const route = usable(routes6.lookup(destination, zone));
    if (route === undefined) return errno.EHOSTUNREACH;
    const isOwn = route.interface.kind === "loopback";
    const link = isOwn ? route.owner : route.interface;
    const from = source ?? own6.sourceFor(destination, link)?.groups;
    if (from === undefined) return errno.EADDRNOTAVAIL;
    return {
      ...{ by: route.interface, next: route.gateway ?? destination, source: from },
      ...{ isOwn, zone: zone ?? link },
    };
  }

  /** Sends by the route to the destination. ICMPv6 gets its checksum. Returns an errno, 0 for success. */
  send(
    destination: Address6,
    protocol: number,
    payload: Uint8Array,
    options: SendOptions6 = {},
  ): number {
    const way = this.wayTo(destination, options);
    if (typeof way === "number") return way;
    const { source, zone } = way;
    if (protocol === PROTOCOL_ICMP6) withChecksum6(source, destination, payload);
    const hopLimit = options.hopLimit ?? DEFAULT_HOP_LIMIT;
    const packet = ip6Packet({ source, destination, protocol, hopLimit }, payload);
    count(this.stack.own6.get(source, zone)?.inet.counters, "out", packet.length);
    return this.output(packet, way, options);
  }

  private output(packet: Uint8Array, way: Way6, options: SendOptions6 = {}): number {
    const { by, next, zone, isOwn } = way;
    const passed = this.filters.pass(packet, "out", by);
    if (passed === undefined) return errno.EACCES;
    if (isOwn) {
      this.loop(by, passed, zone);
      return 0;
    }
    if (!by.up || !by.running) return errno.ENETDOWN;
    if (options.loops && next === undefined && by.kind !== "loopback") this.input(by, passed, zone);
    const size = Math.min(by.mtu, options.maxSize ?? by.mtu);
    this.lastId++;
    for (const part of fragments6(passed, size, this.lastId)) {
      const error = this.transmit(by, next, part);
      if (error !== 0) return error;
    }
    return 0;
  }

  /** What is for this stack itself comes back by lo0. */
  private loop(loopback: Interface, packet: Uint8Array, zone: Interface): void {
    count(loopback.counters, "out", packet.length);
    count(loopback.counters, "in", packet.length);
    this.input(loopback, packet, zone);
  }

  private transmit(by: Interface, next: Address6 | undefined, packet: Uint8Array): number {
    if (by.kind === "loopback") {
      this.loop(by, packet, by);
      return 0;
    }
    if (by.nd6 & ND6_IFDISABLED) return errno.ENETDOWN;
    if (by.ether === undefined) return by.output(packet);
    if (next !== undefined) return this.stack.neighbours6.send(by, next, packet);
    const to = groupEther6(address6At(packet, 24));
    return this.stack.sendFrame(by, etherFrame(to, by.ether, ETHERTYPE_IPV6, packet));
  }

  /** Sends a packet out by an interface to a group, in a frame from `ether`. Returns an errno. */
  multicast(by: Interface, ether: Uint8Array, packet: Uint8Array): number {
    const passed = this.filters.pass(packet, "out", by);
    if (passed === undefined) return errno.EACCES;
    if (!by.up || !by.running) return errno.ENETDOWN;
    const to = groupEther6(address6At(passed, 24));
    return this.stack.sendFrame(by, etherFrame(to, ether, ETHERTYPE_IPV6, passed));
  }

  /** Sends a message of neighbour discovery in a frame to an Ethernet address, from the interface's own when no other is said. Returns an errno. */
  sendNd(
    by: Interface,
    ends: { readonly source: Address6; readonly destination: Address6 },
    message: NdMessage,
    to: Uint8Array,
    from: Uint8Array | undefined = by.ether,
  ): number {
    const { source, destination } = ends;
    const payload = withChecksum6(source, destination, encodeNd(message));
    const header = { source, destination, protocol: PROTOCOL_ICMP6, hopLimit: ND_HOP_LIMIT };
    const packet = ip6Packet(header, payload);
    count(this.stack.own6.get(source, by)?.inet.counters, "out", packet.length);
    const passed = this.filters.pass(packet, "out", by);
    if (passed === undefined) return errno.EACCES;
    if (!by.up || !by.running) return errno.ENETDOWN;
    if (from === undefined) return by.output(passed);
    return this.stack.sendFrame(by, etherFrame(to, from, ETHERTYPE_IPV6, passed));
  }

  /** A packet that came in by an interface. `zone`: whose link its link-local addresses are on, when it went by lo0. */
  input(from: Interface, packet: Uint8Array, zone: Interface = from): void {
    if (from.nd6 & ND6_IFDISABLED) return;
    const passed = this.filters.pass(packet, "in", from);
    const received = passed === undefined ? undefined : readIp6(passed);
    if (passed === undefined || received === undefined) return;
    const { source, destination } = received;
    if (isMulticast6(source)) return;
    if (from.kind !== "loopback" && (isLoopback6(source) || isLoopback6(destination))) return;
    if (isMulticast6(destination)) {
      if (!this.listens(zone, destination)) return;
    } else {
      const own = this.stack.own6.get(destination, zone);
      if (own === undefined) {
        if (this.forwarding && from.kind !== "loopback") this.forward(from, passed, received);
        return;
      }
      // Who has not made sure that the address is its own hears nothing but the questions about that.
      if (!isReady(own.inet)) return;
      count(own.inet.counters, "in", packet.length);
    }
    const whole = this.reassembly.add(received);
    if (whole !== undefined) this.deliver({ received: whole, from, zone });
  }

  /** Is an interface in a group? */
  private listens(iface: Interface, group: Address6): boolean {
    if (sameAddress6(group, ALL_NODES) || scopeOf(group) === 1) return true;
    const isAsked = ({ groups }: { readonly groups: Address6 }) =>
      sameAddress6(solicitedNode(groups), group);
    return iface.inet6.some(isAsked) || this.isMember(iface, group);
  }

  /** Sends on what is for somebody else, or says why not. */
  private forward(from: Interface, packet: Uint8Array, received: ReceivedPacket6): void {
    const { source, destination, hopLimit } = received;
    if (isUnspecified(source) || isLinkLocal(destination)) return;
    if (hopLimit <= 1) {
      this.complain(from, packet, TIME_EXCEEDED6, 0);
      return;
    }
    const route = this.stack.routes6.lookup(destination, undefined);
    if (route?.flags.has("B")) return;
    if (route === undefined || route.flags.has("R")) {
      this.complain(from, packet, UNREACHABLE6, NO_ROUTE);
      return;
    }
    const { interface: by, gateway } = route;
    if (isLinkLocal(source) && by !== from) {
      this.complain(from, packet, UNREACHABLE6, BEYOND_SCOPE);
      return;
    }
    if (packet.length > by.mtu) {
      this.complain(from, packet, PACKET_TOO_BIG, 0, by.mtu);
      return;
    }
    const way = { by, next: gateway ?? destination, source, isOwn: false, zone: by };
    this.output(hopped(packet), way);
  }

  /** A packet could not be delivered to a neighbour: its sender is told, which may be this stack itself. */
  unreachable(packet: Uint8Array, by: Interface): void {
    this.complain(by, packet, UNREACHABLE6, ADDRESS_UNREACHABLE);
  }

  /** Tells the sender what became of a packet. `link`: where its link-local addresses are. */
  complain(link: Interface, packet: Uint8Array, type: number, code: number, mtu = 0): void {
    const message = errorMessage6(packet, { type, code, mtu });
    if (message === undefined) return;
    const source = this.sourceOf(packet);
    this.send(source, PROTOCOL_ICMP6, message, isLinkLocal(source) ? { zone: link } : {});
  }

  /** Returns the address that a packet comes from. */
  sourceOf(packet: Uint8Array): Address6 {
    return address6At(packet, 8);
  }
}

/** What a route refuses is as if there was none. */
function usable(route: Route6 | undefined): Route6 | undefined {
  return route?.flags.has("R") || route?.flags.has("B") ? undefined : route;
}

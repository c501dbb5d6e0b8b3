/** The network stack of a vnet: frames in and out of its interfaces, IPv4 with ARP, ICMP and CARP on top, and IPv6. */
import type { Clock } from "../base/clock.ts";
import { ALL_ROUTERS, sameAddress6 } from "../wire/address6.ts";
import { CARP_GROUP6, PROTOCOL_CARP } from "../wire/carp.ts";
import {
  ETHER_HEADER,
  ETHER_TAG,
  ETHERTYPE_ARP,
  ETHERTYPE_IP,
  ETHERTYPE_IPV6,
  ETHERTYPE_VLAN,
  etherType,
  isFor,
  isGroup,
  untagged,
  vlanOf,
} from "../wire/ethernet.ts";
import {
  answerEcho,
  ECHO_REPLY,
  ECHO_REQUEST,
  echoMessage,
  type IcmpError,
  readEcho,
  readError,
} from "../wire/icmp.ts";
import { PROTOCOL_ICMP, PROTOCOL_UDP, type ReceivedPacket } from "../wire/ip.ts";
import { PROTOCOL_ICMP6 } from "../wire/ip6.ts";
import { PROTOCOL_TCP } from "../wire/tcp.ts";
import { Advertiser6 } from "./advertiser6.ts";
import { ArpTable } from "./arptable.ts";
import type { Carp } from "./carp.ts";
import { DuplicateDetection } from "./dad.ts";
import { Dnsmasq } from "./dnsmasq.ts";
import { Icmp6 } from "./icmp6.ts";
import { IN6_IFF_TENTATIVE, type Inet6 } from "./inet6.ts";
import type { Inet, Interface, InterfaceStack } from "./interface.ts";
import type { Ipfw } from "./ipfw/ipfw.ts";
import { Ipv4 } from "./ipv4.ts";
import { Ipv6 } from "./ipv6.ts";
import { Lifetimes6 } from "./lifetimes6.ts";
import { NdTable } from "./ndtable.ts";
import { Neighbours } from "./neighbours.ts";
import { Neighbours6 } from "./neighbours6.ts";
import { type OwnAddress, OwnAddresses } from "./ownaddresses.ts";
import { isHeld, OwnAddresses6 } from "./ownaddresses6.ts";
import type { Pf } from "./pf/pf.ts";
import { Routers6 } from "./routers6.ts";
import { RouteTable } from "./routes.ts";
import { RouteTable6 } from "./routes6.ts";
import { Sockets } from "./sockets.ts";

/** An answer to an echo request. */
export interface EchoReply {
  readonly from: number;
  readonly ttl: number;
  readonly sequence: number;
  /** Of the ICMP message, header and data. */
  readonly length: number;
}

/** What became of an echo request that was not answered. */
export interface EchoError {
  readonly from: number;
  /** Of the ICMP message, bytes. */
  readonly length: number;
  readonly error: IcmpError;
}

/** A ping to send (ICMP echo). Addresses are unsigned numbers of 32 bits. */
export interface EchoRequest {
  readonly destination: number;
  /** The address to send from; the route's own when left out. */
  readonly source?: number | undefined;
  readonly id: number;
  readonly sequence: number;
  readonly data: Uint8Array;
  /** How many routers it may pass; 64 when left out. */
  readonly ttl?: number | undefined;
}

/** The stack of one vnet. What it is asked to send it has sent when the call returns, or holds until ARP has an answer. */
export class Stack implements InterfaceStack {
  readonly routes = new RouteTable();
  readonly routes6 = new RouteTable6();
  readonly arp: ArpTable;
  /** The addresses, and the routes that come with them. */
  readonly own: OwnAddresses;
  readonly own6: OwnAddresses6;
  readonly neighbours = new Neighbours(this);
  readonly ip: Ipv4;
  readonly nd: NdTable;
  readonly dad = new DuplicateDetection(this);
  readonly neighbours6 = new Neighbours6(this);
  readonly ip6: Ipv6;
  readonly icmp6 = new Icmp6(this);
  readonly routers6 = new Routers6(this);
  /** The advertisements of the host as a router, when its service runs. */
  readonly advertiser6 = new Advertiser6(this);
  private readonly lifetimes6: Lifetimes6;
  logsMoves = true;
  /** carp(4), when its module is loaded. */
  carp: Carp | undefined;
  /** The packet filter pf(4), when its module is loaded. */
  pf: Pf | undefined;
  /** The firewall ipfw(4), when its module is loaded. */
  ipfw: Ipfw | undefined;
  /** The DHCP server of the ports, which answers when its service runs. */
  readonly dnsmasq = new Dnsmasq(this);
  /** TCP and UDP, for programs. */
  readonly sockets = new Sockets(this);
  private readonly echoListeners = new Map<number, (reply: EchoReply) => void>();
  private readonly errorListeners = new Map<number, (error: EchoError) => void>();

  /** `interfaces` are those of the vnet at any time. */
  constructor(
    readonly clock: Clock,
    private readonly interfaces: () => readonly Interface[],
  ) {
    const loopback = () => this.loopback();
    this.arp = new ArpTable(clock);
    this.own = new OwnAddresses(this.routes, loopback);
    this.own6 = new OwnAddresses6(this.routes6, loopback);
    this.nd = new NdTable(clock);
    this.lifetimes6 = new Lifetimes6(this, interfaces);
    this.ip6 = new Ipv6(
      this,
      (arrived) => {
        const { received, from } = arrived;
        if (received.protocol === PROTOCOL_ICMP6) this.icmp6.receive(arrived);
        else if (received.protocol === PROTOCOL_CARP) this.carp?.receive6(from, received);
      },
      (iface, group) =>
        (sameAddress6(group, CARP_GROUP6) && iface.inet6.some(({ vhid }) => vhid !== undefined)) ||
        (sameAddress6(group, ALL_ROUTERS) && this.advertiser6.listens(iface)),
    );
    this.ip = new Ipv4(this, (received, from) => this.deliver(received, from));
  }

  interfaceNamed(name: string): Interface | undefined {
    return this.interfaces().find((iface) => iface.name === name);
  }

  /** lo0 */
  loopback(): Interface | undefined {
    return this.interfaces().find(({ kind }) => kind === "loopback");
  }

  /** The IPv4 addresses of an interface, oldest first. */
  addresses(iface: Interface): readonly OwnAddress[] {
    return this.own.of(iface);
  }

  /** A frame from an interface (a bare packet, when it is no Ethernet interface), past netgraph. Valid during the call only. */
  receive(iface: Interface, frame: Uint8Array): void {
    if (iface.ether === undefined) {
      if (frame[0]! >> 4 === 6) this.ip6.input(iface, frame);
      else this.ip.input(iface, frame);
      return;
    }
    if (frame.length < ETHER_HEADER) return;
    if (iface.bridge?.input(iface, frame)) return;
    const type = etherType(frame);
    if (type === ETHERTYPE_VLAN) {
      if (frame.length >= ETHER_HEADER + ETHER_TAG) {
        iface.vlans?.get(vlanOf(frame))?.receive(untagged(frame));
      }
      return;
    }
    // A promiscuous interface hears what is for others; that is not for the stack (if_ethersubr.c, ether_demux).
    if (!isGroup(frame) && !isFor(frame, iface.ether) && !iface.carp?.takes(frame)) return;
    if (type === ETHERTYPE_IP) this.ip.input(iface, frame.subarray(ETHER_HEADER));
    else if (type === ETHERTYPE_ARP) this.neighbours.receive(iface, frame);
    else if (type === ETHERTYPE_IPV6) this.ip6.input(iface, frame.subarray(ETHER_HEADER));
  }

  /** Forgets all about an interface that is leaving. */
  forget(iface: Interface): void {
    this.own.forget(iface);
    this.routes.removeWhere((route) => route.interface === iface);
    this.routers6.forget(iface);
    this.routers6.forgetPrefixes(iface);
    for (const inet of iface.inet6) this.dad.stop(inet);
    this.own6.forget(iface);
    this.arp.forget(iface);
    this.nd.forget(iface);
  }

  /** Makes an address the interface's own and announces it to everybody (in.c, arp_ifinit). */
  addAddress(iface: Interface, inet: Inet): void {
    const { address, vhid } = this.own.add(iface, inet);
    if (vhid === undefined) this.neighbours.announce(iface, address);
  }

  removeAddress(iface: Interface, address: number): void {
    this.own.remove(iface, address);
    this.arp.remove(iface, address);
  }

  /** Makes an IPv6 address the interface's own, once it is sure that nobody else has it. */
  addAddress6(iface: Interface, inet: Inet6): void {
    this.own6.add(iface, inet);
    if (iface.ether !== undefined && isHeld(iface, inet)) {
      this.nd.setPermanent(iface, inet.groups, iface.ether);
    }
    this.dad.start(iface, inet);
    if (inet.validUntil < Infinity || inet.preferredUntil < Infinity) this.followLifetimes6();
  }

  /** The lifetimes of IPv6 addresses have changed. */
  followLifetimes6(): void {
    this.lifetimes6.follow();
  }

  removeAddress6(iface: Interface, inet: Inet6): void {
    this.dad.stop(inet);
    this.own6.remove(iface, inet);
    this.nd.remove(iface, inet.groups);
  }

  /** An interface came up: what its addresses have waited for begins. */
  connect6(iface: Interface): void {
    for (const inet of iface.inet6) {
      if (inet.flags & IN6_IFF_TENTATIVE) this.dad.start(iface, inet);
    }
  }

  /** Goes on after all timers were lost. */
  resume(): void {
    for (const iface of this.interfaces()) {
      this.nd.resume(iface);
      this.dad.resume(iface);
    }
    this.lifetimes6.follow();
    this.advertiser6.resume();
  }

  /** Tells the neighbours about the interface's Ethernet address, which has changed. */
  announce(iface: Interface): void {
    if (iface.ether !== undefined) {
      for (const { groups, vhid } of iface.inet6) {
        if (vhid !== undefined) continue;
        this.nd.setPermanent(iface, groups, iface.ether);
        this.neighbours6.announce(iface, groups, iface.ether);
      }
    }
    for (const { address, vhid } of this.addresses(iface)) {
      if (vhid === undefined) this.neighbours.announce(iface, address);
    }
  }

  /** The interface has become the master of a shared address: it tells everybody, and has the routes. */
  holdShared6(iface: Interface, inet: Inet6, ether: Uint8Array): void {
    this.neighbours6.announce(iface, inet.groups, ether);
    this.own6.connectShared(iface, inet);
    if (iface.ether !== undefined) this.nd.setPermanent(iface, inet.groups, iface.ether);
  }

  /** Another host is the master of a shared address now. */
  releaseShared6(iface: Interface, inet: Inet6): void {
    this.own6.disconnectShared(iface, inet);
    this.nd.remove(iface, inet.groups);
  }

  /** Listens for echo replies that carry `id`, and for what others say became of such requests. Returns a function that stops it. */
  listenEcho(
    id: number,
    listener: (reply: EchoReply) => void,
    onError?: (error: EchoError) => void,
  ): () => void {
    this.echoListeners.set(id, listener);
    if (onError !== undefined) this.errorListeners.set(id, onError);
    return () => {
      this.echoListeners.delete(id);
      this.errorListeners.delete(id);
    };
  }

  /** Sends an echo request. Returns sendto's errno, 0 for success; the reply may have come by then. */
  ping({ destination, source, id, sequence, data, ttl }: EchoRequest): number {
    const message = echoMessage({ type: ECHO_REQUEST, id, sequence, data });
    return this.ip.send(destination, PROTOCOL_ICMP, message, { source, ttl });
  }

  /** A frame from this stack out by an interface: to its if_bridge(4), else to netgraph and the wire. Returns an errno. */
  sendFrame(by: Interface, frame: Uint8Array): number {
    return by.bridge?.output(by, frame) ? 0 : by.output(frame);
  }

  /** Is this address on the interface's link, and not behind a gateway? */
  isOnLink(iface: Interface, address: number): boolean {
    const route = this.routes.lookup(address);
    return route?.interface === iface && route.gateway === undefined;
  }

  /** A whole packet for this stack, or for a group that it may be in. */
  private deliver(received: ReceivedPacket, from: Interface): void {
    const { protocol, destination } = received;
    if (protocol === PROTOCOL_CARP) this.carp?.receive(from, received);
    else if (protocol === PROTOCOL_UDP && this.dnsmasq.receive(from, received)) return;
    else if (this.own.get(destination) === undefined) return;
    else if (protocol === PROTOCOL_ICMP) this.receiveIcmp(received);
    else if (protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP) this.sockets.receive(received);
  }

  /** Answers echo requests to single addresses (net.inet.icmp.bmcastecho is 0) and hands replies to whoever waits. */
  private receiveIcmp({ source, destination, ttl, payload }: ReceivedPacket): void {
    const echo = readEcho(payload);
    if (echo?.type === ECHO_REPLY) {
      const { sequence, data } = echo;
      const length = data.length + 8;
      this.echoListeners.get(echo.id)?.({ from: source, ttl, sequence, length });
      return;
    }
    const answer = answerEcho(payload);
    if (answer !== undefined) {
      this.ip.send(source, PROTOCOL_ICMP, answer, { source: destination });
      return;
    }
    const error = readError(payload);
    if (error !== undefined) this.tell(source, payload.length, error);
  }

  /** Hands what became of an echo request to whoever sent it. */
  private tell(from: number, length: number, error: IcmpError): void {
    const { about } = error;
    this.sockets.tell(error);
    const echo = about.subarray((about[0]! & 15) * 4);
    if (about[9] !== PROTOCOL_ICMP || echo.length < 8 || echo[0] !== ECHO_REQUEST) return;
    const id = (echo[4]! << 8) | echo[5]!;
    this.errorListeners.get(id)?.({ from, length, error });
  }
}

/** The network stack of a vnet: IPv4 with ARP and ICMP echo over real frames. IPv6 has addresses and routes to show, and sends nothing. */
import { errno } from "../../netgraph/errno.ts";
import type { Clock } from "../base/clock.ts";
import {
  BROADCAST,
  ETHER_HEADER,
  ETHER_TAG,
  ETHERTYPE_ARP,
  ETHERTYPE_IP,
  ETHERTYPE_VLAN,
  etherFrame,
  etherType,
  isFor,
  isGroup,
  untagged,
  vlanOf,
} from "../wire/ethernet.ts";
import { answerEcho, ECHO_REPLY, ECHO_REQUEST, echoMessage, readEcho } from "../wire/icmp.ts";
import {
  DEFAULT_TTL,
  fragments,
  IP_HEADER,
  ipPacket,
  PROTOCOL_ICMP,
  type ReceivedPacket,
  readIp,
} from "../wire/ip.ts";
import { ArpTable } from "./arptable.ts";
import type { Inet, Interface, InterfaceStack } from "./interface.ts";
import { Neighbours } from "./neighbours.ts";
import { count, type OwnAddress, OwnAddresses } from "./ownaddresses.ts";
import { OwnAddresses6 } from "./ownaddresses6.ts";
import { Reassembly } from "./reassembly.ts";
import { type Route, RouteTable } from "./routes.ts";
import { RouteTable6 } from "./routes6.ts";

/** An answer to an echo request. */
export interface EchoReply {
  readonly from: number;
  readonly ttl: number;
  readonly sequence: number;
  /** Of the ICMP message, header and data. */
  readonly length: number;
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
  private readonly neighbours = new Neighbours(this);
  private readonly reassembly = new Reassembly();
  private readonly echoListeners = new Map<number, (reply: EchoReply) => void>();
  private readonly sniffers = new Map<Interface, (frame: Uint8Array) => void>();
  private lastId = 0;

  /** `interfaces` are those of the vnet at any time. */
  constructor(clock: Clock, interfaces: () => readonly Interface[]) {
    const loopback = () => interfaces().find(({ kind }) => kind === "loopback");
    this.arp = new ArpTable(clock);
    this.own = new OwnAddresses(this.routes, loopback);
    this.own6 = new OwnAddresses6(this.routes6, loopback);
  }

  /** The IPv4 addresses of an interface, oldest first. */
  addresses(iface: Interface): readonly OwnAddress[] {
    return this.own.of(iface);
  }

  /** A frame from an interface (a bare packet, when it is no Ethernet interface), past netgraph. Valid during the call only. */
  receive(iface: Interface, frame: Uint8Array): void {
    if (this.sniffers.size > 0) this.sniffers.get(iface)?.(frame);
    if (iface.ether === undefined) {
      this.receivePacket(frame);
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
    if (!isGroup(frame) && !isFor(frame, iface.ether)) return;
    if (type === ETHERTYPE_IP) this.receivePacket(frame.subarray(ETHER_HEADER));
    else if (type === ETHERTYPE_ARP) this.neighbours.receive(iface, frame);
  }

  /** Forgets all about an interface that is leaving. */
  forget(iface: Interface): void {
    this.own.forget(iface);
    this.routes.removeWhere((route) => route.interface === iface);
    this.routes6.removeWhere(({ owner }) => owner === iface);
    this.sniffers.delete(iface);
    this.arp.forget(iface);
  }

  /** Makes an address the interface's own and announces it to everybody (in.c, arp_ifinit). */
  addAddress(iface: Interface, inet: Inet): void {
    const { address } = this.own.add(iface, inet);
    this.neighbours.announce(iface, address);
  }

  removeAddress(iface: Interface, address: number): void {
    this.own.remove(iface, address);
    this.arp.remove(iface, address);
  }

  /** Tells the neighbours about the interface's Ethernet address, which has changed. */
  announce(iface: Interface): void {
    for (const { address } of this.addresses(iface)) {
      this.neighbours.announce(iface, address);
    }
  }

  /** Listens for echo replies that carry `id`. Returns a function that stops it. */
  listenEcho(id: number, listener: (reply: EchoReply) => void): () => void {
    this.echoListeners.set(id, listener);
    return () => this.echoListeners.delete(id);
  }

  /** Sends an echo request. Returns sendto's errno, 0 for success; the reply may have come by then. */
  ping({ destination, source, id, sequence, data, ttl }: EchoRequest): number {
    const message = echoMessage({ type: ECHO_REQUEST, id, sequence, data });
    return this.send(destination, PROTOCOL_ICMP, message, { source, ttl });
  }

  /** Hears every frame that an interface receives, as bpf(4) does. Returns a function that stops it. */
  sniff(iface: Interface, sniffer: (frame: Uint8Array) => void): () => void {
    this.sniffers.set(iface, sniffer);
    return () => this.sniffers.delete(iface);
  }

  /** Sends an IPv4 packet by the route to its destination. Returns an errno, 0 for success. */
  private send(
    destination: number,
    protocol: number,
    payload: Uint8Array,
    options: { readonly source?: number | undefined; readonly ttl?: number | undefined } = {},
  ): number {
    const route = this.routes.lookup(destination);
    if (route === undefined || route.flags.has("R")) return errno.EHOSTUNREACH;
    if (route.flags.has("B")) return 0;
    const source = options.source ?? route.source;
    this.lastId = (this.lastId + 1) & 0xffff;
    const header = {
      source,
      destination,
      protocol,
      ttl: options.ttl ?? DEFAULT_TTL,
      id: this.lastId,
    };
    const packet = ipPacket(header, payload);
    count(this.own.get(source)?.counters, "out", packet.length);
    if (route.interface.kind === "loopback") {
      this.loop(route.interface, packet);
      return 0;
    }
    let error = 0;
    for (const part of fragments(packet, route.interface.mtu)) {
      error = this.transmit(route, destination, part);
      if (error !== 0) break;
    }
    return error;
  }

  /** What is for this stack itself comes back by lo0, whether that is up or not (if_loop.c, looutput). */
  private loop(loopback: Interface, packet: Uint8Array): void {
    count(loopback.counters, "out", packet.length);
    count(loopback.counters, "in", packet.length);
    this.receivePacket(packet);
  }

  private transmit(route: Route, destination: number, packet: Uint8Array): number {
    const { interface: by } = route;
    if (!by.up || !by.running) return errno.ENETDOWN;
    if (by.ether === undefined) {
      return by.output(packet);
    }
    const to = this.groupAddress(by, destination);
    if (to !== undefined) {
      return this.sendFrame(by, etherFrame(to, by.ether, ETHERTYPE_IP, packet));
    }
    const error = this.neighbours.send(by, route.source, route.gateway ?? destination, packet);
    return error === errno.EHOSTDOWN && route.gateway !== undefined ? errno.EHOSTUNREACH : error;
  }

  /** The Ethernet address of a broadcast or multicast destination; undefined for a single host. */
  private groupAddress(by: Interface, destination: number): Uint8Array | undefined {
    if (this.own.isBroadcast(by, destination)) return BROADCAST;
    if (destination >>> 28 !== 14) return undefined;
    return new Uint8Array([
      0x01,
      0x00,
      0x5e,
      (destination >>> 16) & 127,
      (destination >>> 8) & 255,
      destination & 255,
    ]);
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

  private receivePacket(packet: Uint8Array): void {
    const received = readIp(packet);
    if (received === undefined) return;
    const own = this.own.get(received.destination);
    if (own === undefined) return;
    count(own.counters, "in", IP_HEADER + received.payload.length);
    const whole = this.reassembly.add(received);
    if (whole?.protocol === PROTOCOL_ICMP) this.receiveIcmp(whole);
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
    if (answer !== undefined) this.send(source, PROTOCOL_ICMP, answer, { source: destination });
  }
}

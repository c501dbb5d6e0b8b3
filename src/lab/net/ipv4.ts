/** IPv4 of one stack: packets that go out by the routes, come in for it, or are sent on (ip_output.c, ip_input.c). */
import { errno } from "../../netgraph/errno.ts";
import { BROADCAST, ETHERTYPE_IP, etherFrame } from "../wire/ethernet.ts";
import {
  errorMessage,
  type IcmpError,
  TIME_EXCEEDED,
  UNREACHABLE,
  UNREACHABLE_HOST,
  UNREACHABLE_NEEDFRAG,
} from "../wire/icmp.ts";
import {
  aged,
  DEFAULT_TTL,
  fragments,
  IP_HEADER,
  ipPacket,
  isMulticast,
  PROTOCOL_ICMP,
  type ReceivedPacket,
  readIp,
} from "../wire/ip.ts";
import { Filters } from "./filters.ts";
import type { Interface } from "./interface.ts";
import { count, type OwnAddresses } from "./ownaddresses.ts";
import { Reassembly } from "./reassembly.ts";
import type { Route, RouteTable } from "./routes.ts";

/** What IPv4 needs of the stack. */
interface Surroundings {
  readonly routes: RouteTable;
  readonly own: OwnAddresses;
  readonly neighbours: {
    send(by: Interface, ours: number, neighbour: number, packet: Uint8Array): number;
  };
  sendFrame(by: Interface, frame: Uint8Array): number;
}

/** Beyond destination, protocol and payload: what a packet is sent with. */
export interface SendOptions {
  /** The address to send from; the route's own when left out. */
  readonly source?: number | undefined;
  /** 64 when left out. */
  readonly ttl?: number | undefined;
}

/** IPv4 of one stack. Addresses are unsigned numbers of 32 bits. */
export class Ipv4 {
  /** net.inet.ip.forwarding: does it send on what is for others? */
  forwarding = false;
  readonly filters = new Filters();
  private readonly reassembly = new Reassembly<ReceivedPacket>();
  private lastId = 0;

  constructor(
    private readonly stack: Surroundings,
    /** Takes a whole packet that is for this stack, or for a group. */
    private readonly deliver: (received: ReceivedPacket, from: Interface) => void,
  ) {}

  /** Sends by the route to the destination. Returns an errno, 0 for success. */
  send(
    destination: number,
    protocol: number,
    payload: Uint8Array,
    options: SendOptions = {},
  ): number {
    const route = this.stack.routes.lookup(destination);
    if (route === undefined || route.flags.has("R")) return errno.EHOSTUNREACH;
    if (route.flags.has("B")) return 0;
    const source = options.source ?? route.source;
    const ttl = options.ttl ?? DEFAULT_TTL;
    const packet = ipPacket({ source, destination, protocol, ttl, id: this.nextId() }, payload);
    count(this.stack.own.get(source)?.counters, "out", packet.length);
    return this.output(packet, route);
  }

  nextId(): number {
    this.lastId = (this.lastId + 1) & 0xffff;
    return this.lastId;
  }

  /** Sends a packet out by an interface to a group, in a frame from `ether`. Returns an errno. */
  multicast(by: Interface, ether: Uint8Array, packet: Uint8Array): number {
    const passed = this.filters.pass(packet, "out", by);
    if (passed === undefined) return errno.EACCES;
    if (!by.up || !by.running) return errno.ENETDOWN;
    const to = groupEther(readIp(passed)?.destination ?? 0);
    return this.stack.sendFrame(by, etherFrame(to, ether, ETHERTYPE_IP, passed));
  }

  /** Sends a packet by a route. Returns an errno. */
  private output(packet: Uint8Array, route: Route): number {
    const { interface: by } = route;
    const passed = this.filters.pass(packet, "out", by);
    if (passed === undefined) return errno.EACCES;
    if (by.kind === "loopback") {
      this.loop(by, passed);
      return 0;
    }
    // A filter may have sent it elsewhere.
    const destination = destinationOf(passed);
    let error = 0;
    for (const part of fragments(passed, by.mtu)) {
      error = this.transmit(route, destination, part);
      if (error !== 0) break;
    }
    return error;
  }

  /** What is for this stack itself comes back by lo0, whether that is up or not (if_loop.c, looutput). */
  private loop(loopback: Interface, packet: Uint8Array): void {
    count(loopback.counters, "out", packet.length);
    count(loopback.counters, "in", packet.length);
    loopback.show(packet, "in");
    this.input(loopback, packet);
  }

  private transmit(route: Route, destination: number, packet: Uint8Array): number {
    const { interface: by } = route;
    if (!by.up || !by.running) return errno.ENETDOWN;
    if (by.ether === undefined) return by.output(packet);
    const isToAll = this.stack.own.isBroadcast(by, destination);
    if (isToAll || isMulticast(destination)) {
      const to = isToAll ? BROADCAST : groupEther(destination);
      return this.stack.sendFrame(by, etherFrame(to, by.ether, ETHERTYPE_IP, packet));
    }
    const neighbour = route.gateway ?? destination;
    const error = this.stack.neighbours.send(by, route.source, neighbour, packet);
    return error === errno.EHOSTDOWN && route.gateway !== undefined ? errno.EHOSTUNREACH : error;
  }

  /** A packet that came in by an interface. */
  input(from: Interface, packet: Uint8Array): void {
    const passed = this.filters.pass(packet, "in", from);
    const received = passed === undefined ? undefined : readIp(passed);
    if (passed === undefined || received === undefined) return;
    const { own } = this.stack;
    const ours = own.get(received.destination);
    const isGroups =
      isMulticast(received.destination) || own.isBroadcast(from, received.destination);
    if (ours === undefined && !isGroups) {
      if (this.forwarding) this.forward(from, passed, received);
      return;
    }
    count(ours?.counters, "in", IP_HEADER + received.payload.length);
    const whole = this.reassembly.add(received);
    if (whole !== undefined) this.deliver(whole, from);
  }

  /** Sends on what is for somebody else, or says why not (ip_input.c, ip_forward). */
  private forward(from: Interface, packet: Uint8Array, received: ReceivedPacket): void {
    const { destination, source, ttl, dontFragment } = received;
    // An address that means this network only, and loopback's, are on no wire.
    if (source === 0 || destination >>> 24 === 127 || from.kind === "loopback") return;
    if (ttl <= 1) {
      this.complain(packet, TIME_EXCEEDED, 0);
      return;
    }
    const route = this.stack.routes.lookup(destination);
    if (route?.flags.has("B")) return;
    if (route === undefined || route.flags.has("R")) {
      this.complain(packet, UNREACHABLE, UNREACHABLE_HOST);
      return;
    }
    const { mtu } = route.interface;
    if (dontFragment && packet.length > mtu) {
      this.complain(packet, UNREACHABLE, UNREACHABLE_NEEDFRAG, mtu);
      return;
    }
    // Who filters it says nothing; what else fails is that the host cannot be reached.
    const error = this.output(aged(packet), route);
    if (error !== 0 && error !== errno.EACCES) this.complain(packet, UNREACHABLE, UNREACHABLE_HOST);
  }

  /** Tells the sender what became of a packet. */
  complain(packet: Uint8Array, type: number, code: number, mtu = 0): void {
    const error: Omit<IcmpError, "about"> = { type, code, mtu };
    const message = errorMessage(packet, error);
    const source = readIp(packet)?.source;
    if (message !== undefined && source !== undefined) this.send(source, PROTOCOL_ICMP, message);
  }
}

function destinationOf(packet: Uint8Array): number {
  return new DataView(packet.buffer, packet.byteOffset).getUint32(16);
}

/** The Ethernet address of a multicast group (RFC 1112). */
function groupEther(group: number): Uint8Array {
  return Uint8Array.of(0x01, 0x00, 0x5e, (group >>> 16) & 127, (group >>> 8) & 255, group & 255);
}

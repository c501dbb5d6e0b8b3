/** dnsmasq as a DHCP server of a vnet: what its configuration files say, and what it answers (dnsmasq(8)). */
import { EVERYBODY, maskOf } from "../wire/address.ts";
import {
  ACK,
  DHCP_CLIENT_PORT,
  DHCP_SERVER_PORT,
  type DhcpMessage,
  DISCOVER,
  decodeDhcp,
  encodeDhcp,
  NAK,
  OFFER,
  REQUEST,
} from "../wire/dhcp.ts";
import { BROADCAST, ETHERTYPE_IP, etherFrame } from "../wire/ethernet.ts";
import type { ReceivedPacket } from "../wire/ip.ts";
import { readUdp, udpPacket } from "../wire/udp.ts";
import type { Interface } from "./interface.ts";
import type { OwnAddress } from "./ownaddresses.ts";

/** Addresses that are given out: unsigned numbers of 32 bits. */
export interface LeaseRange {
  readonly first: number;
  readonly last: number;
  /** Seconds. */
  readonly lease: number;
}

/** A client that always gets the same address. */
export interface FixedLease {
  /** `02:00:00:00:00:01`. */
  readonly ether: string;
  readonly address: number;
}

/** What is served. */
export interface DnsmasqConfig {
  readonly ranges: readonly LeaseRange[];
  readonly fixed: readonly FixedLease[];
}

/** What the server needs of the stack that it is in. */
export interface DnsmasqStack {
  addresses(iface: Interface): readonly OwnAddress[];
  sendFrame(by: Interface, frame: Uint8Array): number;
}

/** The server of a vnet; it answers nobody until it has a configuration. Its state is plain data. */
export class Dnsmasq {
  /** Undefined while it does not run. */
  config: DnsmasqConfig | undefined;
  /** The addresses that were given, by the clients' Ethernet addresses. */
  private readonly leases = new Map<string, number>();

  constructor(private readonly stack: DnsmasqStack) {}

  /** A datagram that came in by an interface. Returns whether it was for the server. */
  receive(from: Interface, packet: ReceivedPacket): boolean {
    if (this.config === undefined || from.ether === undefined) return false;
    const datagram = readUdp(packet);
    if (datagram?.destinationPort !== DHCP_SERVER_PORT) return false;
    const request = decodeDhcp(datagram.data);
    if (request === undefined) return true;
    // It gives out addresses of the networks alone that the interface is in itself.
    for (const own of this.stack.addresses(from)) {
      const answer = this.answer(this.config, request, own);
      if (answer === undefined) continue;
      const reply = udpPacket(own.address, EVERYBODY, {
        sourcePort: DHCP_SERVER_PORT,
        destinationPort: DHCP_CLIENT_PORT,
        data: encodeDhcp(answer),
      });
      this.stack.sendFrame(from, etherFrame(BROADCAST, from.ether, ETHERTYPE_IP, reply));
      break;
    }
    return true;
  }

  private answer(
    config: DnsmasqConfig,
    request: DhcpMessage,
    own: OwnAddress,
  ): DhcpMessage | undefined {
    const mask = maskOf(own.prefix);
    const isNear = (address: number) => ((address ^ own.address) & mask) === 0;
    const ranges = config.ranges.filter(({ first }) => isNear(first));
    const [range] = ranges;
    if (range === undefined) return undefined;
    const client = [...request.client].map((byte) => byte.toString(16).padStart(2, "0")).join(":");
    const reply = {
      transaction: request.transaction,
      client: request.client,
      server: own.address,
    };
    if (request.type === DISCOVER) {
      const yours = this.addressFor(config, ranges, client, own);
      if (yours === undefined) return undefined;
      this.leases.set(client, yours);
      return { ...reply, ...this.terms(range, own, mask), type: OFFER, yours };
    }
    if (request.type !== REQUEST) return undefined;
    const yours = this.leases.get(client);
    if (yours === undefined || yours !== request.requested)
      return { ...reply, type: NAK, yours: 0 };
    return { ...reply, ...this.terms(range, own, mask), type: ACK, yours };
  }

  /** Without other options it is the clients' router itself. */
  private terms({ lease }: LeaseRange, own: OwnAddress, mask: number) {
    return { mask, lease, routers: [own.address] };
  }

  private addressFor(
    { fixed }: DnsmasqConfig,
    ranges: readonly LeaseRange[],
    client: string,
    own: OwnAddress,
  ): number | undefined {
    const reserved = fixed.find(({ ether }) => ether === client);
    if (reserved !== undefined) return reserved.address;
    const known = this.leases.get(client);
    const taken = new Set([
      own.address,
      ...fixed.map(({ address }) => address),
      ...[...this.leases].flatMap(([ether, address]) => (ether === client ? [] : [address])),
    ]);
    const isFree = (address: number) => !taken.has(address);
    const isInRange = (address: number) =>
      ranges.some(({ first, last }) => address >= first && address <= last);
    if (known !== undefined && isInRange(known) && isFree(known)) return known;
    for (const { first, last } of ranges)
      for (let address = first; address <= last; address++) if (isFree(address)) return address;
    return undefined;
  }
}

/** The LAN behind a NIC: hosts that answer ARP and pings and at some of their ports, a DHCP server at the gateway, and those that speak IPv6. */
import { EVERYBODY, formatIpv4, maskOf, parseCidr, parseEther } from "../wire/address.ts";
import { ARP_REPLY, ARP_REQUEST, arpFrame, readArp } from "../wire/arp.ts";
import { DHCP_CLIENT_PORT, DHCP_SERVER_PORT, decodeDhcp, encodeDhcp } from "../wire/dhcp.ts";
import {
  BROADCAST,
  ETHER_HEADER,
  ETHER_TAG,
  ETHERTYPE_ARP,
  ETHERTYPE_IP,
  ETHERTYPE_IPV6,
  ETHERTYPE_VLAN,
  etherFrame,
  etherType,
  isFor,
  isGroup,
  tagged,
  untagged,
  vlanOf,
} from "../wire/ethernet.ts";
import {
  answerEcho,
  ECHO_REPLY,
  ECHO_REQUEST,
  echoMessage,
  errorMessage,
  readEcho,
  TIME_EXCEEDED,
} from "../wire/icmp.ts";
import {
  DEFAULT_TTL,
  fragments,
  ipPacket,
  PROTOCOL_ICMP,
  type ReceivedPacket,
  readIp,
} from "../wire/ip.ts";
import { readUdp, udpPacket } from "../wire/udp.ts";
import { DhcpServer, type DhcpTerms } from "./dhcpserver.ts";
import type { Interface } from "./interface.ts";
import { Lan6 } from "./lan6.ts";
import type { LanEcho } from "./lanecho.ts";
import { answerAtPort, NO_PORTS, type OpenPorts } from "./openports.ts";
import { Reassembly } from "./reassembly.ts";

/** A host on the LAN. */
export interface LanHost {
  /** IPv4, as an unsigned number of 32 bits. */
  readonly address: number;
  /** Six bytes. */
  readonly ether: Uint8Array;
  /** Of its answers to pings: 255 for gateways (recording 40), 64 for other hosts. */
  readonly ttl: number;
  /** The networks that it knows the way to; all when left out. */
  readonly reaches?: readonly { readonly address: number; readonly prefix: number }[] | undefined;
  /** Who is behind it, when it is a router: IPv4, as unsigned numbers of 32 bits. */
  readonly behind?: ReadonlySet<number> | undefined;
  /** Where it answers; it refuses the other ports. */
  readonly ports?: OpenPorts | undefined;
}

/** Does a host know the way to an address? */
function knowsTheWay({ reaches }: LanHost, address: number): boolean {
  if (reaches === undefined) return true;
  return reaches.some((network) => ((address ^ network.address) & maskOf(network.prefix)) === 0);
}

/** A ping of a host of the LAN, on its way. */
interface LanPing {
  readonly from: LanHost;
  readonly destination: number;
  readonly id: number;
  answered: boolean;
}

const PING_BYTES = 56;

/** What is behind one NIC: it takes what the NIC sends, and answers in the same call. */
export class Lan {
  private readonly hosts = new Map<number, LanHost>();
  /** Who answered ARP since the DHCP server last asked. */
  private readonly answered = new Set<number>();
  private readonly reassembly = new Reassembly<ReceivedPacket>();
  private dhcp: { readonly server: DhcpServer; readonly host: LanHost } | undefined;
  private readonly pings = new Set<LanPing>();
  private lastPing = 0;
  private lastId = 0;
  /** Those who speak IPv6. */
  readonly six: Lan6;
  /** Is the NIC plugged into it? With a cable to elsewhere in the NIC, nobody of the LAN is on its wire. */
  isPlugged = true;

  private readonly vlans = new Map<number, Lan>();

  /** `tags`: of IEEE 802.1Q, the outer one first, on every frame of it; none for what has no tag. */
  constructor(
    readonly nic: Interface,
    readonly tags: readonly number[] = [],
  ) {
    this.six = new Lan6(nic, (frame) => this.deliver(frame));
    if (tags.length > 0) return;
    nic.transmit = (frame) => this.receive(frame);
    nic.filters = true;
  }

  /** Returns the part of it whose frames have these tags, and makes it when it is first asked for. */
  vlan([tag, ...within]: readonly number[]): Lan {
    if (tag === undefined) return this;
    let part = this.vlans.get(tag);
    if (part === undefined) {
      part = new Lan(this.nic, [...this.tags, tag]);
      this.vlans.set(tag, part);
    }
    return part.vlan(within);
  }

  /** This LAN, and those on its tags. */
  parts(): Lan[] {
    return [this, ...[...this.vlans.values()].flatMap((part) => part.parts())];
  }

  /** The NIC is plugged into this LAN, with those on its tags, or into something else. */
  setPlugged(on: boolean): void {
    for (const part of this.parts()) part.isPlugged = on;
  }

  /** Puts a host on the LAN; the first one to have an address keeps it. */
  add(host: LanHost): void {
    if (!this.hosts.has(host.address)) this.hosts.set(host.address, host);
  }

  /** Lets a host serve DHCP for its network. Before it gives an address, it asks by ARP whether somebody has it. */
  serveDhcp(host: LanHost, prefix: number, terms: DhcpTerms = {}): void {
    const isTaken = (address: number) => {
      if (this.hosts.has(address)) return true;
      this.answered.clear();
      this.deliver(arpFrame(ARP_REQUEST, host.ether, host.address, address));
      return this.answered.has(address);
    };
    this.dhcp = { server: new DhcpServer(host.address, maskOf(prefix), isTaken, terms), host };
  }

  /** Everybody on the LAN, by their addresses. */
  all(): readonly LanHost[] {
    return [...this.hosts.values()].sort((a, b) => a.address - b.address);
  }

  /** Lets a host of the LAN ping an address that is on the LAN or behind the NIC. Returns what tells whether an answer came, and ends that. */
  ping(from: LanHost, destination: number): LanEcho {
    if (this.hosts.has(destination)) return { answered: true, end: () => {} };
    this.lastPing = (this.lastPing + 1) & 0xffff;
    const ping: LanPing = { from, destination, id: this.lastPing, answered: false };
    this.pings.add(ping);
    this.deliver(arpFrame(ARP_REQUEST, from.ether, from.address, destination));
    return {
      get answered() {
        return ping.answered;
      },
      end: () => this.pings.delete(ping),
    };
  }

  /** The one who was asked for by ARP has answered: what is for it goes out. */
  private sendPings(address: number, asker: number, ether: Uint8Array): void {
    for (const { from, destination, id, answered } of this.pings) {
      if (answered || destination !== address || from.address !== asker) continue;
      const data = new Uint8Array(PING_BYTES);
      this.sendPacket(
        from,
        destination,
        ether,
        echoMessage({ type: ECHO_REQUEST, id, sequence: 0, data }),
      );
    }
  }

  private sendPacket(
    from: LanHost,
    to: number,
    ether: Uint8Array,
    payload: Uint8Array,
    protocol = PROTOCOL_ICMP,
  ): void {
    this.lastId = (this.lastId + 1) & 0xffff;
    const packet = ipPacket(
      {
        source: from.address,
        destination: to,
        protocol,
        ttl: from.ttl,
        id: this.lastId,
      },
      payload,
    );
    for (const part of fragments(packet, this.nic.mtu)) {
      this.deliver(etherFrame(ether, from.ether, ETHERTYPE_IP, part));
    }
  }

  private receive(frame: Uint8Array): void {
    if (!this.isPlugged) return;
    const type = frame.length < ETHER_HEADER ? 0 : etherType(frame);
    if (type === ETHERTYPE_ARP) this.receiveArp(frame);
    else if (type === ETHERTYPE_IP) this.receivePacket(frame);
    else if (type === ETHERTYPE_IPV6) this.six.receive(frame);
    else if (type === ETHERTYPE_VLAN && frame.length >= ETHER_HEADER + ETHER_TAG)
      this.vlans.get(vlanOf(frame))?.receive(untagged(frame));
  }

  private receiveArp(frame: Uint8Array): void {
    const arp = readArp(frame);
    if (arp === undefined) return;
    if (arp.operation === ARP_REPLY) {
      this.answered.add(arp.senderAddress);
      this.sendPings(arp.senderAddress, arp.targetAddress, arp.senderEther);
    }
    const host = this.hosts.get(arp.targetAddress);
    // One who announces an address is not answered, even when a host of the LAN has it.
    if (arp.operation !== ARP_REQUEST || host === undefined) return;
    if (arp.senderAddress === arp.targetAddress) return;
    this.deliver(arpFrame(ARP_REPLY, host.ether, host.address, arp.senderAddress, arp.senderEther));
  }

  private receivePacket(frame: Uint8Array): void {
    if (!isGroup(frame) && !this.isForAHost(frame)) return;
    const received = readIp(frame.subarray(ETHER_HEADER));
    const whole = received === undefined ? undefined : this.reassembly.add(received);
    if (whole === undefined) return;
    if (isGroup(frame)) this.receiveBroadcast(whole);
    else this.receiveUnicast(whole, frame);
  }

  private isForAHost(frame: Uint8Array): boolean {
    for (const { ether } of this.hosts.values()) if (isFor(frame, ether)) return true;
    return false;
  }

  private receiveUnicast(request: ReceivedPacket, frame: Uint8Array): void {
    const host = this.hosts.get(request.destination);
    if (host === undefined) this.route(request, frame);
    if (host === undefined || !isFor(frame, host.ether)) return;
    if (!knowsTheWay(host, request.source)) return;
    if (request.protocol !== PROTOCOL_ICMP) {
      const said = answerAtPort(request, host.ports ?? NO_PORTS);
      if (said === undefined) return;
      this.sendPacket(host, request.source, frame.slice(6, 12), said.payload, said.protocol);
      return;
    }
    const reply = readEcho(request.payload);
    if (reply?.type === ECHO_REPLY) {
      const asked = [...this.pings].find(({ id }) => id === reply.id);
      if (asked?.from === host && asked.destination === request.source) asked.answered = true;
    }
    const answer = answerEcho(request.payload);
    if (answer !== undefined) this.sendPacket(host, request.source, frame.slice(6, 12), answer);
  }

  /** A packet for somebody behind a router of the LAN: it gets there and an answer comes back, unless it has lived too long. */
  private route(request: ReceivedPacket, frame: Uint8Array): void {
    const { source, destination, ttl, protocol, payload } = request;
    const router = [...this.hosts.values()].find(({ ether }) => isFor(frame, ether));
    if (!router?.behind?.has(destination) || !knowsTheWay(router, source)) return;
    const asker = frame.slice(6, 12);
    if (ttl <= 1) {
      const about = ipPacket(request, payload);
      const message = errorMessage(about, { type: TIME_EXCEEDED, code: 0, mtu: 0 });
      if (message !== undefined) this.sendPacket(router, source, asker, message);
      return;
    }
    const there = { ...router, address: destination, ttl: DEFAULT_TTL - 1 };
    const answer =
      protocol === PROTOCOL_ICMP
        ? { protocol, payload: answerEcho(payload) }
        : answerAtPort(request, NO_PORTS);
    if (answer?.payload !== undefined)
      this.sendPacket(there, source, asker, answer.payload, answer.protocol);
  }

  private receiveBroadcast(packet: ReceivedPacket): void {
    const datagram = readUdp(packet);
    if (this.dhcp === undefined || datagram?.destinationPort !== DHCP_SERVER_PORT) return;
    const { server, host } = this.dhcp;
    const request = decodeDhcp(datagram.data);
    const answer = request === undefined ? undefined : server.answer(request);
    if (answer === undefined) return;
    const reply = udpPacket(host.address, EVERYBODY, {
      sourcePort: DHCP_SERVER_PORT,
      destinationPort: DHCP_CLIENT_PORT,
      data: encodeDhcp(answer),
    });
    this.deliver(etherFrame(BROADCAST, host.ether, ETHERTYPE_IP, reply));
  }

  private deliver(frame: Uint8Array): void {
    if (!this.isPlugged) return;
    this.nic.receive(this.tags.reduceRight((inner, tag) => tagged(inner, tag), frame));
  }
}

/** A host of the LAN. Without an Ethernet address it gets 52:55 and its IP address, as QEMU gives (recording 40). Throws when an address is malformed. */
export function lanHost(
  inet: string,
  more: Pick<LanHost, "ttl" | "reaches" | "behind" | "ports"> & {
    readonly ether?: string | undefined;
  },
): LanHost {
  const { ether, ...rest } = more;
  const address = parseCidr(inet)?.address;
  if (address === undefined) throw new Error(`not an IPv4 address: ${inet}`);
  const made = Uint8Array.from([0x52, 0x55, ...formatIpv4(address).split(".").map(Number)]);
  const bytes = ether === undefined ? made : parseEther(ether);
  if (bytes === undefined) throw new Error(`not an Ethernet address: ${ether}`);
  return { address, ether: bytes, ...rest };
}

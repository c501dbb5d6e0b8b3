/** The IPv6 side of a LAN: hosts that answer neighbours and pings, and routers that advertise prefixes. */
import type { Clock } from "../base/clock.ts";
import { isLinkLocal, linkLocalOf } from "../wire/address.ts";
import {
  type Address6,
  ALL_NODES,
  ALL_ROUTERS,
  groupEther6,
  isInNetwork6,
  isMulticast6,
  isUnspecified,
  sameAddress6,
  solicitedNode,
} from "../wire/address6.ts";
import { ETHER_HEADER, ETHERTYPE_IPV6, etherFrame, isFor, isGroup } from "../wire/ethernet.ts";
import {
  checksum6,
  ECHO_REPLY6,
  ECHO_REQUEST6,
  echoMessage6,
  errorMessage6,
  readEcho6,
  TIME_EXCEEDED6,
  withChecksum6,
} from "../wire/icmp6.ts";
import {
  DEFAULT_HOP_LIMIT,
  fragments6,
  ip6Packet,
  PROTOCOL_ICMP6,
  type ReceivedPacket6,
  readIp6,
} from "../wire/ip6.ts";
import {
  encodeNd,
  ND_HOP_LIMIT,
  type NdMessage,
  NEIGHBOR_ADVERTISEMENT,
  NEIGHBOR_SOLICITATION,
  ROUTER_SOLICITATION,
  readNd,
} from "../wire/nd.ts";
import { ADVERTISING_INTERVAL, advertisement, type Network6 } from "./advertisement6.ts";
import type { Interface } from "./interface.ts";
import type { LanEcho } from "./lanecho.ts";
import { Reassembly } from "./reassembly.ts";

/** A host on the LAN that speaks IPv6. */
export interface LanHost6 {
  /** Undefined for one that has the address of the link alone. */
  readonly address: Address6 | undefined;
  /** Six bytes; its address of the link is made of them. */
  readonly ether: Uint8Array;
  /** The networks that it knows the way to. */
  readonly reaches: readonly Network6[];
  /** The prefixes that it advertises, when it is a router. */
  readonly advertises?: readonly Network6[] | undefined;
  /** Who is behind it, when it is a router. */
  readonly behind: readonly Address6[];
}

/** A ping of a host of the LAN, on its way. */
interface LanPing6 {
  readonly from: LanHost6;
  readonly source: Address6;
  readonly destination: Address6;
  readonly id: number;
  answered: boolean;
}

const PING_BYTES = 56;

/** The hosts behind one NIC that speak IPv6: they take what the NIC sends, and answer in the same call. */
export class Lan6 {
  private readonly hosts: LanHost6[] = [];
  private readonly reassembly = new Reassembly<ReceivedPacket6>();
  private readonly pings = new Set<LanPing6>();
  private lastPing = 0;
  private lastId = 0;

  constructor(
    private readonly nic: Interface,
    /** Sends a frame to the NIC, and to whoever else is on the wire. Valid during the call only. */
    private readonly deliver: (frame: Uint8Array) => void,
  ) {}

  add(host: LanHost6): void {
    this.hosts.push(host);
  }

  /** Everybody with an address of more than the link, in the order they came. */
  all(): readonly LanHost6[] {
    return this.hosts;
  }

  /** Lets the routers advertise themselves now and then, by a clock; who asks them is answered in any case. */
  advertiseBy(clock: Clock): void {
    if (!this.hosts.some(({ advertises }) => advertises !== undefined)) return;
    clock.after(ADVERTISING_INTERVAL, () => {
      this.advertise();
      this.advertiseBy(clock);
    });
  }

  private advertise(): void {
    for (const host of this.hosts) {
      if (host.advertises === undefined) continue;
      this.sendNd(
        host,
        { source: linkLocalOf(host.ether), destination: ALL_NODES },
        advertisement(host.ether, host.advertises),
      );
    }
  }

  /** Lets a host of the LAN ping an address that is on the LAN or behind the NIC. Returns what tells whether an answer came, and ends that. */
  ping(from: LanHost6, destination: Address6): LanEcho {
    if (this.hosts.some((host) => has(host, destination))) return { answered: true, end: () => {} };
    const source = from.address;
    if (source === undefined || !knowsTheWay(from, destination))
      return { answered: false, end: () => {} };
    this.lastPing = (this.lastPing + 1) & 0xffff;
    const ping: LanPing6 = { from, source, destination, id: this.lastPing, answered: false };
    this.pings.add(ping);
    this.sendNd(
      from,
      { source, destination: solicitedNode(destination) },
      {
        type: NEIGHBOR_SOLICITATION,
        target: destination,
        ether: from.ether,
        nonce: undefined,
      },
    );
    return {
      get answered() {
        return ping.answered;
      },
      end: () => this.pings.delete(ping),
    };
  }

  /** A frame with an IPv6 packet came from the NIC. Valid during the call only. */
  receive(frame: Uint8Array): void {
    if (!isGroup(frame) && !this.hosts.some(({ ether }) => isFor(frame, ether))) return;
    const received = readIp6(frame.subarray(ETHER_HEADER));
    const whole = received && this.reassembly.add(received);
    if (whole === undefined || isMulticast6(whole.source)) return;
    const { source, destination, protocol, payload, hopLimit } = whole;
    if (protocol !== PROTOCOL_ICMP6 || checksum6(source, destination, payload) !== 0) return;
    const asker = frame.slice(6, 12);
    const message = hopLimit === ND_HOP_LIMIT ? readNd(payload) : undefined;
    if (message !== undefined) this.discover(whole, message, asker);
    else if (isMulticast6(destination)) this.answerGroup(whole, asker);
    else this.answer(whole, frame, asker);
  }

  private discover(packet: ReceivedPacket6, message: NdMessage, asker: Uint8Array): void {
    if (message.type === ROUTER_SOLICITATION) this.advertise();
    if (message.type === NEIGHBOR_ADVERTISEMENT && message.ether !== undefined) {
      this.sendPings(packet.destination, message.target, message.ether);
    }
    if (message.type !== NEIGHBOR_SOLICITATION) return;
    const { target } = message;
    const host = this.hosts.find((one) => has(one, target));
    if (host === undefined) return;
    const isDetection = isUnspecified(packet.source);
    const ends = { source: target, destination: isDetection ? ALL_NODES : packet.source };
    const answer = {
      type: NEIGHBOR_ADVERTISEMENT,
      target,
      ether: host.ether,
      router: host.advertises !== undefined,
      solicited: !isDetection,
      override: true,
    } as const;
    this.sendNd(host, ends, answer, isDetection ? undefined : asker);
  }

  /** The one who was asked for has answered: what is for it goes out. */
  private sendPings(asker: Address6, address: Address6, ether: Uint8Array): void {
    for (const { from, source, destination, id, answered } of this.pings) {
      if (answered || !sameAddress6(destination, address) || !sameAddress6(source, asker)) continue;
      const data = new Uint8Array(PING_BYTES);
      const request = echoMessage6({ type: ECHO_REQUEST6, id, sequence: 0, data });
      this.send(from.ether, { source, destination }, ether, request);
    }
  }

  /** A ping of a group is answered by all who are in it, by their addresses of the link. */
  private answerGroup({ source, destination, payload }: ReceivedPacket6, asker: Uint8Array): void {
    const isAll = sameAddress6(destination, ALL_NODES);
    if (!isAll && !sameAddress6(destination, ALL_ROUTERS)) return;
    for (const host of this.hosts) {
      if (!isAll && host.advertises === undefined) continue;
      const ends = { source: linkLocalOf(host.ether), destination: source };
      if (knowsTheWay(host, source)) this.reply(host, ends, asker, payload);
    }
  }

  private answer(packet: ReceivedPacket6, frame: Uint8Array, asker: Uint8Array): void {
    const { source, destination, payload } = packet;
    const host = this.hosts.find((one) => has(one, destination));
    if (host === undefined) {
      this.route(packet, frame, asker);
      return;
    }
    if (!isFor(frame, host.ether) || !knowsTheWay(host, source)) return;
    const echo = readEcho6(payload);
    if (echo?.type === ECHO_REPLY6) {
      const asked = [...this.pings].find(({ id }) => id === echo.id);
      if (asked?.from === host && sameAddress6(asked.destination, source)) asked.answered = true;
    }
    this.reply(host, { source: destination, destination: source }, asker, payload);
  }

  /** A packet for somebody behind a router of the LAN: it gets there and an answer comes back, unless it has lived too long. */
  private route(packet: ReceivedPacket6, frame: Uint8Array, asker: Uint8Array): void {
    const { source, destination, hopLimit, payload } = packet;
    const router = this.hosts.find(({ ether }) => isFor(frame, ether));
    if (!router?.behind.some((one) => sameAddress6(one, destination))) return;
    if (isLinkLocal(source) || !knowsTheWay(router, source)) return;
    if (hopLimit > 1) {
      const ends = { source: destination, destination: source };
      this.reply(router, ends, asker, payload, DEFAULT_HOP_LIMIT - 1);
      return;
    }
    const about = ip6Packet(packet, payload);
    const message = errorMessage6(about, { type: TIME_EXCEEDED6, code: 0, mtu: 0 });
    if (message === undefined) return;
    const ends = { source: router.address ?? linkLocalOf(router.ether), destination: source };
    this.send(router.ether, ends, asker, message);
  }

  /** Answers an echo request; anything else is not answered. */
  private reply(
    { ether }: LanHost6,
    ends: Ends,
    asker: Uint8Array,
    request: Uint8Array,
    hopLimit = DEFAULT_HOP_LIMIT,
  ): void {
    const echo = readEcho6(request);
    if (echo?.type !== ECHO_REQUEST6) return;
    const message = echoMessage6({ ...echo, type: ECHO_REPLY6 });
    this.send(ether, ends, asker, message, hopLimit);
  }

  /** Sends a message of neighbour discovery, to its group's Ethernet address when no other is said. */
  private sendNd(host: LanHost6, ends: Ends, message: NdMessage, to?: Uint8Array): void {
    const ether = to ?? groupEther6(ends.destination);
    this.send(host.ether, ends, ether, encodeNd(message), ND_HOP_LIMIT);
  }

  private send(
    from: Uint8Array,
    ends: Ends,
    to: Uint8Array,
    message: Uint8Array,
    hopLimit = DEFAULT_HOP_LIMIT,
  ): void {
    const { source, destination } = ends;
    const payload = withChecksum6(source, destination, message);
    const header = { source, destination, protocol: PROTOCOL_ICMP6, hopLimit };
    this.lastId++;
    for (const part of fragments6(ip6Packet(header, payload), this.nic.mtu, this.lastId)) {
      this.deliver(etherFrame(to, from, ETHERTYPE_IPV6, part));
    }
  }
}

interface Ends {
  readonly source: Address6;
  readonly destination: Address6;
}

/** Is this one of a host's addresses? */
function has({ address, ether }: LanHost6, wanted: Address6): boolean {
  if (address !== undefined && sameAddress6(address, wanted)) return true;
  return sameAddress6(linkLocalOf(ether), wanted);
}

/** Does a host know the way to an address? */
function knowsTheWay({ reaches }: LanHost6, address: Address6): boolean {
  if (isLinkLocal(address)) return true;
  return reaches.some((network) => isInNetwork6(address, network.address, network.prefix));
}

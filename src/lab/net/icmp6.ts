/** ICMPv6 of one stack: echoes, what became of packets, and neighbour discovery's messages to whom they are for (icmp6.c). */
import { isLinkLocal } from "../wire/address.ts";
import { type Address6, isMulticast6 } from "../wire/address6.ts";
import {
  checksum6,
  ECHO_REPLY6,
  ECHO_REQUEST6,
  echoMessage6,
  type Icmp6Error,
  readEcho6,
  readError6,
} from "../wire/icmp6.ts";
import { IP6_HEADER, MIN_MTU6, PROTOCOL_ICMP6 } from "../wire/ip6.ts";
import {
  ND_HOP_LIMIT,
  NEIGHBOR_ADVERTISEMENT,
  NEIGHBOR_SOLICITATION,
  ROUTER_ADVERTISEMENT,
  ROUTER_SOLICITATION,
  readNd,
} from "../wire/nd.ts";
import type { Advertiser6 } from "./advertiser6.ts";
import type { Interface } from "./interface.ts";
import type { Arrived6, Ipv6 } from "./ipv6.ts";
import type { Neighbours6 } from "./neighbours6.ts";
import type { Routers6 } from "./routers6.ts";

/** An answer to an echo request. */
export interface EchoReply6 {
  readonly from: Address6;
  /** The interface whose link a link-local sender is on. */
  readonly zone: Interface;
  readonly to: Address6;
  readonly hopLimit: number;
  readonly sequence: number;
  /** Of the ICMPv6 message, header and data. */
  readonly length: number;
}

/** What became of an echo request that was not answered. */
export interface EchoError6 {
  readonly from: Address6;
  readonly zone: Interface;
  /** Of the ICMPv6 message, bytes. */
  readonly length: number;
  readonly error: Icmp6Error;
}

/** A ping to send (ICMPv6 echo). */
export interface EchoRequest6 {
  readonly destination: Address6;
  /** The interface whose link a link-local destination is on, or that the packet leaves by to a group. */
  readonly zone?: Interface | undefined;
  /** The address to send from; the one that suits best when left out. */
  readonly source?: Address6 | undefined;
  readonly id: number;
  readonly sequence: number;
  readonly data: Uint8Array;
  /** How many routers it may pass; 64 when left out. */
  readonly hopLimit?: number | undefined;
}

/** What it needs of the stack. */
interface Surroundings {
  readonly ip6: Ipv6;
  readonly neighbours6: Neighbours6;
  readonly routers6: Routers6;
  readonly advertiser6: Advertiser6;
}

/** ICMPv6 of one stack. */
export class Icmp6 {
  private readonly echoListeners = new Map<number, (reply: EchoReply6) => void>();
  private readonly errorListeners = new Map<number, (error: EchoError6) => void>();

  constructor(private readonly stack: Surroundings) {}

  /** Listens for echo replies that carry `id`, and for what others say became of such requests. Returns a function that stops it. */
  listenEcho(
    id: number,
    listener: (reply: EchoReply6) => void,
    onError?: (error: EchoError6) => void,
  ): () => void {
    this.echoListeners.set(id, listener);
    if (onError !== undefined) this.errorListeners.set(id, onError);
    return () => {
      this.echoListeners.delete(id);
      this.errorListeners.delete(id);
    };
  }

  /** Sends an echo request, cut to what each link takes. Returns sendmsg's errno, 0 for success; the reply may have come by then. */
  ping({ destination, zone, source, id, sequence, data, hopLimit }: EchoRequest6): number {
    const message = echoMessage6({ type: ECHO_REQUEST6, id, sequence, data });
    const options = { zone, source, hopLimit, maxSize: MIN_MTU6, loops: true };
    return this.stack.ip6.send(destination, PROTOCOL_ICMP6, message, options);
  }

  receive(arrived: Arrived6): void {
    const { source, destination, payload, hopLimit } = arrived.received;
    if (payload.length < 4 || checksum6(source, destination, payload) !== 0) return;
    const echo = readEcho6(payload);
    if (echo?.type === ECHO_REQUEST6) {
      this.answer(arrived, payload);
      return;
    }
    if (echo !== undefined) {
      const { sequence, data } = echo;
      const length = data.length + 8;
      const { zone } = arrived;
      const reply = { from: source, to: destination, zone, hopLimit, sequence, length };
      this.echoListeners.get(echo.id)?.(reply);
      return;
    }
    const error = readError6(payload);
    if (error !== undefined) this.tell(arrived, payload.length, error);
    else if (hopLimit === ND_HOP_LIMIT) this.discover(arrived);
  }

  private answer({ received, zone }: Arrived6, payload: Uint8Array): void {
    const { source, destination } = received;
    const reply = payload.slice();
    reply[0] = ECHO_REPLY6;
    this.stack.ip6.send(source, PROTOCOL_ICMP6, reply, {
      ...(isLinkLocal(source) && { zone }),
      ...(!isMulticast6(destination) && { source: destination }),
    });
  }

  /** Hands what became of an echo request to whoever sent it. */
  private tell({ received, zone }: Arrived6, length: number, error: Icmp6Error): void {
    const { about } = error;
    const echo = about.subarray(IP6_HEADER);
    if (about[6] !== PROTOCOL_ICMP6 || echo.length < 8 || echo[0] !== ECHO_REQUEST6) return;
    const id = (echo[4]! << 8) | echo[5]!;
    this.errorListeners.get(id)?.({ from: received.source, zone, length, error });
  }

  private discover({ received, from }: Arrived6): void {
    const message = readNd(received.payload);
    const { neighbours6, routers6, advertiser6 } = this.stack;
    if (message?.type === NEIGHBOR_SOLICITATION) neighbours6.solicited(from, received, message);
    else if (message?.type === NEIGHBOR_ADVERTISEMENT) {
      neighbours6.advertised(from, received, message);
    } else if (message?.type === ROUTER_ADVERTISEMENT) {
      routers6.advertised(from, received, message);
    } else if (message?.type === ROUTER_SOLICITATION) advertiser6.solicited(from);
  }
}

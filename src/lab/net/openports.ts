/** What a host answers that has programs on some of its ports, which say back what they are told, and refuses the others. */
import { errorMessage, UNREACHABLE, UNREACHABLE_PORT } from "../wire/icmp.ts";
import { ipPacket, PROTOCOL_ICMP, PROTOCOL_UDP, type ReceivedPacket } from "../wire/ip.ts";
import {
  ACK,
  FIN,
  PROTOCOL_TCP,
  RST,
  readTcp,
  refusalOf,
  type Segment,
  SYN,
  tcpSegment,
} from "../wire/tcp.ts";
import { readUdp, udpPayload } from "../wire/udp.ts";

/** The ports on which somebody listens. */
export interface OpenPorts {
  readonly tcp: ReadonlySet<number>;
  readonly udp: ReadonlySet<number>;
}

export const NO_PORTS: OpenPorts = { tcp: new Set(), udp: new Set() };

/** A payload for an IPv4 packet, and whose it is. */
export interface Answer {
  readonly protocol: number;
  readonly payload: Uint8Array;
}

/** Each connection begins with this number: there is no state to tell them apart by. */
const FIRST_SEQUENCE = 1;

/** Returns the answer to a whole TCP segment or datagram for one of a host's addresses; undefined for none. */
export function answerAtPort(request: ReceivedPacket, open: OpenPorts): Answer | undefined {
  if (request.protocol === PROTOCOL_TCP) return answerTcp(request, open);
  return request.protocol === PROTOCOL_UDP ? answerUdp(request, open) : undefined;
}

function answerTcp(request: ReceivedPacket, { tcp }: OpenPorts): Answer | undefined {
  const segment = readTcp(request);
  if (segment === undefined) return undefined;
  const answer = tcp.has(segment.destinationPort) ? accepted(segment) : refusalOf(segment);
  if (answer === undefined) return undefined;
  const payload = tcpSegment(request.destination, request.source, answer);
  return { protocol: PROTOCOL_TCP, payload };
}

function accepted(segment: Segment): Segment | undefined {
  const { sourcePort, destinationPort, sequence, acknowledges, flags, data } = segment;
  if (flags & RST) return undefined;
  const isFirst = (flags & SYN) !== 0;
  const length = data.length + (flags & (SYN | FIN) ? 1 : 0);
  // What only acknowledges needs no answer.
  if (length === 0) return undefined;
  return {
    sourcePort: destinationPort,
    destinationPort: sourcePort,
    sequence: isFirst ? FIRST_SEQUENCE : acknowledges,
    acknowledges: (sequence + length) >>> 0,
    flags: ACK | (flags & (SYN | FIN)),
    data,
  };
}

function answerUdp(request: ReceivedPacket, { udp }: OpenPorts): Answer | undefined {
  const datagram = readUdp(request);
  if (datagram === undefined) return undefined;
  const { sourcePort, destinationPort, data } = datagram;
  if (!udp.has(destinationPort)) return portUnreachable(request);
  const back = { sourcePort: destinationPort, destinationPort: sourcePort, data };
  return { protocol: PROTOCOL_UDP, payload: udpPayload(back) };
}

/** Returns what is said to the sender of a packet for a port on which nobody listens; undefined when nothing may be said. */
export function portUnreachable(request: ReceivedPacket): Answer | undefined {
  const about = ipPacket(request, request.payload);
  const error = { type: UNREACHABLE, code: UNREACHABLE_PORT, mtu: 0 };
  const payload = errorMessage(about, error);
  return payload === undefined ? undefined : { protocol: PROTOCOL_ICMP, payload };
}

/** TCP and UDP of one stack, as programs have them: ports on which they listen, and connections. */
import { errno } from "../../netgraph/errno.ts";
import { DHCP_CLIENT_PORT } from "../wire/dhcp.ts";
import { type IcmpError, UNREACHABLE, UNREACHABLE_PORT } from "../wire/icmp.ts";
import { PROTOCOL_UDP, type ReceivedPacket } from "../wire/ip.ts";
import {
  ACK,
  PROTOCOL_TCP,
  readTcp,
  refusalOf,
  type Segment,
  SYN,
  tcpSegment,
} from "../wire/tcp.ts";
import { type Datagram, readUdp, udpPayload } from "../wire/udp.ts";
import { Connection, type ConnectionEvents, type Ends } from "./connection.ts";
import type { SendOptions } from "./ipv4.ts";
import { portUnreachable } from "./openports.ts";

/** A UDP socket that a node of netgraph has, and that outlives programs. */
export interface KernelSocket {
  /** Returns how well a datagram's ends fit: 0 when they do not, 3 when the socket is connected with that very peer. */
  fits(ends: Ends): 0 | 1 | 2 | 3;
  take(data: Uint8Array, ends: Ends): void;
}

/** Those of each stack. They are found by their nodes, which come back with a lab's state. */
const kernelSockets = new WeakMap<Sockets, Set<KernelSocket>>();

/** How well a socket of a program fits that takes whatever comes to its port. */
const ANY_FITS = 1;

/** What TCP and UDP need of the stack. */
export interface SocketsStack {
  readonly routes: {
    lookup(destination: number): { readonly source: number } | undefined;
  };
  readonly ip: {
    send(destination: number, protocol: number, payload: Uint8Array, options?: SendOptions): number;
  };
}

/** What came of a datagram: an answer, or the errno of what became of it. */
export type DatagramTaker = (
  from: { readonly address: number; readonly port: number },
  data: Uint8Array | number,
) => void;

/** net.inet.ip.portrange.first and last: ports of those who do not choose one. */
const FIRST_PORT = 49_152;
const LAST_PORT = 65_535;
const SEQUENCE_STEP = 64_000;

/** Codes of unreachables by which a host or a filter refuses (ip_icmp.c): port, and what is forbidden. */
const REFUSED: readonly number[] = [UNREACHABLE_PORT, 9, 10, 13];

/** The sockets of one stack. Programs are the only ones who have any, so that nothing of this outlives them. */
export class Sockets {
  private readonly acceptors = new Map<number, (ends: Ends, request: Segment) => void>();
  private readonly takers = new Map<number, DatagramTaker>();
  private readonly receivers = new Map<string, (segment: Segment | number) => void>();
  private lastPort = FIRST_PORT - 1;
  private lastSequence = 0;

  constructor(private readonly stack: SocketsStack) {}

  /** Listens for connections. `accept` says who is told of each. Returns what ends it; undefined when somebody listens there already. */
  listen(
    port: number,
    accept: (connection: Connection, ends: Ends) => ConnectionEvents,
  ): (() => void) | undefined {
    if (this.acceptors.has(port)) return undefined;
    this.acceptors.set(port, (ends, request) => {
      // Who is told is known when the connection is: nothing comes before it is accepted.
      let events: ConnectionEvents | undefined;
      const connection = this.make(ends, {
        opened: () => events?.opened(),
        received: (data) => events?.received(data),
        ended: () => events?.ended(),
        failed: (number) => events?.failed(number),
      });
      events = accept(connection, ends);
      connection.accept(request);
    });
    return () => this.acceptors.delete(port);
  }

  /** Makes a connection to a port of an address, which `ask` asks for. Returns an errno when there is no way there. */
  connect(
    destination: number,
    destinationPort: number,
    events: ConnectionEvents,
    sourcePort = this.freePort(),
  ): Connection | number {
    const source = this.stack.routes.lookup(destination)?.source;
    if (source === undefined) return errno.EHOSTUNREACH;
    return this.make({ source, sourcePort, destination, destinationPort }, events);
  }

  /** Takes the datagrams for a port, a free one when none is given. Returns the port and what ends it; undefined when somebody has the port already. */
  bind(
    taker: DatagramTaker,
    port = this.freePort(),
  ): { readonly port: number; readonly end: () => void } | undefined {
    if (this.takers.has(port)) return undefined;
    this.takers.set(port, taker);
    return { port, end: () => this.takers.delete(port) };
  }

  /** Sends a datagram. Returns an errno. */
  sendDatagram(destination: number, datagram: Datagram): number {
    return this.stack.ip.send(destination, PROTOCOL_UDP, udpPayload(datagram));
  }

  /** Lets a socket of the kernel's take datagrams. Returns what ends it. */
  attach(socket: KernelSocket): () => void {
    const all = kernelSockets.get(this) ?? new Set();
    kernelSockets.set(this, all);
    all.add(socket);
    return () => all.delete(socket);
  }

  /** A whole TCP segment or datagram for one of the stack's addresses. */
  receive(packet: ReceivedPacket): void {
    if (packet.protocol === PROTOCOL_TCP) this.receiveTcp(packet);
    else this.receiveUdp(packet);
  }

  /** What somebody says of a packet that came from here. */
  tell({ type, code, about }: IcmpError): void {
    if (type !== UNREACHABLE) return;
    const number = REFUSED.includes(code) ? errno.ECONNREFUSED : errno.EHOSTUNREACH;
    const header = (about[0]! & 15) * 4;
    if (about.length < header + 4) return;
    const view = new DataView(about.buffer, about.byteOffset, about.byteLength);
    const [source, destination] = [view.getUint32(12), view.getUint32(16)];
    const [sourcePort, destinationPort] = [view.getUint16(header), view.getUint16(header + 2)];
    // A socket of the kernel's reads the error at once when it is woken, and drops it (ng_ksocket.c, ng_ksocket_incoming2).
    if (about[9] === PROTOCOL_UDP)
      this.takers.get(sourcePort)?.({ address: destination, port: destinationPort }, number);
    if (about[9] === PROTOCOL_TCP && number === errno.ECONNREFUSED)
      this.receivers.get(keyOf({ source, sourcePort, destination, destinationPort }))?.(number);
  }

  private receiveTcp(packet: ReceivedPacket): void {
    const segment = readTcp(packet);
    if (segment === undefined) return;
    const ends: Ends = {
      source: packet.destination,
      sourcePort: segment.destinationPort,
      destination: packet.source,
      destinationPort: segment.sourcePort,
    };
    const receiver = this.receivers.get(keyOf(ends));
    if (receiver !== undefined) {
      receiver(segment);
      return;
    }
    const acceptor = this.acceptors.get(segment.destinationPort);
    if (acceptor !== undefined && (segment.flags & (SYN | ACK)) === SYN) {
      acceptor(ends, segment);
      return;
    }
    const refusal = refusalOf(segment);
    if (refusal !== undefined) this.sendSegment(ends, refusal);
  }

  private receiveUdp(packet: ReceivedPacket): void {
    const datagram = readUdp(packet);
    if (datagram === undefined) return;
    const ends: Ends = {
      source: packet.destination,
      sourcePort: datagram.destinationPort,
      destination: packet.source,
      destinationPort: datagram.sourcePort,
    };
    const taker = this.takers.get(datagram.destinationPort);
    const { socket, fit } = this.bestFor(ends);
    if (socket !== undefined && (taker === undefined || fit > ANY_FITS)) {
      socket.take(datagram.data, ends);
      return;
    }
    if (taker !== undefined) {
      taker({ address: packet.source, port: datagram.sourcePort }, datagram.data);
      return;
    }
    // dhclient(8) has it for as long as it runs, and hears by bpf(4).
    if (datagram.destinationPort === DHCP_CLIENT_PORT) return;
    const answer = portUnreachable(packet);
    if (answer === undefined) return;
    const { source, destination } = packet;
    this.stack.ip.send(source, answer.protocol, answer.payload, { source: destination });
  }

  /** The socket of the kernel's that knows most of a datagram's ends (in_pcb.c, in_pcblookup). */
  private bestFor(ends: Ends): { readonly socket: KernelSocket | undefined; readonly fit: number } {
    let best: KernelSocket | undefined;
    let most = 0;
    for (const socket of kernelSockets.get(this) ?? []) {
      const fit = socket.fits(ends);
      if (fit <= most) continue;
      best = socket;
      most = fit;
    }
    return { socket: best, fit: most };
  }

  private make(ends: Ends, events: ConnectionEvents): Connection {
    const key = keyOf(ends);
    this.lastSequence = (this.lastSequence + SEQUENCE_STEP) >>> 0;
    const connection = new Connection(
      ends,
      this.lastSequence,
      {
        send: (segment) => this.sendSegment(ends, segment),
        close: () => this.receivers.delete(key),
      },
      events,
    );
    this.receivers.set(key, (came) => {
      if (typeof came === "number") connection.fail(came);
      else connection.receive(came);
    });
    return connection;
  }

  private sendSegment({ source, destination }: Ends, segment: Segment): number {
    const payload = tcpSegment(source, destination, segment);
    return this.stack.ip.send(destination, PROTOCOL_TCP, payload, { source });
  }

  private freePort(): number {
    this.lastPort = this.lastPort >= LAST_PORT ? FIRST_PORT : this.lastPort + 1;
    return this.lastPort;
  }
}

function keyOf({ source, sourcePort, destination, destinationPort }: Ends): string {
  return `${source}:${sourcePort} ${destination}:${destinationPort}`;
}

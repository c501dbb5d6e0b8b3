/** One end of a TCP connection (RFC 9293) on which nothing is lost: what goes out goes out once, and what comes out of order is not waited for. */
import { errno } from "../../netgraph/errno.ts";
import { ACK, FIN, RST, type Segment, SYN } from "../wire/tcp.ts";

/** What a connection tells the program that has it. */
export interface ConnectionEvents {
  /** Both ends know of each other. */
  opened(): void;
  /** The bytes are valid during the call only. */
  received(data: Uint8Array): void;
  /** The other end has said all. */
  ended(): void;
  /** There is no connection, or not any more: an errno. */
  failed(number: number): void;
}

/** What its ends are called, seen from here. Addresses are unsigned numbers of 32 bits. */
export interface Ends {
  readonly source: number;
  readonly sourcePort: number;
  readonly destination: number;
  readonly destinationPort: number;
}

/** What a connection has of its stack. */
interface Way {
  /** Returns an errno. */
  send(segment: Segment): number;
  /** Both ends have said all, or one of them nothing more. */
  close(): void;
}

const NOTHING = new Uint8Array();
const MAX_DATA = 1460;

/** An end of a connection. */
export class Connection {
  private isOpen = false;
  private hasEnded = false;
  private hasFinished = false;
  private next: number;
  private expected = 0;

  constructor(
    private readonly ends: Ends,
    private readonly first: number,
    private readonly way: Way,
    private readonly events: ConnectionEvents,
  ) {
    this.next = (first + 1) >>> 0;
  }

  /** Asks for the connection, once more if need be. Returns an errno. */
  ask(): number {
    return this.way.send({ ...this.head(this.first, SYN), acknowledges: 0 });
  }

  /** Takes the one who asks. */
  accept(request: Segment): void {
    this.expected = (request.sequence + 1) >>> 0;
    this.way.send(this.head(this.first, SYN | ACK));
  }

  /** Says something. */
  send(data: Uint8Array): void {
    for (let at = 0; at < data.length; at += MAX_DATA) {
      const part = data.subarray(at, at + MAX_DATA);
      const sequence = this.next;
      this.next = (this.next + part.length) >>> 0;
      this.way.send({ ...this.head(sequence, ACK), data: part });
    }
  }

  /** Says that this was all. */
  finish(): void {
    if (this.hasFinished) return;
    this.hasFinished = true;
    const sequence = this.next;
    this.next = (this.next + 1) >>> 0;
    this.way.send(this.head(sequence, FIN | ACK));
  }

  receive(segment: Segment): void {
    if (segment.flags & RST) {
      this.fail(this.isOpen ? errno.ECONNRESET : errno.ECONNREFUSED);
      return;
    }
    if (!this.isOpen && !this.open(segment)) return;
    const isExpected = segment.sequence === this.expected;
    const isEnd = isExpected && (segment.flags & FIN) !== 0;
    const data = isExpected ? segment.data : NOTHING;
    this.expected = (this.expected + data.length + (isEnd ? 1 : 0)) >>> 0;
    this.hasEnded ||= isEnd;
    const isKnown = segment.acknowledges === this.next;
    if (this.hasEnded && this.hasFinished && isKnown) this.way.close();
    if (segment.data.length > 0 || segment.flags & FIN) this.acknowledge();
    if (data.length > 0) this.events.received(data);
    if (isEnd) this.events.ended();
  }

  /** There is none any more, for this reason. */
  fail(number: number): void {
    this.way.close();
    this.events.failed(number);
  }

  private open(segment: Segment): boolean {
    if (!(segment.flags & ACK) || segment.acknowledges !== this.next) return false;
    this.isOpen = true;
    if (segment.flags & SYN) {
      this.expected = (segment.sequence + 1) >>> 0;
      this.acknowledge();
    }
    this.events.opened();
    return !(segment.flags & SYN);
  }

  private acknowledge(): void {
    this.way.send(this.head(this.next, ACK));
  }

  private head(sequence: number, flags: number): Segment {
    const { sourcePort, destinationPort } = this.ends;
    return {
      sourcePort,
      destinationPort,
      sequence,
      acknowledges: this.expected,
      flags,
      data: NOTHING,
    };
  }
}

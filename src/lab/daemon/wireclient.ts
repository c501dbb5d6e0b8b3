/** The client's end of the socket protocol: a NetgraphSocket over a stream of bytes. */
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import type { Datagram, DataSocket, NetgraphSocket } from "../../netgraph/socket.ts";
import {
  decodeAddress,
  encodeAddress,
  encodeFrame,
  frameSplitter,
  int32,
  op,
  REPLY,
  text,
} from "./frames.ts";

/** The stream of bytes to a lab. */
export interface ClientTransport {
  write(bytes: Uint8Array): void;
  close(): void;
}

/** One end of a connection: `feed` it what comes in, tell it when the connection is `closed`. */
export class WireClient {
  private seq = 0;
  private readonly replies = new Map<number, (errno: number, body: Uint8Array) => void>();
  private readonly arrived: Datagram[] = [];
  private reader: ((datagram: Datagram | undefined) => void) | undefined;
  /** Will nothing be received any more? The node was shut down, or the connection is gone. */
  private ended = false;
  private gone = false;
  /** Datagrams that were taken and not yet told. */
  private taken = 0;
  private readonly split = frameSplitter((frame) => {
    if (frame.op === op.endOfFile) {
      this.ended = true;
      this.reader?.(undefined);
      this.reader = undefined;
      return;
    }
    if (frame.op === op.received) {
      const parts = decodeAddress(frame.body);
      if (parts !== undefined) this.arrive({ from: parts.address, bytes: parts.payload.slice() });
      return;
    }
    const reply = this.replies.get(frame.seq);
    if ((frame.op & REPLY) === 0 || reply === undefined || frame.body.length < 4) return;
    this.replies.delete(frame.seq);
    const view = new DataView(frame.body.buffer, frame.body.byteOffset);
    reply(view.getInt32(0, true), frame.body.slice(4));
  });

  constructor(
    private readonly transport: ClientTransport,
    /** Opens another connection to the same lab, for the data socket. */
    private readonly another: () => Promise<WireClient>,
  ) {}

  feed(chunk: Uint8Array): void {
    this.split(chunk);
  }

  /** The connection is gone: what is still asked for will not come. */
  closed(): void {
    this.ended = true;
    this.gone = true;
    for (const reply of this.replies.values()) reply(errno.ECONNRESET, new Uint8Array(0));
    this.replies.clear();
    this.reader?.(undefined);
    this.reader = undefined;
  }

  /** Opens a control socket whose node has this name. Throws a NetgraphError. */
  async open(name: string): Promise<NetgraphSocket> {
    this.write(op.credit, 0, int32(0));
    const { error } = await this.ask(op.openControl, text(name));
    if (error !== 0) throw new NetgraphError("open", name, error);
    return {
      name,
      send: (path, message) => this.send(path, message),
      receive: () => this.receive(),
      setReceiveBuffer: (bytes) => this.setReceiveBuffer(bytes),
      openData: async () => (await this.another()).openData(name),
      close: () => this.close(),
    };
  }

  private async openData(name: string): Promise<DataSocket> {
    this.write(op.credit, 0, int32(0));
    const { error } = await this.ask(op.openData, text(`${name}:`));
    if (error !== 0) throw new NetgraphError("connect", `${name}:`, error);
    return {
      send: (hook, frame) => this.send(hook, frame),
      receive: () => this.receive(),
      setReceiveBuffer: (bytes) => this.setReceiveBuffer(bytes),
      close: () => this.close(),
    };
  }

  private async send(address: string, payload: Uint8Array): Promise<number> {
    return (await this.ask(op.send, encodeAddress(address), payload)).error;
  }

  private async setReceiveBuffer(bytes: number): Promise<number> {
    return (await this.ask(op.receiveBuffer, int32(bytes))).error;
  }

  private ask(asked: number, ...parts: Uint8Array[]): Promise<{ error: number; body: Uint8Array }> {
    if (this.gone) return Promise.resolve({ error: errno.ECONNRESET, body: new Uint8Array(0) });
    this.giveCredit();
    this.seq = (this.seq % 0xffff_ffff) + 1;
    const { seq } = this;
    return new Promise((resolve) => {
      this.replies.set(seq, (error, body) => resolve({ error, body }));
      this.write(asked, seq, ...parts);
    });
  }

  private write(asked: number, seq: number, ...parts: Uint8Array[]): void {
    this.transport.write(encodeFrame(asked, seq, ...parts));
  }

  /** Is back when the lab has closed the socket: its node is gone, and its name free. */
  private async close(): Promise<void> {
    await this.ask(op.close);
    this.transport.close();
  }

  /** A datagram was taken: its room in the receive buffer is free. What is taken at one go is told at one go. */
  private took(): void {
    if (this.taken++ === 0) queueMicrotask(() => this.giveCredit());
  }

  private giveCredit(): void {
    if (this.taken === 0 || this.gone) return;
    this.write(op.credit, 0, int32(this.taken));
    this.taken = 0;
  }

  private arrive(datagram: Datagram): void {
    const { reader } = this;
    this.reader = undefined;
    if (reader === undefined) this.arrived.push(datagram);
    else {
      this.took();
      reader(datagram);
    }
  }

  private receive(): Datagram | undefined | Promise<Datagram | undefined> {
    const first = this.arrived.shift();
    if (first !== undefined) this.took();
    if (first !== undefined || this.ended) return first;
    return new Promise((resolve) => {
      this.reader = resolve;
    });
  }
}

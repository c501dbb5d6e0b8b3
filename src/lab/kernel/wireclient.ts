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
} from "./frames.ts";

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
  private ended = false;
  private readonly split = frameSplitter((frame) => {
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
    for (const reply of this.replies.values()) reply(errno.ECONNRESET, new Uint8Array(0));
    this.replies.clear();
    this.reader?.(undefined);
    this.reader = undefined;
  }

  /** Opens a control socket whose node has this name. Throws a NetgraphError. */
  async open(name: string): Promise<NetgraphSocket> {
    const { error } = await this.ask(op.openControl, text(name));
    if (error !== 0) throw new NetgraphError("open", name, error);
    return {
      name,
      send: (path, message) => this.send(path, message),
      receive: () => this.receive(),
      setReceiveBuffer: (bytes) => this.setReceiveBuffer(bytes),
      openData: async () => (await this.another()).openData(name),
      close: () => this.transport.close(),
    };
  }

  private async openData(name: string): Promise<DataSocket> {
    const { error } = await this.ask(op.openData, text(`${name}:`));
    if (error !== 0) throw new NetgraphError("connect", `${name}:`, error);
    return {
      send: (hook, frame) => this.send(hook, frame),
      receive: () => this.receive(),
      setReceiveBuffer: (bytes) => this.setReceiveBuffer(bytes),
      close: () => this.transport.close(),
    };
  }

  private async send(address: string, payload: Uint8Array): Promise<number> {
    return (await this.ask(op.send, encodeAddress(address), payload)).error;
  }

  private async setReceiveBuffer(bytes: number): Promise<number> {
    return (await this.ask(op.receiveBuffer, int32(bytes))).error;
  }

  private ask(asked: number, ...parts: Uint8Array[]): Promise<{ error: number; body: Uint8Array }> {
    if (this.ended) return Promise.resolve({ error: errno.ECONNRESET, body: new Uint8Array(0) });
    this.seq = (this.seq % 0xffff_ffff) + 1;
    const { seq } = this;
    return new Promise((resolve) => {
      this.replies.set(seq, (error, body) => resolve({ error, body }));
      this.transport.write(encodeFrame(asked, seq, ...parts));
    });
  }

  private arrive(datagram: Datagram): void {
    const { reader } = this;
    this.reader = undefined;
    if (reader === undefined) this.arrived.push(datagram);
    else reader(datagram);
  }

  private receive(): Datagram | undefined | Promise<Datagram | undefined> {
    const first = this.arrived.shift();
    if (first !== undefined || this.ended) return first;
    return new Promise((resolve) => {
      this.reader = resolve;
    });
  }
}

function text(value: string): Uint8Array {
  const bytes = new Uint8Array(value.length + 1);
  for (let i = 0; i < value.length; i++) bytes[i] = value.charCodeAt(i);
  return bytes;
}

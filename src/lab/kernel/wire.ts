/** The lab's end of one connection of the socket protocol: one connection is one netgraph socket. */
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { readString } from "../../netgraph/message.ts";
import type { Datagram, DataSocket } from "../../netgraph/socket.ts";
import {
  decodeAddress,
  encodeAddress,
  encodeFrame,
  type Frame,
  FrameError,
  frameSplitter,
  int32,
  op,
  REPLY,
} from "./frames.ts";
import type { Graph } from "./graph.ts";
import { type LabSocket, openDataOf, openSocket } from "./socket.ts";

export interface Transport {
  /** Sends bytes to the client. False when it is slow: nothing more should come until `drained` is called. */
  write(bytes: Uint8Array): boolean;
  /** Ends the connection. */
  close(): void;
}

type Socket = Pick<DataSocket, "send" | "receive" | "setReceiveBuffer" | "close">;

export class WireConnection {
  private control: LabSocket | undefined;
  private socket: Socket | undefined;
  private readonly split: (chunk: Uint8Array) => void;
  private goOn: (() => void) | undefined;
  private closed = false;

  constructor(
    private readonly graph: Graph,
    private readonly transport: Transport,
  ) {
    this.split = frameSplitter((frame) => this.answer(frame));
  }

  /** Takes bytes from the client, cut anywhere. What is no frame ends the connection. */
  feed(chunk: Uint8Array): void {
    if (this.closed) return;
    try {
      this.split(chunk);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.close();
      this.transport.close();
    }
  }

  /** The transport takes bytes again. */
  drained(): void {
    this.goOn?.();
    this.goOn = undefined;
  }

  /** The client is gone: so is its socket, and its node. */
  close(): void {
    this.closed = true;
    void this.socket?.close();
    this.drained();
  }

  private answer(frame: Frame): void {
    let error: number = 0;
    let body: Uint8Array = new Uint8Array(0);
    try {
      const result = this.perform(frame);
      if (typeof result === "number") error = result;
      else body = result;
    } catch (refusal) {
      if (!(refusal instanceof NetgraphError)) throw refusal;
      error = refusal.errno;
    }
    this.transport.write(encodeFrame(frame.op | REPLY, frame.seq, int32(error), body));
  }

  /** Does what a frame asks for. Gives an errno, or the reply's body. */
  private perform({ op: asked, body }: Frame): number | Uint8Array {
    switch (asked) {
      case op.openControl:
        if (this.socket !== undefined) return errno.EISCONN;
        this.control = openSocket(this.graph, readString(body, 0, body.length));
        this.serve(this.control);
        return int32(this.control.node.id);
      case op.openData: {
        if (this.socket !== undefined) return errno.EISCONN;
        this.serve(
          openDataOf(this.graph.resolve(undefined, readString(body, 0, body.length)).node),
        );
        return 0;
      }
      case op.send: {
        const parts = decodeAddress(body);
        if (parts === undefined) return errno.EINVAL;
        if (this.socket === undefined) return errno.ENOTCONN;
        return this.socket.send(parts.address, parts.payload.slice()) as number;
      }
      case op.bind:
        return this.control?.rename(readString(body, 0, body.length)) ?? errno.EINVAL;
      case op.receiveBuffer:
        if (body.length !== 4) return errno.EINVAL;
        if (this.socket === undefined) return errno.ENOTCONN;
        return this.socket.setReceiveBuffer(
          new DataView(body.buffer, body.byteOffset).getInt32(0, true),
        ) as number;
      default:
        return errno.EOPNOTSUPP;
    }
  }

  private serve(socket: Socket): void {
    this.socket = socket;
    void this.forward(socket);
  }

  /** Takes from the socket's queue only as fast as the client reads: what waits meanwhile counts against its receive buffer. */
  private async forward(socket: Socket): Promise<void> {
    for (;;) {
      const received = socket.receive();
      const datagram: Datagram | undefined =
        received instanceof Promise ? await received : received;
      if (datagram === undefined || this.closed) break;
      const frame = encodeFrame(op.received, 0, encodeAddress(datagram.from), datagram.bytes);
      if (!this.transport.write(frame)) {
        await new Promise<void>((resolve) => {
          this.goOn = resolve;
        });
      }
    }
    // The node was shut down: the client reads end-of-file.
    if (!this.closed) this.transport.close();
  }
}

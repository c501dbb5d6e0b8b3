/** The lab's end of one connection of the socket protocol (docs/lab-socket.md): one connection is one netgraph socket. */
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { readString } from "../../netgraph/latin1.ts";
import { copyOf } from "../base/bytes.ts";
import type { NodeGraph } from "../kernel/node.ts";
import { type LabDataSocket, LabSocket, openDataOf, openSocket } from "../kernel/socket.ts";
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
  text,
  uint32,
} from "./frames.ts";

/** The stream of bytes under a connection, whatever it is: a Unix socket, or a test's arrays. */
export interface Transport {
  /** Sends bytes to the client. False when it is slow: nothing more should come until `drained` is called. */
  write(bytes: Uint8Array): boolean;
  /** Ends the connection, when what was written is out. */
  close(): void;
}

const NOTHING = new Uint8Array(0);

/** One connection of a client. It holds back what the client has not asked for or taken, and closes what it cannot read. */
export class WireConnection {
  private socket: LabSocket | LabDataSocket | undefined;
  private readonly split: (chunk: Uint8Array) => void;
  /** Does the client say what it has taken? Otherwise what is written to it counts as taken. */
  private givesCredit = false;
  /** Has the transport enough for now? */
  private isFull = false;
  /** Replies that wait behind datagrams that came before them. */
  private readonly replies: Uint8Array[] = [];
  private saidEnd = false;
  private closed = false;
  /** Takes the frames of a cable, when that is what the connection is. */
  private cable: ((frame: Uint8Array) => void) | undefined;

  /** `graphOf` finds the graph that a jail sees, by its name or number; undefined when there is no such jail. */
  constructor(
    private readonly graph: NodeGraph,
    private readonly transport: Transport,
    private readonly graphOf: (jail: string) => NodeGraph | undefined = () => undefined,
    /** Told of each message that is sent. */
    private readonly sent: () => void = () => {},
    /** Lets a cable in: returns what takes its frames, or an errno. */
    private readonly plug: (body: Uint8Array) => ((frame: Uint8Array) => void) | number = () =>
      errno.EOPNOTSUPP,
  ) {
    this.split = frameSplitter((frame) => {
      if (!this.closed) this.answer(frame);
    });
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
    this.isFull = false;
    this.forward();
  }

  /** The client is gone: so is its socket, and its node. */
  close(): void {
    this.closed = true;
    void this.socket?.close();
  }

  private answer(frame: Frame): void {
    let error: number = 0;
    let body: Uint8Array = NOTHING;
    try {
      const result = this.perform(frame);
      if (typeof result === "number") error = result;
      else body = result;
    } catch (refusal) {
      if (!(refusal instanceof NetgraphError)) throw refusal;
      error = refusal.errno;
    }
    if ((frame.op === op.credit || frame.op === op.frame) && error === 0) return;
    this.replies.push(encodeFrame(frame.op | REPLY, frame.seq, int32(error), body));
    this.forward();
    if (this.closed) this.transport.close();
  }

  /** Does what a frame asks for. Returns an errno, or the reply's body. */
  private perform({ op: asked, body }: Frame): number | Uint8Array {
    const { socket } = this;
    switch (asked) {
      case op.plug: {
        if (socket !== undefined || this.cable !== undefined) return errno.EISCONN;
        const plugged = this.plug(body);
        if (typeof plugged === "number") return plugged;
        this.cable = plugged;
        return 0;
      }
      case op.frame:
        if (this.cable === undefined) return errno.ENOTCONN;
        this.cable(body);
        return 0;
      case op.openControl: {
        if (socket !== undefined || this.cable !== undefined) return errno.EISCONN;
        const [name, graph] = this.nameAndGraph(body);
        const opened = openSocket(graph, name);
        this.serve(opened);
        return int32(opened.node.id);
      }
      case op.openData: {
        if (socket !== undefined || this.cable !== undefined) return errno.EISCONN;
        const [path, graph] = this.nameAndGraph(body);
        this.serve(openDataOf(graph.resolve(undefined, path).node));
        return 0;
      }
      case op.send: {
        const parts = decodeAddress(body);
        if (parts === undefined) return errno.EINVAL;
        if (socket === undefined) return errno.ENOTCONN;
        if (socket instanceof LabSocket) this.sent();
        return socket.send(parts.address, copyOf(parts.payload)) as number;
      }
      case op.bind:
        if (socket === undefined) return errno.ENOTCONN;
        if (!(socket instanceof LabSocket)) return errno.EOPNOTSUPP;
        return socket.rename(readString(body, 0, body.length));
      case op.receiveBuffer:
        if (socket === undefined) return errno.ENOTCONN;
        if (body.length === 0) return int32(socket.inbox.buffer.limit);
        if (body.length !== 4) return errno.EINVAL;
        return socket.setReceiveBuffer(uint32(body) | 0) as number;
      case op.credit: {
        if (body.length !== 4) return errno.EINVAL;
        const taken = uint32(body);
        if (taken > 0 && (!this.givesCredit || socket?.inbox.giveBack(taken) !== true))
          return errno.EINVAL;
        this.givesCredit = true;
        return 0;
      }
      case op.getsockname:
        if (socket === undefined) return errno.ENOTCONN;
        // The node is gone (ng_socket.c, ng_getsockaddr).
        return socket.node.valid ? text(socket.node.name) : errno.EINVAL;
      case op.close:
        this.close();
        return 0;
      default:
        return errno.EOPNOTSUPP;
    }
  }

  /** The text at the front of an opening, and the graph of the jail behind it, if there is one. Throws ENOENT when there is no such jail. */
  private nameAndGraph(body: Uint8Array): [name: string, graph: NodeGraph] {
    const name = readString(body, 0, body.length);
    const at = body.indexOf(0) + 1;
    const jail = at === 0 ? "" : readString(body, at, body.length - at);
    const graph = jail === "" ? this.graph : this.graphOf(jail);
    if (graph === undefined) throw new NetgraphError("open", jail, errno.ENOENT);
    return [name, graph];
  }

  private serve(socket: LabSocket | LabDataSocket): void {
    this.socket = socket;
    const forward = () => this.forward();
    socket.inbox.arrived = forward;
    socket.inbox.finished = forward;
  }

  /**
   * Writes what waits at the socket, then the replies: what came of a request is there before its answer.
   * It takes datagrams only as fast as the client reads; what waits meanwhile counts against the receive buffer.
   */
  private forward(): void {
    const inbox = this.closed ? undefined : this.socket?.inbox;
    while (inbox !== undefined && !this.isFull) {
      const datagram = inbox.lend();
      if (datagram === undefined) break;
      if (!this.givesCredit) inbox.giveBack(1);
      const frame = encodeFrame(op.received, 0, encodeAddress(datagram.from), datagram.bytes);
      this.isFull = !this.transport.write(frame);
    }
    if (this.isFull && !this.closed) return;
    for (let reply = this.replies.shift(); reply !== undefined; reply = this.replies.shift())
      this.transport.write(reply);
    if (inbox?.isOver && !this.saidEnd) {
      this.saidEnd = true;
      this.transport.write(encodeFrame(op.endOfFile, 0));
    }
  }
}

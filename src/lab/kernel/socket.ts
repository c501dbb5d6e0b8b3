/** ng_socket: the node of a control socket, its queue of messages and its data socket. */
import { errno } from "../../netgraph/errno.ts";
import { cString } from "../../netgraph/latin1.ts";
import { NG_HOOKSIZ, NG_NODESIZ } from "../../netgraph/message.ts";
import { idName } from "../../netgraph/path.ts";
import type { Datagram, DataSocket, NetgraphSocket } from "../../netgraph/socket.ts";
import { socket as table } from "../../netgraph/types/socket.ts";
import { copyOf, plainBytes } from "../base/bytes.ts";
import { attempt, sendMessage } from "./delivery.ts";
import {
  type Hook,
  type Node,
  type NodeBehaviour,
  type NodeGraph,
  type NodeKernel,
  refuse,
} from "./node.ts";
import { memoryOfFrame, memoryOfMessage, SocketBuffer } from "./socketbuffer.ts";

/** What a kind of socket's datagram takes: its bytes with the sender's address, and the memory of its payload. */
interface Kind {
  sizeOf(datagram: Datagram): number;
  memoryOf(length: number): number;
}

/** sockaddr_ng: a length byte, a family byte and the text; of a control message all of the struct, of a frame up to its NUL. */
const control: Kind = {
  sizeOf: ({ bytes }) => 2 + NG_NODESIZ + bytes.length,
  memoryOf: memoryOfMessage,
};
const data: Kind = {
  sizeOf: ({ from, bytes }) => 3 + from.length + bytes.length,
  memoryOf: memoryOfFrame,
};

/** The datagrams that wait at a socket, as many as its receive buffer has room for. */
class Queue {
  private readonly waiting: Datagram[] = [];
  /** What is on its way to a program elsewhere, which has not said yet that it took it. */
  private readonly lent: Datagram[] = [];
  readonly buffer: SocketBuffer;
  private ended = false;
  private readers: ((datagram: Datagram | undefined) => void)[] = [];

  /** Told when something came that nobody waits for. */
  arrived: (() => void) | undefined;
  /** Told when nothing will come any more. */
  finished: (() => void) | undefined;

  /** Throws ENOBUFS where net.graph.recvspace is more than kern.ipc.maxsockbuf allows (soreserve). */
  constructor(
    kernel: NodeKernel,
    private readonly kind: Kind,
  ) {
    this.buffer = new SocketBuffer(kernel);
    const error = this.buffer.reserve(kernel.recvspace);
    if (error !== 0) refuse(error);
  }

  put(datagram: Datagram): number {
    if (this.ended) return errno.ENOTCONN;
    const size = this.kind.sizeOf(datagram);
    if (!this.buffer.hasRoomFor(size)) return errno.ENOBUFS;
    const reader = this.readers.shift();
    if (reader !== undefined) reader(datagram);
    else {
      this.waiting.push(datagram);
      this.buffer.add(size, this.kind.memoryOf(datagram.bytes.length));
      this.arrived?.();
    }
    return 0;
  }

  takeWaiting(): Datagram | undefined {
    const first = this.waiting.shift();
    if (first !== undefined) this.free(first);
    return first;
  }

  private free(datagram: Datagram): void {
    this.buffer.remove(this.kind.sizeOf(datagram), this.kind.memoryOf(datagram.bytes.length));
  }

  /** The next datagram that waits. It takes room in the buffer until it is given back. */
  lend(): Datagram | undefined {
    const first = this.waiting.shift();
    if (first !== undefined) this.lent.push(first);
    return first;
  }

  /** The first `count` datagrams that were lent have been taken. Returns false when so many are not lent. */
  giveBack(count: number): boolean {
    if (count > this.lent.length) return false;
    for (const datagram of this.lent.splice(0, count)) this.free(datagram);
    return true;
  }

  /** Is all taken, and will nothing come any more? */
  get isOver(): boolean {
    return this.ended && this.waiting.length === 0;
  }

  take(): Datagram | undefined | Promise<Datagram | undefined> {
    const first = this.takeWaiting();
    if (first !== undefined) return first;
    if (this.ended) return undefined;
    return new Promise((resolve) => this.readers.push(resolve));
  }

  end(): void {
    this.ended = true;
    for (const reader of this.readers) reader(undefined);
    this.readers = [];
    this.finished?.();
  }
}

/** What waits at a socket, for whoever brings it to a program elsewhere. */
export type Inbox = Pick<Queue, "lend" | "giveBack" | "isOver" | "buffer" | "arrived" | "finished">;

/** A data socket of the lab, in memory. */
export interface LabDataSocket extends DataSocket {
  readonly inbox: Inbox;
  /** The node of the control socket that it belongs to. */
  readonly node: Node;
}

interface SocketState {
  readonly control: Queue;
  /** Is the control socket open? The node outlives it while the data socket is. */
  isOpen: boolean;
  data: Queue | undefined;
  /** NGM_SOCK_CMD_NOLINGER: goes when the last hook goes. */
  lingers: boolean;
}

function newState(graph: NodeGraph): SocketState {
  return {
    control: new Queue(graph.kernel, control),
    isOpen: true,
    data: undefined,
    lingers: true,
  };
}

/** The messages that tell it whether to go with its last hook (ng_socket.h). */
const NOLINGER = 1;
const LINGER = 2;

export const socket: NodeBehaviour<SocketState> = {
  table,
  // A socket node comes with its socket only: mkpeer is refused (ng_socket.c: ngs_constructor).
  create: () => refuse(errno.EINVAL),
  // It finds its hooks in a table of its own, those too that are not connected yet (ngs_findhook).
  newHook(node, hook) {
    if (node.hook(hook.name) !== undefined) refuse(errno.EEXIST);
  },
  receiveMessage({ state }, message, from) {
    if (!state.isOpen) refuse(errno.EINVAL);
    if (message.cookie !== table.cookie) {
      const error = state.control.put({
        from: `${idName(from.id)}:`,
        bytes: message.bytes,
      });
      if (error !== 0) refuse(error);
    } else if (message.command === NOLINGER) state.lingers = false;
    else if (message.command === LINGER) state.lingers = true;
    else refuse(errno.EINVAL);
    return undefined;
  },
  // Without a data socket frames are lost, and nobody hears of it (ngs_rcvdata).
  receiveData: ({ state }, hook, frame) =>
    state.data?.put({ from: hook.name, bytes: copyOf(frame) }) ?? 0,
  disconnect(node) {
    if (node.hooks.length === 0 && !node.state.lingers) node.graph.remove(node);
  },
  shutdown(node) {
    node.state.control.end();
    node.state.data?.end();
    return false;
  },
};

/** Opens a control socket in a vnet. An empty name leaves the node unnamed. Throws a NetgraphError when the name is refused. */
export function openSocket(graph: NodeGraph, name: string): LabSocket {
  graph.kernel.load("ng_socket");
  const node = graph.make(socket, newState(graph));
  try {
    if (name !== "") graph.name(node, name);
  } catch (error) {
    graph.remove(node);
    throw error;
  }
  return new LabSocket(graph, node);
}

/** A control socket of the lab, in memory: replies wait in its queue by the time `send` is back. */
export class LabSocket implements NetgraphSocket {
  private data: DataSocket | undefined;

  constructor(
    private readonly graph: NodeGraph,
    readonly node: Node<SocketState>,
  ) {}

  get name(): string {
    return this.node.name;
  }

  get inbox(): Inbox {
    return this.node.state.control;
  }

  rename(name: string): number {
    if (!this.node.valid) return errno.EINVAL;
    return attempt(() => {
      this.graph.name(this.node, name);
      return 0;
    });
  }

  /** A socket whose node was shut down is disconnected: EPIPE. */
  send(path: string, message: Uint8Array): number {
    if (!this.node.valid) return errno.EPIPE;
    if (message.length > this.graph.kernel.maxdgram) return errno.EMSGSIZE;
    return sendMessage(this.node, path, plainBytes(message));
  }

  receive(): Datagram | undefined | Promise<Datagram | undefined> {
    this.graph.kernel.work.settle();
    return this.node.state.control.take();
  }

  /** The next message, if one waits. */
  takeWaiting(): Datagram | undefined {
    this.graph.kernel.work.settle();
    return this.node.state.control.takeWaiting();
  }

  /** Who is told of a message that comes while nobody receives. */
  set onArrival(listener: (() => void) | undefined) {
    this.node.state.control.arrived = listener;
  }

  setReceiveBuffer(bytes: number): number {
    return this.node.state.control.buffer.setReceiveBuffer(bytes);
  }

  openData(): DataSocket {
    this.data = openDataOf(this.node);
    return this.data;
  }

  /** Closes it and the data socket that it opened, as a program's end does. */
  close(): void {
    void this.data?.close();
    this.graph.kernel.work.settle();
    this.node.state.isOpen = false;
    this.node.state.control.end();
    if (this.node.state.data === undefined) this.graph.remove(this.node);
  }
}

/** Opens the data socket of a control socket's node. Throws EADDRINUSE when it has one already, EINVAL when the node is no socket. */
export function openDataOf(node: Node<SocketState>): LabDataSocket {
  if (node.type !== socket) refuse(errno.EINVAL);
  if (node.state.data !== undefined) refuse(errno.EADDRINUSE);
  const { kernel } = node.graph;
  const queue = new Queue(kernel, data);
  node.state.data = queue;
  return {
    node,
    inbox: queue,
    send(hookName, frame) {
      if (!node.valid) return errno.EPIPE;
      if (frame.length > kernel.maxdgram) return errno.EMSGSIZE;
      const hook = hookFor(node, hookName);
      if (typeof hook === "number") return hook;
      kernel.work.hold();
      try {
        return hook.send(plainBytes(frame));
      } finally {
        kernel.work.release();
      }
    },
    receive() {
      kernel.work.settle();
      return queue.take();
    },
    setReceiveBuffer: (bytes) => queue.buffer.setReceiveBuffer(bytes),
    close() {
      kernel.work.settle();
      queue.end();
      node.state.data = undefined;
      if (!node.state.isOpen) node.graph.remove(node);
    },
  };
}

/** The hook that a data socket's address means, or the errno of its refusal (ngd_send). */
function hookFor(node: Node, address: string): Hook | number {
  if (address.length > NG_NODESIZ - 1) return errno.EINVAL;
  const name = cString(address);
  // Without an address the only hook is meant.
  if (name === "") return node.hooks.length === 1 ? node.hooks[0]! : errno.EDESTADDRREQ;
  if (address.length >= NG_HOOKSIZ - 1) return errno.EINVAL;
  return node.hook(name) ?? errno.EHOSTUNREACH;
}

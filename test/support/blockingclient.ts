/** A client of the lab's socket as a C program over libnetgraph(3) is one: one thread, blocking sends and receives, poll(2) between them. */
import { type Libc, openLibc } from "../../src/freebsd/libc.ts";
import {
  decodeMessage,
  encodeMessage,
  HEADER_SIZE,
  type Message,
  withHeaderOf,
} from "../../src/netgraph/message.ts";
import type { Datagram } from "../../src/netgraph/socket.ts";
import { generic } from "../../src/netgraph/types/generic.ts";

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const POLLIN = 1;
const POLLFD_SIZE = 8;

/** The protocol's numbers, as docs/lab-socket.md has them: a foreign program does not have ours. */
export const ops = {
  openControl: 1,
  openData: 2,
  send: 3,
  received: 4,
  bind: 5,
  receiveBuffer: 6,
  credit: 7,
  getsockname: 8,
  close: 10,
  endOfFile: 11,
} as const;
const REPLY = 0x80;

export interface Reply {
  readonly errno: number;
  readonly body: Buffer;
}

const nul = (text: string) => Buffer.from(`${text}\0`, "latin1");

/** libc of the machine that the tests run on. */
export function systemLibc(): Promise<Libc> {
  return process.platform === "linux" ? openLibc("libc.so.6") : openLibc();
}

/** A descriptor of AF_NETGRAPH: the connection, and what has come by it and is not read yet. */
export class Descriptor {
  readonly fd: number;
  /** Frames in the order they came, the replies among them: (op, seq). */
  readonly order: string[] = [];
  private readonly arrived: Datagram[] = [];
  private seq = 0;
  private bytes = Buffer.alloc(0);
  private isOver = false;
  /** The lab has closed the connection. */
  isClosed = false;

  constructor(
    private readonly libc: Libc,
    path: string,
    private readonly givesCredit = true,
  ) {
    this.fd = libc.socket(AF_UNIX, SOCK_STREAM, 0);
    const address = Buffer.alloc(110);
    if (process.platform === "linux") address.writeUInt16LE(AF_UNIX, 0);
    else address.set([address.length, AF_UNIX]);
    address.write(path, 2, "latin1");
    if (libc.connect(this.fd, address, address.length) !== 0)
      throw new Error(`connect(${path}): ${libc.errno()}`);
    if (givesCredit) this.write(ops.credit, 0, u32(0));
  }

  private write(op: number, seq: number, ...parts: Uint8Array[]): void {
    const body = Buffer.concat(parts);
    const head = Buffer.alloc(9);
    head.writeUInt32LE(5 + body.length, 0);
    head[4] = op;
    head.writeUInt32LE(seq, 5);
    this.writeRaw(Buffer.concat([head, body]));
  }

  writeRaw(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const rest = bytes.subarray(at);
      const sent = this.libc.sendto(this.fd, rest, rest.length, 0, new Uint8Array(8), 0);
      if (sent < 0) throw new Error(`send: ${this.libc.errno()}`);
      at += sent;
    }
  }

  /** Asks, and waits for the answer; what is received meanwhile is kept. */
  ask(op: number, ...parts: Uint8Array[]): Reply {
    const seq = ++this.seq;
    this.write(op, seq, ...parts);
    for (;;) {
      const reply = this.next(seq);
      if (reply !== undefined) return reply;
      if (!this.fill()) throw new Error(`the lab closed the connection at op ${op}`);
    }
  }

  /** Takes the frames that are whole. Returns the reply with this number, if it is among them. */
  private next(seq?: number): Reply | undefined {
    while (this.bytes.length >= 9 && this.bytes.length >= 4 + this.bytes.readUInt32LE(0)) {
      const end = 4 + this.bytes.readUInt32LE(0);
      const op = this.bytes[4]!;
      const number = this.bytes.readUInt32LE(5);
      const body = Buffer.from(this.bytes.subarray(9, end));
      this.bytes = this.bytes.subarray(end);
      this.order.push(`${op}`);
      if (op === ops.received) {
        const length = body.readUInt16LE(0);
        const from = body.toString("latin1", 2, 2 + length);
        this.arrived.push({ from, bytes: body.subarray(2 + length) });
      } else if (op === ops.endOfFile) this.isOver = true;
      else if ((op & REPLY) !== 0 && number === seq)
        return { errno: body.readInt32LE(0), body: body.subarray(4) };
    }
    return undefined;
  }

  /** Waits for bytes. False at the end of the connection. */
  private fill(): boolean {
    const chunk = new Uint8Array(65536);
    const read = this.libc.recvfrom(
      this.fd,
      chunk,
      chunk.length,
      0,
      new Uint8Array(128),
      new Uint32Array([128]),
    );
    if (read <= 0) {
      this.isClosed = true;
      return false;
    }
    this.bytes = Buffer.concat([this.bytes, chunk.subarray(0, read)]);
    return true;
  }

  /** Takes over what has come, without waiting. */
  look(): void {
    while (!this.isClosed && pollIn(this.libc, [this.fd], 0)) this.fill();
    this.next();
  }

  /** Would a receive come back at once, with a datagram or with the end? */
  get isReadable(): boolean {
    return this.arrived.length > 0 || this.isOver || this.isClosed;
  }

  /** recvfrom(2): the next datagram; undefined at the end of file. */
  receive(): Datagram | undefined {
    while (!this.isReadable) {
      this.fill();
      this.next();
    }
    const first = this.arrived.shift();
    if (first !== undefined && this.givesCredit) this.write(ops.credit, 0, u32(1));
    return first;
  }

  close(): void {
    this.libc.close(this.fd);
  }
}

export function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function pollIn(libc: Libc, fds: readonly number[], milliseconds: number): boolean {
  const table = Buffer.alloc(fds.length * POLLFD_SIZE);
  for (const [index, fd] of fds.entries()) {
    table.writeInt32LE(fd, index * POLLFD_SIZE);
    table.writeInt16LE(POLLIN, index * POLLFD_SIZE + 4);
  }
  return libc.poll(table, fds.length, milliseconds) > 0;
}

/** A socket node with both its sockets, and libnetgraph's calls on them. Those that can fail return an errno. */
export class SockNode {
  readonly control: Descriptor;
  readonly data: Descriptor;
  private token = 0;

  /** NgMkSockNode: a control socket, named or not, and the data socket of its node. */
  constructor(
    private readonly libc: Libc,
    path: string,
    name = "",
    jail = "",
  ) {
    const inJail = jail === "" ? [] : [nul(jail)];
    this.control = new Descriptor(libc, path);
    this.data = new Descriptor(libc, path);
    const opened = this.control.ask(ops.openControl, nul(name), ...inJail);
    if (opened.errno !== 0) throw new Error(`open: ${opened.errno}`);
    const own = `[${opened.body.readUInt32LE(0).toString(16)}]:`;
    const connected = this.data.ask(ops.openData, nul(own), ...inJail);
    if (connected.errno !== 0) throw new Error(`connect(${own}): ${connected.errno}`);
  }

  /** NgSendMsg. */
  send(
    path: string,
    cookie: number,
    command: number,
    args: Uint8Array = new Uint8Array(0),
  ): number {
    const message = { cookie, command, commandName: `cmd${command}`, args };
    return this.deliver(path, encodeMessage({ ...message, token: ++this.token }));
  }

  private deliver(path: string, bytes: Uint8Array): number {
    return sendTo(this.control, path, bytes);
  }

  private sendGeneric(path: string, name: string, args: Uint8Array): number {
    return this.send(path, generic.cookie, generic.commands.find((c) => c.name === name)!.id, args);
  }

  mkpeer = (path: string, ours: string, type: string, theirs: string) =>
    this.sendGeneric(path, "mkpeer", fields([32, type], [32, ours], [32, theirs]));
  connect = (path: string, ours: string, peer: string, theirs: string) =>
    this.sendGeneric(path, "connect", fields([512, peer], [32, ours], [32, theirs]));
  name = (path: string, name: string) => this.sendGeneric(path, "name", fields([32, name]));
  rmhook = (path: string, hook: string) => this.sendGeneric(path, "rmhook", fields([32, hook]));
  shutdown = (path: string) => this.sendGeneric(path, "shutdown", new Uint8Array(0));

  /** NgSendAsciiMsg: has the node turn a text into a message, takes its answer, sends that. */
  sendAscii(path: string, line: string): number {
    const [, command = "", text = ""] = /^(\S*)\s*(.*)$/.exec(line)!;
    const inner = { token: 0, cookie: 0, command: 0, commandName: command, args: nul(text) };
    const error = this.sendGeneric(path, "ascii2binary", encodeMessage(inner));
    if (error !== 0) return error;
    const binary = decodeMessage(this.receive()!.message.args)!;
    return this.deliver(
      path,
      withHeaderOf(binary.bytes, { args: binary.args, token: ++this.token }),
    );
  }

  /** NgAllocRecvMsg: a buffer as large as SO_RCVBUF, then the message. */
  receive(): { message: Message; from: string } | undefined {
    const room = this.control.ask(ops.receiveBuffer);
    if (room.errno !== 0 || room.body.length !== 4) throw new Error("SO_RCVBUF cannot be read");
    const received = this.control.receive();
    if (received === undefined) return undefined;
    if (received.bytes.length < HEADER_SIZE || received.bytes.length > room.body.readUInt32LE(0))
      throw new Error(`a message of ${received.bytes.length} bytes`);
    return { message: decodeMessage(received.bytes)!, from: received.from };
  }

  /** Does a message wait? What poll(2) without a timeout says. */
  hasMessage(): boolean {
    this.control.look();
    return this.control.isReadable;
  }

  sendData(hook: string, bytes: Uint8Array): number {
    return sendTo(this.data, hook, bytes);
  }

  /** Waits for a message or a frame, so long at most. Returns which of the two sockets can be read. */
  private wait(milliseconds: number): Descriptor | undefined {
    for (const timeout of [0, milliseconds]) {
      const fds = [this.control.fd, this.data.fd];
      if (!this.control.isReadable && !this.data.isReadable) pollIn(this.libc, fds, timeout);
      for (const descriptor of [this.control, this.data]) {
        descriptor.look();
        if (descriptor.isReadable) return descriptor;
      }
    }
    return undefined;
  }

  /** Takes one message or frame. False when none came in time. */
  handleEvent(milliseconds: number, on: Events): boolean {
    const ready = this.wait(milliseconds);
    if (ready === undefined) return false;
    if (ready === this.control) {
      const { message } = this.receive()!;
      on.message?.(message);
    } else {
      const { from, bytes } = ready.receive()!;
      on.data?.(from, bytes);
    }
    return true;
  }

  handleEvents(milliseconds: number, on: Events): void {
    while (this.handleEvent(milliseconds, on));
  }

  close(): void {
    for (const descriptor of [this.data, this.control]) {
      descriptor.ask(ops.close);
      descriptor.close();
    }
  }
}

export interface Events {
  message?(message: Message): void;
  data?(hook: string, bytes: Uint8Array): void;
}

/** sendto(2) with an address. Returns its errno. */
export function sendTo(descriptor: Descriptor, address: string, bytes: Uint8Array): number {
  const head = Buffer.alloc(2);
  head.writeUInt16LE(address.length);
  return descriptor.ask(ops.send, head, Buffer.from(address, "latin1"), bytes).errno;
}

/** Texts in arrays of fixed sizes, one behind the other. */
function fields(...parts: readonly (readonly [size: number, text: string])[]): Uint8Array {
  return Buffer.concat(
    parts.map(([size, text]) => {
      const bytes = Buffer.alloc(size);
      bytes.write(text, 0, size - 1, "latin1");
      return bytes;
    }),
  );
}

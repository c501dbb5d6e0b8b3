/** How much waits at a socket until the sender hears ENOBUFS. */
import { describe, expect, test } from "bun:test";
import { errno } from "../../netgraph/errno.ts";
import { encodeMessage, HEADER_SIZE } from "../../netgraph/message.ts";
import type { DataSocket } from "../../netgraph/socket.ts";
import { createClock } from "../base/clock.ts";
import { modules } from "../nodes/index.ts";
import { Kernel } from "./kernel.ts";
import { type LabSocket, openSocket } from "./socket.ts";

interface Sockets {
  readonly kernel: Kernel;
  readonly sender: LabSocket;
  readonly reader: LabSocket;
  readonly out: DataSocket;
  readonly in: DataSocket;
}

/** Two sockets, connected by a hook with a name of one letter. */
function sockets(): Sockets {
  const kernel = new Kernel(createClock({ bootEpoch: 0 }), modules);
  const { graph } = kernel.makeVnet({ isHost: true });
  const sender = openSocket(graph, "sender");
  const reader = openSocket(graph, "reader");
  graph.connect(sender.node, "a", reader.node, "a");
  return { kernel, sender, reader, out: sender.openData(), in: reader.openData() };
}

/** Sends until it is refused. Returns how many were taken, and the errno. */
function fill(send: () => number): [taken: number, error: number] {
  for (let taken = 0; ; taken++) {
    const error = send();
    if (error !== 0) return [taken, error];
  }
}

const fillWith = ({ out }: Sockets, size: number) =>
  fill(() => out.send("a", new Uint8Array(size)) as number);

describe("a data socket that nobody reads", () => {
  test.each([
    [1, 320],
    [60, 320],
    [100, 196],
    [1500, 13],
    // Each takes a cluster of 2 KB besides its two mbufs, and of these 64 fit.
    [169, 64],
    [5000, 4],
  ])("takes frames of %i bytes: %i", (size, number) => {
    expect(fillWith(sockets(), size)).toEqual([number, errno.ENOBUFS]);
  });

  test("takes more again when one was read", () => {
    const ends = sockets();
    fillWith(ends, 1);
    for (let i = 0; i < 20; i++) void ends.in.receive();
    expect(fillWith(ends, 1)).toEqual([20, errno.ENOBUFS]);
  });

  test("takes what SO_RCVBUF says, in bytes and in mbufs", () => {
    const ends = sockets();
    expect(ends.in.setReceiveBuffer(2000)).toBe(0);
    expect(fillWith(ends, 96)).toEqual([20, errno.ENOBUFS]);
    const small = sockets();
    small.in.setReceiveBuffer(2000);
    // 8 × 2,000 bytes of memory, 512 each.
    expect(fillWith(small, 1)).toEqual([32, errno.ENOBUFS]);
  });
});

test("a control socket that nobody reads takes 227 messages of a header: all of the sender's address counts", () => {
  const { sender } = sockets();
  const message = encodeMessage({ cookie: 1, command: 1, token: 0, commandName: "" });
  expect(message).toHaveLength(HEADER_SIZE);
  expect(fill(() => sender.send("reader:", message))).toEqual([227, errno.ENOBUFS]);
});

describe("SO_RCVBUF", () => {
  test.each([0, -1, 2 ** 31])("of %i is refused", (bytes) => {
    const ends = sockets();
    expect(ends.in.setReceiveBuffer(bytes)).toBe(errno.EINVAL);
    expect(ends.reader.setReceiveBuffer(bytes)).toBe(errno.EINVAL);
  });

  test("may be as large as kern.ipc.maxsockbuf less the mbufs' part, on both sockets", () => {
    const ends = sockets();
    const largest = Math.floor((8388608 * 8) / 9);
    for (const socket of [ends.in, ends.reader]) {
      expect(socket.setReceiveBuffer(largest)).toBe(0);
      expect(socket.setReceiveBuffer(largest + 1)).toBe(errno.ENOBUFS);
    }
  });
});

test("a socket is not opened where net.graph.recvspace is more than kern.ipc.maxsockbuf allows", () => {
  const { kernel, sender } = sockets();
  kernel.recvspace = kernel.maxsockbuf;
  expect(() => openSocket(sender.node.graph, "other")).toThrow("No buffer space available");
});

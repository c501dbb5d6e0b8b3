/** The kernel's socket, with a kernel that is a recording: the bytes it is given, and what is made of its answers. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SOCK_CLOEXEC } from "../calls/numbers.ts";
import { Netgraph } from "../netgraph/client.ts";
import { NetgraphError } from "../netgraph/errno.ts";
import type { Libc } from "./libc.ts";
import { decodeAddress, encodeAddress } from "./sockaddr.ts";
import { openKernelSocket } from "./socket.ts";

interface Recorded {
  readonly path: string;
  readonly sent: string;
  readonly errno: number;
  readonly received: readonly { readonly from: string; readonly hex: string }[];
}

const recorded: Recorded[] = readFileSync(
  join(import.meta.dirname, "..", "..", "test", "recordings", "wire.jsonl"),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Recorded);

const EAGAIN = 35;

/** A libc whose kernel answers what was recorded, and notes its calls. */
function recordedLibc(exchanges: readonly Recorded[]) {
  const calls: unknown[][] = [];
  const waiting: { from: string; bytes: Uint8Array }[] = [];
  let at = 0;
  let errno = 0;
  let ended = false;
  const fail = (number: number) => {
    errno = number;
    return -1;
  };
  const libc: Libc = {
    socket(...args) {
      calls.push(["socket", ...args]);
      return 7;
    },
    bind(fd, address, length) {
      calls.push(["bind", fd, Buffer.from(address).toString("hex"), length]);
      return 0;
    },
    connect(fd, address, length) {
      calls.push(["connect", fd, Buffer.from(address).toString("hex"), length]);
      return 0;
    },
    sendto(_fd, bytes, length, flags, address, addressLength) {
      const exchange = exchanges[at++]!;
      expect(Buffer.from(bytes.subarray(0, length)).toString("hex")).toBe(exchange.sent);
      expect([
        flags,
        decodeAddress(address.subarray(0, addressLength)),
        address[0],
        address[1],
      ]).toEqual([0, exchange.path, exchange.path.length + 3, 32]);
      for (const { from, hex } of exchange.received)
        waiting.push({ from, bytes: Buffer.from(hex, "hex") });
      return exchange.errno === 0 ? length : fail(exchange.errno);
    },
    recvfrom(_fd, buffer, length, flags, address, addressLength) {
      expect(flags).toBe(0x80);
      if (ended) return 0;
      const first = waiting.shift();
      if (first === undefined) return fail(EAGAIN);
      const bytes = first.bytes.subarray(0, length);
      buffer.set(bytes);
      const from = encodeAddress(first.from);
      address.set(from);
      addressLength[0] = from.length;
      return bytes.length;
    },
    setsockopt(fd, level, name, value, length) {
      calls.push(["setsockopt", fd, level, name, value[0], length]);
      return 0;
    },
    poll: () => 0,
    close(fd) {
      calls.push(["close", fd]);
      return 0;
    },
    errno: () => errno,
  };
  return {
    libc,
    calls,
    end: () => {
      ended = true;
    },
    arrive: (from: string, bytes: Uint8Array) => waiting.push({ from, bytes }),
  };
}

describe("sockaddr_ng", () => {
  test("is a length byte, the family 32, the text and its NUL", () => {
    expect([...encodeAddress("sw:")]).toEqual([6, 32, 0x73, 0x77, 0x3a, 0]);
    expect(decodeAddress(encodeAddress("[2b]:"))).toBe("[2b]:");
  });
});

test("recorded messages go to the kernel as they are, and its answers come back", async () => {
  const { libc, calls } = recordedLibc(recorded);
  const socket = openKernelSocket(libc, "wire");
  expect(calls).toEqual([
    ["socket", 32, 2 | SOCK_CLOEXEC, 2],
    ["bind", 7, "072077697265" + "00", 7],
  ]);
  for (const { path, sent, errno, received } of recorded) {
    expect(socket.send(path, Buffer.from(sent, "hex"))).toBe(errno);
    for (const { from, hex } of received) {
      const datagram = (await socket.receive())!;
      expect([datagram.from, Buffer.from(datagram.bytes).toString("hex")]).toEqual([from, hex]);
    }
  }
  socket.setReceiveBuffer(4194304);
  await socket.openData();
  await socket.close();
  expect(calls.slice(2)).toEqual([
    ["setsockopt", 7, 0xffff, 0x1002, 4194304, 4],
    ["socket", 32, 2 | SOCK_CLOEXEC, 1],
    ["connect", 7, "08207769726 53a00".replace(" ", ""), 8],
    ["close", 7],
  ]);
});

test("an answer that comes late is waited for, and one in between is not lost", async () => {
  const { libc, arrive } = recordedLibc([]);
  const socket = openKernelSocket(libc, "late");
  const first = socket.receive();
  arrive("[1]:", Uint8Array.of(1));
  arrive("[2]:", Uint8Array.of(2));
  expect(await first).toEqual({ from: "[1]:", bytes: Uint8Array.of(1) });
  expect(await socket.receive()).toEqual({ from: "[2]:", bytes: Uint8Array.of(2) });
});

test("a socket whose node was shut down reads the end, and a client that waits is told", async () => {
  const { libc, end } = recordedLibc([{ path: ".", sent: "", errno: 0, received: [] }]);
  libc.sendto = (_fd, _bytes, length) => length;
  const netgraph = await Netgraph.open(openKernelSocket(libc, "gone"));
  const nodes = netgraph.nodes();
  end();
  expect(nodes).rejects.toBeInstanceOf(NetgraphError);
});

test("an answer that never comes is given up", async () => {
  const { libc } = recordedLibc([]);
  libc.sendto = (_fd, _bytes, length) => length;
  const netgraph = await Netgraph.open(openKernelSocket(libc, "lost", 1));
  expect(netgraph.nodes()).rejects.toThrow("receive an answer: Operation timed out");
});

test("a kernel that refuses gives its errno", () => {
  const { libc } = recordedLibc([]);
  libc.socket = () => -1;
  libc.errno = () => 1;
  expect(() => openKernelSocket(libc, "x")).toThrow("socket PF_NETGRAPH: Operation not permitted");
});

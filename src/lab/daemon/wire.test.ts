/** The lab's socket protocol: the recorded bytes, two clients, slow readers, half frames, garbage. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { wire } from "../../../test/support/wire.ts";
import { Netgraph } from "../../netgraph/client.ts";
import { decodeMessage, HEADER_SIZE } from "../../netgraph/message.ts";
import type { NetgraphSocket } from "../../netgraph/socket.ts";
import { createClock } from "../base/clock.ts";
import { Kernel } from "../kernel/kernel.ts";
import type { NetgraphVnet } from "../kernel/netgraphvnet.ts";
import { openSocket } from "../kernel/socket.ts";
import { Interface } from "../net/interface.ts";
import { modules } from "../nodes/index.ts";
import { encodeFrame, op } from "./frames.ts";
import { WireConnection } from "./wire.ts";

interface Recorded {
  readonly note: string;
  readonly path: string;
  readonly sent: string;
  readonly errno: number;
  readonly received: readonly { readonly from: string; readonly hex: string }[];
}

const recorded: Recorded[] = readFileSync(
  join(import.meta.dirname, "..", "..", "..", "test", "recordings", "wire.jsonl"),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Recorded);

function freshVnet(): NetgraphVnet {
  return new Kernel(createClock({ bootEpoch: 0 }), modules).makeVnet({ isHost: true });
}

/** The host that was recorded: two NICs, an eiface called j1, and a socket that is gone. */
function recordedVnet(): NetgraphVnet {
  const vnet = freshVnet();
  for (const [index, name] of ["vtnet0", "vtnet1"].entries()) {
    vnet.attach(
      new Interface(vnet, {
        name,
        kind: "nic",
        ether: Uint8Array.of(0x52, 0x54, 0, 0, 0, 0x10 + index),
      }),
    );
  }
  for (const module of ["ng_ether", "ng_bridge", "ng_eiface", "ng_socket"])
    vnet.graph.kernel.load(module);
  openSocket(vnet.graph, "").close();
  vnet.graph.name(vnet.graph.make(vnet.graph.kernel.typeNamed("eiface")!), "j1");
  openSocket(vnet.graph, "").close();
  return vnet;
}

const LISTS = new Set(["listnodes", "listnames"]);
const NODEINFO = 72;

/** A reply as text; the nodes of a list in the order of their IDs, which does not count. */
function comparable(note: string, hex: string): string {
  if (!LISTS.has(note)) return hex;
  const bytes = Buffer.from(hex, "hex");
  const head = bytes.subarray(0, HEADER_SIZE + 4).toString("hex");
  const rows: string[] = [];
  for (let at = HEADER_SIZE + 4; at < bytes.length; at += NODEINFO)
    rows.push(bytes.subarray(at, at + NODEINFO).toString("hex"));
  return head + rows.sort().join("");
}

async function replay(socket: NetgraphSocket): Promise<void> {
  for (const { note, path, sent, errno, received } of recorded) {
    expect([note, await socket.send(path, Buffer.from(sent, "hex"))]).toEqual([note, errno]);
    for (const { from, hex } of received) {
      const datagram = (await socket.receive())!;
      expect([note, datagram.from]).toEqual([note, from]);
      expect([note, comparable(note, Buffer.from(datagram.bytes).toString("hex"))]).toEqual([
        note,
        comparable(note, hex),
      ]);
    }
  }
}

describe("the recorded bytes", () => {
  test("are answered alike by a socket in memory", async () => {
    const vnet = recordedVnet();
    await replay(openSocket(vnet.graph, "wire"));
  });
  test("are answered alike over the wire", async () => {
    await replay(await wire(recordedVnet()).open("wire"));
  });
});

test("two clients at once do not get each other's answers", async () => {
  const vnet = freshVnet();
  const [a, b] = await Promise.all([wire(vnet).open("a"), wire(vnet).open("b")]);
  const [first, second] = [await Netgraph.open(a), await Netgraph.open(b)];
  const answers = await Promise.all([
    first.nodeInfo("."),
    second.nodeInfo("."),
    first.nodeInfo("b:"),
    second.nodeInfo("a:"),
  ]);
  expect(answers.map(({ name }) => name)).toEqual(["a", "b", "b", "a"]);
});

test("data goes out by the data socket and comes in by it", async () => {
  const vnet = freshVnet();
  const socket = await wire(vnet).open("a");
  const netgraph = await Netgraph.open(socket);
  await netgraph.mkpeer(".", "echo", "out", "any");
  const data = await socket.openData();
  expect(await data.send("out", Uint8Array.of(1, 2, 3))).toBe(0);
  expect(await data.receive()).toEqual({ from: "out", bytes: Uint8Array.of(1, 2, 3) });
  expect(await data.send("nosuch", Uint8Array.of(1))).toBe(65);
});

test("SO_RCVBUF of a data socket is set, and refused, as that of a control socket is", async () => {
  const socket = await wire(freshVnet()).open("a");
  const data = await socket.openData();
  for (const one of [socket, data])
    expect([await one.setReceiveBuffer(65536), await one.setReceiveBuffer(0)]).toEqual([0, 22]);
});

test("a socket whose node is shut down reads the end", async () => {
  const vnet = freshVnet();
  const socket = await wire(vnet).open("a");
  const end = socket.receive();
  vnet.graph.remove(vnet.graph.named("a")!);
  expect(await end).toBeUndefined();
});

test("what a slow reader does not take counts against its receive buffer", async () => {
  const vnet = freshVnet();
  let blocked = true;
  const taken: Uint8Array[] = [];
  const connection = new WireConnection(vnet.graph, {
    write(bytes) {
      taken.push(bytes);
      return !blocked;
    },
    close() {},
  });
  connection.feed(encodeFrame(op.openControl, 1, Buffer.from("slow\0")));
  const fast = openSocket(vnet.graph, "fast");
  const message = Buffer.alloc(10_000);
  message[0] = 8;
  message.writeUInt32LE(message.length - HEADER_SIZE, 4);
  const errors = [
    fast.send("slow:", message),
    fast.send("slow:", message),
    fast.send("slow:", message),
    fast.send("slow:", message),
  ];
  await Promise.resolve();
  // One is on its way, two wait, the next does not fit any more.
  expect(errors).toEqual([0, 0, 0, 55]);
  blocked = false;
  connection.drained();
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  expect(taken.filter((frame) => frame[4] === op.received)).toHaveLength(3);
});

test("frames may be cut anywhere", async () => {
  const vnet = freshVnet();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
      async (cuts) => {
        const replies: Uint8Array[] = [];
        const connection = new WireConnection(vnet.graph, {
          write: (bytes) => replies.push(bytes) > 0,
          close() {},
        });
        const stream = Buffer.concat([
          encodeFrame(op.openControl, 1, Buffer.from("\0")),
          encodeFrame(op.bind, 2, Buffer.from("cut\0")),
          encodeFrame(9, 3),
        ]);
        let at = 0;
        for (let turn = 0; at < stream.length; turn++) {
          const next = at + cuts[turn % cuts.length]!;
          connection.feed(stream.subarray(at, next));
          at = next;
        }
        expect(
          replies.map((reply) => [reply[4], new DataView(reply.buffer).getInt32(9, true)]),
        ).toEqual([
          [0x81, 0],
          [0x85, 0],
          [0x89, 45],
        ]);
        connection.close();
      },
    ),
    { numRuns: 50 },
  );
});

/** Numbers that look random and are the same each time (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

test("100,000 frames of recorded messages, changed at random, are answered or refused, and the kernel lives on", () => {
  const random = numbers(20_26);
  const messages = recorded.map(({ sent, path }) => ({ path, bytes: Buffer.from(sent, "hex") }));
  let answered = 0;
  let refused = 0;
  for (let round = 0; round < 100; round++) {
    const vnet = recordedVnet();
    let open = true;
    const connection = new WireConnection(vnet.graph, {
      write(frame) {
        if ((frame[4]! & 0x80) !== 0)
          new DataView(frame.buffer).getInt32(9, true) === 0 ? answered++ : refused++;
        return true;
      },
      close: () => {
        open = false;
      },
    });
    connection.feed(encodeFrame(op.openControl, 0, Buffer.from("wire\0")));
    for (let i = 0; i < 1000; i++) {
      const { path, bytes } = messages[Math.floor(random() * messages.length)]!;
      const changed = Buffer.from(
        bytes.subarray(0, random() < 0.1 ? Math.floor(random() * bytes.length) : bytes.length),
      );
      for (let flips = Math.floor(random() * 4); flips > 0 && changed.length > 0; flips--) {
        changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
      }
      const address = Buffer.from(
        random() < 0.9
          ? path
          : String.fromCharCode(...Array.from({ length: 5 }, () => Math.floor(random() * 256))),
        "latin1",
      );
      const length = Buffer.from([address.length & 255, address.length >> 8]);
      if (!open) break;
      connection.feed(encodeFrame(op.send, i, length, address, changed));
      // A socket that was shut down by a message is opened again.
      if (vnet.graph.named("wire") === undefined) break;
    }
    connection.close();
    expect(decodeMessage(new Uint8Array(0))).toBeUndefined();
    expect(vnet.graph.size).toBeGreaterThan(0);
  }
  expect(answered + refused).toBeGreaterThan(50_000);
  expect(answered).toBeGreaterThan(1000);
  expect(refused).toBeGreaterThan(1000);
});

test("garbage ends its own connection and no other", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 100 }), (garbage) => {
      const vnet = freshVnet();
      const other = openSocket(vnet.graph, "other");
      const connection = new WireConnection(vnet.graph, { write: () => true, close() {} });
      connection.feed(garbage);
      connection.close();
      expect(other.name).toBe("other");
    }),
    { numRuns: 300 },
  );
});

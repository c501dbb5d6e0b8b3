/** What FreeBSD's own tests of netgraph hold (tests/sys/netgraph), asked of a lab over its socket by a client that blocks as libnetgraph(3) does. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { Libc } from "../../src/freebsd/libc.ts";
import { errno } from "../../src/netgraph/errno.ts";
import type { Message } from "../../src/netgraph/message.ts";
import { ops, SockNode, systemLibc } from "../support/blockingclient.ts";
import { type Program, program } from "./program.ts";

/** Milliseconds of silence after which all that comes of a frame has come. */
const QUIET = 100;
const MANY = 1000;
const TEST = Buffer.from("test\0");

let ngbuddy: Program;
let libc: Libc;
let path: string;

beforeAll(async () => {
  ngbuddy = program();
  libc = await systemLibc();
  path = join(ngbuddy.lab, "netgraph.sock");
  expect((await ngbuddy.run("lab", "start")).status).toBe(0);
});
afterAll(async () => {
  await ngbuddy[Symbol.asyncDispose]();
});

/** Does something with a socket node of its own, which is gone afterwards. */
function withNode(action: (node: SockNode) => void): void {
  const node = new SockNode(libc, path);
  try {
    action(node);
  } finally {
    node.close();
  }
}

/** All of these were taken by the kernel. */
const ok = (...errors: number[]) => expect(errors.filter((error) => error !== 0)).toEqual([]);

/** Sends a frame and counts what comes back by each hook. */
function counts(node: SockNode, hook: string, frame: Uint8Array, quiet = 0): object {
  ok(node.sendData(hook, frame));
  return counted(node, quiet);
}

function counted(node: SockNode, quiet: number): { [hook: string]: number } {
  const seen: { [hook: string]: number } = {};
  node.handleEvents(quiet, {
    data: (hook) => {
      seen[hook] = (seen[hook] ?? 0) + 1;
    },
  });
  return seen;
}

describe("sockets and names", () => {
  test("a frame goes from one hook of a socket to another", () =>
    withNode((node) => {
      ok(node.connect(".", "a", ".", "b"));
      expect(counts(node, "a", TEST)).toEqual({ b: 1 });
    }));

  test("a node may be given its own name again, with a space in it, and passes frames until its hook is gone", () =>
    withNode((node) => {
      ok(node.mkpeer(".", "a", "hub", "a"), node.name("a", "test hub"));
      ok(node.name("a", "test hub"));
      ok(node.connect(".", "b", "test hub:", "b"), node.connect(".", "c", "test hub:", "c"));
      expect(counts(node, "a", TEST)).toEqual({ b: 1, c: 1 });
      ok(node.rmhook(".", "b"));
      expect(counts(node, "a", TEST)).toEqual({ c: 1 });
      ok(node.shutdown("test hub:"));
    }));

  test("a persistent node stays without hooks", () =>
    withNode((node) => {
      ok(node.mkpeer(".", "a", "hub", "a"), node.name("a", "test hub"));
      ok(node.sendAscii("test hub:", "setpersistent"), node.rmhook(".", "a"));
      ok(node.shutdown("test hub:"));
    }));

  test("hooks and names that are taken are refused", () =>
    withNode((node) => {
      ok(node.mkpeer(".", "a", "hub", "a"), node.name("a", "test"));
      expect(node.connect(".", "a", ".", "b")).toBe(errno.EEXIST);
      expect(node.connect(".", "b", ".", "b")).toBe(errno.EEXIST);
      expect(node.name(".", "test")).toBe(errno.EADDRINUSE);
      ok(node.shutdown("test:"));
    }));

  test("frames that nobody reads stall at the receive buffer's end, and none is lost before", () =>
    withNode((node) => {
      ok(node.connect(".", "a", ".", "b"));
      let sent = 0;
      let error = 0;
      for (; sent < MANY && error === 0; sent++) error = node.sendData("a", TEST);
      if (error !== 0) {
        sent--;
        expect(error).toBe(errno.ENOBUFS);
      }
      expect(sent).toBeGreaterThan(100);
      expect(counted(node, 0)).toEqual({ b: sent });
      // What was read makes room again.
      expect(counts(node, "a", TEST)).toEqual({ b: 1 });
    }));

  test("a socket is told the name of its node", () => {
    const name = "0123456789012345678901234567891";
    const node = new SockNode(libc, path, name);
    expect(node.control.ask(ops.getsockname).body.toString()).toBe(`${name}\0`);
    expect(node.data.ask(ops.getsockname).body.toString()).toBe(`${name}\0`);
    node.close();
  });
});

/** An Ethernet frame between two addresses that begin with 2:4:6, for protocol 254 of IPv4. */
function etherFrame(to: readonly number[], from: readonly number[]): Buffer {
  const frame = Buffer.alloc(14 + 20 + 64);
  frame.set([...to, ...from, 8, 0, 0x45, 0]);
  return frame;
}
const station = (last: number) => [2, 4, 6, 0, 0, last];
const BROADCAST = [255, 255, 255, 255, 255, 255];
const MULTICAST = [255, 4, 6, 0, 0, 2];

/** How many addresses a bridge has learned. */
function tableSize(node: SockNode): number {
  ok(node.sendAscii("bridge:", "gettable"));
  const tables: Message[] = [];
  node.handleEvents(0, { message: (message) => tables.push(message) });
  expect(tables).toHaveLength(1);
  return new DataView(tables[0]!.args.buffer, tables[0]!.args.byteOffset).getUint32(0, true);
}

describe("bridges", () => {
  /** Sends from a station by a hook, lets the bridge learn it, and counts. */
  const from = (node: SockNode, hook: string, source: number, to: readonly number[]) =>
    counts(node, hook, etherFrame(to, station(source)), QUIET);

  test("a bridge floods, learns, and forgets a link that goes", () =>
    withNode((node) => {
      ok(node.mkpeer(".", "a", "bridge", "link0"), node.name("a", "bridge"));
      ok(node.connect(".", "b", "bridge:", "link1"), node.connect(".", "c", "bridge:", "link2"));
      expect(from(node, "a", 1, station(0))).toEqual({ b: 1, c: 1 });
      expect(from(node, "b", 2, station(0))).toEqual({ a: 1, c: 1 });
      expect(from(node, "c", 3, station(0))).toEqual({ a: 1, b: 1 });
      expect(from(node, "a", 1, station(3))).toEqual({ c: 1 });
      expect(tableSize(node)).toBe(3);
      ok(node.rmhook(".", "b"));
      expect(from(node, "a", 1, station(0))).toEqual({ c: 1 });
      expect(tableSize(node)).toBe(2);
      ok(node.shutdown("bridge:"));
    }));

  test("a persistent bridge stays without links", () =>
    withNode((node) => {
      ok(node.mkpeer(".", "a", "bridge", "link0"), node.name("a", "bridge"));
      ok(node.sendAscii("bridge:", "setpersistent"), node.rmhook(".", "a"));
      ok(node.shutdown("bridge:"));
    }));

  test("two bridges that are connected twice do not multiply a frame", () =>
    withNode((node) => {
      ok(node.mkpeer(".", "a", "bridge", "link0"), node.name("a", "bridge1"));
      ok(node.mkpeer(".", "b", "bridge", "link1"), node.name("b", "bridge2"));
      ok(node.connect("bridge1:", "link11", "bridge2:", "link11"));
      expect(from(node, "a", 1, station(0))).toEqual({ b: 1 });
      ok(node.connect("bridge1:", "link12", "bridge2:", "link12"));
      expect([0, errno.ELOOP]).toContain(node.sendData("a", etherFrame(station(0), station(1))));
      expect(counted(node, QUIET)).toEqual({ b: 1 });
      ok(node.shutdown("bridge1:"), node.shutdown("bridge2:"));
    }));

  /** A bridge with one station on link0, and as many more as it takes, each of which sends one frame. */
  function crowd(node: SockNode, to: readonly number[]) {
    ok(node.mkpeer(".", "a", "bridge", "link0"), node.name("a", "bridge"));
    expect(from(node, "a", 255, station(0))).toEqual({});
    const seen: { [hook: string]: number } = {};
    let sent = 0;
    for (let i = 1; i <= MANY; i++) {
      ok(node.connect(".", `link${i}`, "bridge:", `link${i}`));
      const error = node.sendData(`link${i}`, etherFrame(to, [2, 4, 6, 0, 1 + (i >> 8), i & 0xff]));
      if (error !== 0) break;
      sent++;
      const data = (hook: string) => {
        seen[hook === "a" ? "a" : "others"] = (seen[hook === "a" ? "a" : "others"] ?? 0) + 1;
      };
      node.handleEvents(0, { data });
    }
    return { seen, sent };
  }

  test("a thousand stations reach one that is known, and nobody else hears them", () =>
    withNode((node) => {
      expect(crowd(node, station(255))).toEqual({ sent: MANY, seen: { a: MANY } });
      // A table of so many does not fit the receive buffer.
      expect(node.sendAscii("bridge:", "gettable")).toBe(errno.ENOBUFS);
      ok(node.shutdown("bridge:"));
    }));

  test("broadcasts reach everybody, as long as there is room for them", () =>
    withNode((node) => {
      const { seen, sent } = crowd(node, BROADCAST);
      expect(seen["a"]).toBeGreaterThan(100);
      expect(seen["others"]).toBeGreaterThan(100);
      expect(sent).toBeGreaterThan(100);
      ok(node.shutdown("bridge:"));
    }));

  test("a bridge made by an uplink hands what it does not know to uplinks only", () =>
    withNode((node) => {
      ok(node.mkpeer(".", "u1", "bridge", "uplink1"), node.name("u1", "bridge"));
      ok(
        node.connect(".", "u2", "bridge:", "uplink2"),
        node.connect(".", "l0", "bridge:", "link0"),
      );
      ok(node.connect(".", "l3", "bridge:", "link3"));
      expect(from(node, "u1", 1, station(0))).toEqual({ u2: 1 });
      expect(from(node, "l0", 0, station(2))).toEqual({ u1: 1, u2: 1 });
      expect(from(node, "u2", 2, station(0))).toEqual({ l0: 1 });
      expect(from(node, "l3", 3, station(0))).toEqual({ l0: 1 });
      expect(from(node, "u1", 1, station(2))).toEqual({ u2: 1 });
      expect(from(node, "l0", 0, station(2))).toEqual({ u1: 1, u2: 1 });
      for (const everybody of [MULTICAST, BROADCAST]) {
        expect(from(node, "u1", 1, everybody)).toEqual({ l0: 1, u2: 1, l3: 1 });
        expect(from(node, "l0", 0, everybody)).toEqual({ u1: 1, u2: 1, l3: 1 });
      }
      // Stations behind uplinks are not learned.
      expect(tableSize(node)).toBe(2);
      ok(node.shutdown("bridge:"));
    }));

  test("a bridge made by a link floods what it does not know to links, too", () =>
    withNode((node) => {
      ok(node.mkpeer(".", "l0", "bridge", "link0"), node.name("l0", "bridge"));
      ok(
        node.connect(".", "u1", "bridge:", "uplink1"),
        node.connect(".", "u2", "bridge:", "uplink2"),
      );
      ok(node.connect(".", "l3", "bridge:", "link3"));
      expect(from(node, "u1", 1, station(0))).toEqual({ l0: 1, u2: 1, l3: 1 });
      expect(from(node, "l0", 0, station(2))).toEqual({ u1: 1, u2: 1, l3: 1 });
      expect(from(node, "u2", 2, station(0))).toEqual({ l0: 1 });
      expect(from(node, "l3", 3, station(0))).toEqual({ l0: 1 });
      expect(from(node, "u1", 1, station(2))).toEqual({ l0: 1, u2: 1, l3: 1 });
      expect(from(node, "l0", 0, station(2))).toEqual({ u1: 1, u2: 1, l3: 1 });
      for (const everybody of [MULTICAST, BROADCAST]) {
        expect(from(node, "u1", 1, everybody)).toEqual({ l0: 1, u2: 1, l3: 1 });
        expect(from(node, "l0", 0, everybody)).toEqual({ u1: 1, u2: 1, l3: 1 });
      }
      expect(tableSize(node)).toBe(2);
      ok(node.shutdown("bridge:"));
    }));
});

describe("hubs", () => {
  test("a hub repeats to all others, and not to a hook that is gone", () =>
    withNode((node) => {
      ok(node.mkpeer(".", "a", "hub", "a"), node.name("a", "hub"));
      ok(node.connect(".", "b", "hub:", "b"), node.connect(".", "c", "hub:", "c"));
      expect(counts(node, "a", TEST)).toEqual({ b: 1, c: 1 });
      expect(counts(node, "b", TEST)).toEqual({ a: 1, c: 1 });
      expect(counts(node, "c", TEST)).toEqual({ a: 1, b: 1 });
      ok(node.rmhook(".", "b"));
      expect(counts(node, "a", TEST)).toEqual({ c: 1 });
      ok(node.shutdown("hub:"));
    }));

  test("a persistent hub stays without hooks", () =>
    withNode((node) => {
      ok(node.mkpeer(".", "a", "hub", "a"), node.name("a", "hub"));
      ok(node.sendAscii("hub:", "setpersistent"), node.rmhook(".", "a"));
      ok(node.shutdown("hub:"));
    }));

  test("a frame goes round for ever between two hubs that are connected twice", () =>
    withNode((node) => {
      ok(node.mkpeer(".", "a", "hub", "a"), node.name("a", "hub1"));
      ok(node.mkpeer(".", "b", "hub", "b"), node.name("b", "hub2"));
      ok(node.connect("hub1:", "xc1", "hub2:", "xc1"));
      expect(counts(node, "a", TEST)).toEqual({ b: 1 });
      ok(node.connect("hub1:", "xc2", "hub2:", "xc2"));
      ok(node.sendData("a", TEST));
      let seen = 0;
      for (let i = 0; i < 10; i++) node.handleEvent(QUIET, { data: () => seen++ });
      expect(seen).toBeGreaterThan(7);
      ok(node.shutdown("hub1:"), node.shutdown("hub2:"));
    }));

  test("a hub takes hooks until what it repeats does not fit the receive buffer", () =>
    withNode((node) => {
      ok(node.mkpeer(".", "a", "hub", "a"), node.name("a", "hub"));
      let seen = 0;
      const data = (hook: string) => {
        if (hook === "a") seen++;
      };
      for (let i = 0; i < MANY; i++) {
        ok(node.connect(".", `hook${i}`, "hub:", `hook${i}`));
        if (node.sendData(`hook${i}`, Buffer.alloc(100)) !== 0) break;
        node.handleEvents(0, { data });
      }
      expect(seen).toBeGreaterThan(100);
      ok(node.shutdown("hub:"));
    }));
});

describe("VLAN tags that are rotated", () => {
  const VLAN = 0x8100;
  const PROTOCOLS = [VLAN, 0x88a8, 0x9100];

  /** A frame with nine tags, of which `protocols` says how many count: behind them comes IPv4. */
  function tagged(protocols: readonly number[]): Buffer {
    const frame = Buffer.alloc(12 + 10 * 4);
    frame.set([2, 4, 6, 1, 3, 7, 2, 4, 6, 1, 3, 5]);
    for (let i = 0; i < 10; i++) {
      frame.writeUInt16BE(i < protocols.length ? protocols[i]! : i < 9 ? VLAN : 0, 12 + 4 * i);
      frame.writeUInt16BE(i < 9 ? i + 1 : 0, 14 + 4 * i);
    }
    if (protocols.length < 10) frame.writeUInt16BE(0x0800, 12 + 4 * protocols.length);
    return frame;
  }

  function rotated(node: SockNode, rot: number, frame: Uint8Array): Buffer {
    ok(node.sendAscii("vr:", `setconf { min=0 max=9 rot=${rot} }`));
    ok(node.sendData("a", frame));
    const frames: Uint8Array[] = [];
    node.handleEvents(0, { data: (_hook, bytes) => frames.push(bytes) });
    expect(frames).toHaveLength(1);
    return Buffer.from(frames[0]!);
  }

  const directions = [
    ["one way", 1, "original", "ordered"],
    ["the other way", -1, "ordered", "original"],
  ] as const;

  for (const [way, direction, near, far] of directions) {
    test(`come in the new order, ${way}`, () =>
      withNode((node) => {
        ok(node.mkpeer(".", "a", "vlan_rotate", near), node.name("a", "vr"));
        ok(node.connect(".", "b", "vr:", far));
        for (let length = 9; length > 0; length--) {
          for (let rot = 1 - length; rot < length; rot++) {
            const frame = rotated(node, rot, tagged(Array(length).fill(VLAN)));
            const tags = Array.from({ length }, (_, i) => frame.readUInt16BE(14 + 4 * i));
            expect([length, rot, tags]).toEqual([
              length,
              rot,
              tags.map((_, i) => ((2 * length + i - direction * rot) % length) + 1),
            ]);
          }
        }
        ok(node.shutdown("vr:"));
      }));

    test(`keep their protocols, ${way}`, () =>
      withNode((node) => {
        ok(node.mkpeer(".", "a", "vlan_rotate", near), node.name("a", "vr"));
        ok(node.connect(".", "b", "vr:", far));
        for (let rot = -8; rot <= 8; rot++) {
          const protocols = Array.from({ length: 9 }, (_, i) => PROTOCOLS[(i * i + rot + 9) % 3]!);
          const frame = rotated(node, rot, tagged(protocols));
          const seen = protocols.map((_, i) => frame.readUInt16BE(12 + 4 * i));
          expect([rot, seen]).toEqual([
            rot,
            protocols.map((_, i) => protocols[(18 + i - direction * rot) % 9]!),
          ]);
        }
        ok(node.shutdown("vr:"));
      }));
  }

  test("are sorted by their number", () =>
    withNode((node) => {
      ok(node.mkpeer(".", "a", "vlan_rotate", "original"), node.name("a", "vr"));
      ok(node.connect(".", "b", "vr:", "ordered"), node.connect(".", "c", "vr:", "excessive"));
      ok(node.connect(".", "d", "vr:", "incomplete"));
      ok(node.sendAscii("vr:", "setconf { min=3 max=7 rot=0 }"));
      for (let length = 9; length > 0; length--) {
        const frame = tagged(Array(length).fill(VLAN));
        const odd = length < 3 ? { d: 1 } : length > 7 ? { c: 1 } : undefined;
        expect([length, counts(node, "a", frame)]).toEqual([length, odd ?? { b: 1 }]);
        expect([length, counts(node, "b", frame)]).toEqual([length, odd ?? { a: 1 }]);
        expect(counts(node, "c", frame)).toEqual({ a: 1 });
        expect(counts(node, "d", frame)).toEqual({ a: 1 });
      }
      ok(node.shutdown("vr:"));
    }));
});

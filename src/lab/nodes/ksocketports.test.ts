/** Which ports sockets of the kernel can have at once (netinet/in_pcb.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { errnoOf } from "../../../test/support/refusal.ts";
import { errno } from "../../netgraph/errno.ts";
import { AF_INET, AF_INET6, sockaddr } from "../../netgraph/types/socketaddress.ts";
import type { Node } from "../kernel/node.ts";
import { addPortUser, removePortUser, takePort } from "./ksocketports.ts";

const [STREAM, DGRAM] = [1, 2];
const REUSEADDR = 0x4;
const REUSEPORT = 0x200;
const [HOME, ELSEWHERE, ANY] = [
  [127, 0, 0, 1],
  [192, 0, 2, 1],
  [0, 0, 0, 0],
];

const portBytes = (port: number) => [port >> 8, port & 255];
const inet = (port: number, host: readonly number[]) =>
  sockaddr(AF_INET, Uint8Array.from([...portBytes(port), ...host, ...new Array(8).fill(0)]));
/** The address ::`last`. */
const inet6 = (port: number, last: number) =>
  sockaddr(
    AF_INET6,
    Uint8Array.from([...portBytes(port), ...new Array(19).fill(0), last, 0, 0, 0, 0]),
  );
const portOf = (address: Uint8Array) => (address[2]! << 8) | address[3]!;

const stream = { family: AF_INET, type: STREAM, options: 0 };

/** The kernel's sockets in a vnet. `random` are the numbers that it draws. */
function sockets({ random = 0, vnet = new TestGraph().vnet } = {}) {
  return (kind: Partial<typeof stream> = {}) => {
    const state = { ...stream, ...kind, bound: undefined as Uint8Array | undefined };
    const graph = { vnet, kernel: { random: () => random } };
    const node = { graph, state } as unknown as Node<typeof state>;
    addPortUser(node);
    /** Asks for an address. Returns an errno, 0 when the socket has it now. */
    const bind = (address: Uint8Array) =>
      errnoOf(() => {
        takePort(node, address);
        state.bound = address;
      });
    return { bind, close: () => removePortUser(node), port: () => portOf(state.bound!) };
  };
}

describe("a port that a socket has", () => {
  test.each([
    ["the same address", HOME, HOME, errno.EADDRINUSE],
    ["any address, when one has it", HOME, ANY, errno.EADDRINUSE],
    ["one address, when any has it", ANY, HOME, errno.EADDRINUSE],
    ["another address", HOME, ELSEWHERE, 0],
  ] as [string, number[], number[], number][])(
    "is asked for at %s: %p %p errno %i",
    (_what, first, second, expected) => {
      const socket = sockets();
      expect(socket().bind(inet(80, first))).toBe(0);
      expect(socket().bind(inet(80, second))).toBe(expected);
      expect(socket().bind(inet(81, first))).toBe(0);
    },
  );

  test("is free for another type and another family", () => {
    const socket = sockets();
    expect(socket().bind(inet(53, ANY!))).toBe(0);
    expect(socket({ type: DGRAM }).bind(inet(53, ANY!))).toBe(0);
    expect(socket({ family: AF_INET6 }).bind(inet6(53, 0))).toBe(0);
  });

  test("is told apart by all 16 bytes of an IPv6 address", () => {
    const socket = sockets();
    const kind = { family: AF_INET6 };
    expect(socket(kind).bind(inet6(53, 1))).toBe(0);
    expect(socket(kind).bind(inet6(53, 2))).toBe(0);
    expect(socket(kind).bind(inet6(53, 1))).toBe(errno.EADDRINUSE);
    expect(socket(kind).bind(inet6(53, 0))).toBe(errno.EADDRINUSE);
  });

  test("is shared when both sockets say SO_REUSEPORT, and not when one does", () => {
    const socket = sockets();
    const shares = { options: REUSEPORT };
    expect(socket(shares).bind(inet(80, HOME!))).toBe(0);
    expect(socket(shares).bind(inet(80, HOME!))).toBe(0);
    expect(socket().bind(inet(80, HOME!))).toBe(errno.EADDRINUSE);
  });

  test("is had at any address and at one when the later says SO_REUSEADDR, but not twice at the same", () => {
    const socket = sockets();
    const reuses = { options: REUSEADDR };
    expect(socket().bind(inet(80, ANY!))).toBe(0);
    expect(socket(reuses).bind(inet(80, HOME!))).toBe(0);
    expect(socket(reuses).bind(inet(80, HOME!))).toBe(errno.EADDRINUSE);
    expect(socket(reuses).bind(inet(80, ANY!))).toBe(errno.EADDRINUSE);
  });

  test("is free again when the socket goes", () => {
    const socket = sockets();
    const first = socket();
    first.bind(inet(80, HOME!));
    first.close();
    expect(socket().bind(inet(80, HOME!))).toBe(0);
  });

  test("is free in another vnet", () => {
    expect(sockets()().bind(inet(80, HOME!))).toBe(0);
    expect(sockets()().bind(inet(80, HOME!))).toBe(0);
  });
});

describe("a socket that asks for no port", () => {
  test.each([
    ["the first", 0, 10_000],
    ["the last", 0.999999, 65_535],
    ["one between", 0.5, 37_768],
  ])("gets one of 10000 to 65535 by chance: %s", (_what, random, port) => {
    const socket = sockets({ random })();
    expect(socket.bind(inet(0, HOME!))).toBe(0);
    expect(socket.port()).toBe(port);
  });

  test("gets the next when that is taken, after the last the first", () => {
    const socket = sockets({ random: 0.999999 });
    const all = [socket(), socket(), socket()];
    for (const one of all) one.bind(inet(0, HOME!));
    expect(all.map((one) => one.port())).toEqual([65_535, 10_000, 10_001]);
  });
});

/** What a user of ng_ksocket(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_ksocket.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { expectAnswers, nodeBehindHub } from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";
import { decodeMessage } from "../../netgraph/message.ts";
import { ksocket } from "../../netgraph/types/ksocket.ts";

describe("a ksocket", () => {
  test("answers its messages one after the other: a socket of inet", () => {
    expectAnswers(nodeBehindHub("ksocket", "inet/dgram/udp"), [
      ["getname", "", "inet/0.0.0.0"],
      ["getpeername", "", errno.ENOTCONN],
      ["bind", "inet/127.0.0.256", errno.EINVAL],
      ["bind", 'local/"/tmp/x"', errno.EAFNOSUPPORT],
      ["bind", "{ len=16 family=2 data=[ 0x13 0x88 127 0 0 1 ] }", ""],
      ["getname", "", "inet/127.0.0.1:5000"],
      ["listen", "5", errno.EOPNOTSUPP],
      ["accept", "", errno.EINVAL],
      // As text a value is as long as the whole text less 8 (ng_ksocket.c asks the text's header): too long for getopt.
      ["getopt", "{ level=0xffff name=0x1008 }", errno.EINVAL],
      ["setopt", "{ level=0xffff name=0x20 value=[ 1 ] }", ""],
      ["setopt", "{ level=6 name=1 value=[ 1 ] }", errno.EOPNOTSUPP],
      ["connect", "inet/127.0.0.1:7", ""],
      ["getpeername", "", "inet/127.0.0.1:7"],
    ]);
  });

  test("answers its messages one after the other: one that listens", () => {
    expectAnswers(nodeBehindHub("ksocket", "local/stream/0"), [
      ["listen", "5", errno.EDESTADDRREQ],
      ["bind", 'local/"/tmp/x"', ""],
      ["listen", "5", ""],
      ["getname", "", 'local/"/tmp/x"'],
      ["accept", "", ""],
      ["accept", "", errno.EALREADY],
    ]);
  });

  test.each([
    ["inet/dgram/", 0],
    ["2/2/17", 0],
    ["inet/stream/udp", errno.EPROTONOSUPPORT],
    ["inet/rdm/ip", errno.EPROTOTYPE],
    ["inet6/dgram/udp", errno.EINVAL],
    ["inet6/dgram/17", 0],
    ["inet/raw/icmp", 0],
    ["99/1/0", errno.EAFNOSUPPORT],
    ["local/stream/0", 0],
    ["inet/dgram", errno.EINVAL],
  ])("connected by a hook called %s: errno %i", (hook, expected) => {
    expect(new TestGraph().mkpeer(".", "ksocket", "h", hook)).toBe(expected);
  });

  test("has one hook", () => {
    const graph = nodeBehindHub("ksocket", "inet/dgram/udp");
    expect(graph.connect(".", "n:", "h", "b")).toBe(errno.EISCONN);
  });

  /** A graph with sockets of these hooks, called k0, k1 … */
  function sockets(...hooks: string[]): TestGraph {
    const graph = new TestGraph();
    for (const [index, hook] of hooks.entries()) {
      expect([hook, graph.mkpeer(".", "ksocket", `h${index}`, hook)]).toEqual([hook, 0]);
      graph.generic(`.:h${index}`, "name", { name: `k${index}` });
    }
    return graph;
  }
  const portOf = (name: string | number) => Number(/:(\d+)$/.exec(String(name))?.[1] ?? 0);

  test.each([
    ["inet/dgram/udp", "inet/0.0.0.0", "inet/0.0.0.0"],
    ["inet/stream/tcp", "inet/127.0.0.1", "inet/127.0.0.1"],
    ["inet6/dgram/udp6", "inet6/[::]", "inet6/[::]"],
    ["inet6/stream/tcp6", "inet6/[::1]", "inet6/[::1]"],
  ])("of %s that is bound to port 0 has a port of its own", (hook, address, shown) => {
    const graph = sockets(hook, hook);
    for (const path of ["k0:", "k1:"]) expect(graph.msg(path, "bind", address)).toBe("");
    const names = ["k0:", "k1:"].map((path) => graph.msg(path, "getname"));
    for (const name of names) {
      expect(name).toStartWith(`${shown}:`);
      expect(portOf(name)).toBeGreaterThanOrEqual(10_000);
    }
    expect(names[0]).not.toBe(names[1]);
  });

  test("does not get a port that another one has, unless both share it", () => {
    const graph = sockets(
      "inet/dgram/udp",
      "inet/dgram/udp",
      "inet/stream/tcp",
      "inet6/dgram/udp6",
    );
    expect(graph.msg("k0:", "bind", "inet/0.0.0.0:5000")).toBe("");
    expect(graph.msg("k1:", "bind", "inet/127.0.0.1:5000")).toBe(errno.EADDRINUSE);
    expect(graph.msg("k2:", "bind", "inet/127.0.0.1:5000")).toBe("");
    expect(graph.msg("k3:", "bind", "inet6/[::]:5000")).toBe("");
    graph.generic("k0:", "shutdown");
    expect(graph.msg("k1:", "bind", "inet/127.0.0.1:5000")).toBe("");
  });

  test("gets an address by listening", () => {
    const graph = sockets("inet/stream/tcp");
    expect(graph.msg("k0:", "getname")).toBe("inet/0.0.0.0");
    graph.msg("k0:", "listen", "5");
    expect(portOf(graph.msg("k0:", "getname"))).toBeGreaterThanOrEqual(10_000);
  });

  test("of inet6 has FreeBSD 15's names, which end in 6", () => {
    sockets("inet6/dgram/udp6", "inet6/stream/tcp6", "inet6/raw/icmp6", "inet6/raw/58");
  });

  test("refuses an address of another length than its family's", () => {
    const graph = sockets("inet/dgram/udp");
    expect(graph.msg("k0:", "bind", "{ len=8 family=2 data=[ 0x13 0x88 127 0 0 1 ] }")).toBe(
      errno.EINVAL,
    );
  });

  test("answers for its options in binary", () => {
    const graph = nodeBehindHub("ksocket", "inet/dgram/udp");
    const command = (id: number, ...words: number[]) =>
      graph.send("n:", {
        cookie: ksocket.cookie,
        command: id,
        args: new Uint8Array(Int32Array.from(words).buffer),
      });
    const [level, broadcast, type] = [0xffff, 0x20, 0x1008];
    expect(command(7, level, broadcast)).toBe(errno.EINVAL);
    expect(command(7, level, broadcast, 1)).toBe(0);
    expect([command(8, level, broadcast), command(8, level, type)]).toEqual([0, 0]);
    const values = [1, 2].map(() => {
      const { args } = decodeMessage(graph.socket.takeWaiting()!.bytes)!;
      return new DataView(args.buffer, args.byteOffset).getInt32(8, true);
    });
    expect(values).toEqual([broadcast, 2]);
  });

  test("refuses frames where it is not emulated: all but UDP over IPv4", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "ksocket", "h", "inet/stream/tcp");
    expect(graph.write("h", [1])).toBe(errno.EOPNOTSUPP);
  });
});

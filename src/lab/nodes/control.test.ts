/** The control messages of every type: what goes in as text and comes out as text, and what is refused (sys/netgraph/ng_*.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { errno } from "../../netgraph/errno.ts";
import { decodeMessage } from "../../netgraph/message.ts";
import { nodeTypes } from "../../netgraph/types/index.ts";
import { ksocket } from "../../netgraph/types/ksocket.ts";
import { vlan } from "../../netgraph/types/vlan.ts";

/** A message's name and text, and what is answered: text, or an errno. */
type Line = readonly [name: string, text: string, answer: string | number];

/** Makes a node behind a hub, so that the socket gets none of the node's own messages. */
function withNode(type: string, hook: string, more: readonly string[] = []): TestGraph {
  const graph = new TestGraph();
  graph.mkpeer(".", "hub", "hub", "up");
  expect(graph.mkpeer(".:hub", type, "p0", hook)).toBe(0);
  graph.generic(".:hub.p0", "name", { name: "n" });
  for (const [number, name] of more.entries())
    expect([name, graph.connect(".:hub", "n:", `m${number}`, name)]).toEqual([name, 0]);
  return graph;
}

const cases: {
  readonly [what: string]: readonly [string, string, readonly string[], readonly Line[]];
} = {
  "bridge: links and uplinks by number": [
    ...(["bridge", "link0", ["uplink1"]] as const),
    [
      ["getstats", "0", "{}"],
      ["getstats", "-1", "{}"],
      ["getstats", "4294967295", "{}"],
      ["getstats", "7", errno.ENOTCONN],
      ["getstats", "4294967296", errno.EINVAL],
      ["getstats", "", errno.EINVAL],
      ["setconfig", "{ loopTimeout=7 }", ""],
      ["getconfig", "", "{ loopTimeout=7 }"],
      ["movehost", '{ hook="link0" }', errno.EOPNOTSUPP],
      ["movehost", '{ addr=2:0:0:0:0:1 hook="nosuch" }', errno.ENOENT],
      ["movehost", '{ addr=2:0:0:0:0:1 hook="link0" }', ""],
      ["gettable", "", '{ numHosts=1 hosts=[ { addr=02:00:00:00:00:01 hook="link0" } ] }'],
      ["movehost", '{ addr=2:0:0:0:0:1 hook="uplink1" }', ""],
      ["reset", "", ""],
      ["gettable", "", "{}"],
      ["nosuch", "", errno.ENOSYS],
    ],
  ],
  "one2many: links that are not there have counters too": [
    ...(["one2many", "many0", []] as const),
    [
      ["getstats", "0", "{}"],
      ["getstats", "63", "{}"],
      ["getstats", "-1", "{}"],
      ["getstats", "64", errno.EINVAL],
      ["getstats", "-2", errno.EINVAL],
      ["setconfig", "{ xmitAlg=3 failAlg=2 enabledLinks=[ 5 3=7 ] }", ""],
      ["getconfig", "", "{ xmitAlg=3 failAlg=2 enabledLinks=[ 1 3=1 ] }"],
      ["setconfig", "{ xmitAlg=4 failAlg=1 }", errno.EINVAL],
      ["setconfig", "{ xmitAlg=1 failAlg=3 }", errno.EINVAL],
      ["setconfig", "{ xmitAlg=1 failAlg=1 enabledLinks=[ 64=1 ] }", errno.E2BIG],
    ],
  ],
  vlan: [
    ...(["vlan", "downstream", ["nomatch", "a", "b"]] as const),
    [
      ["addfilter", '{ hook="a" vlan=10 vid=11 }', errno.EINVAL],
      ["addfilter", '{ hook="a" vid=10 pcp=8 }', errno.EINVAL],
      ["addfilter", '{ hook="nomatch" vid=10 }', errno.EINVAL],
      ["addfilter", '{ hook="a" vid=10 pcp=5 cfi=1 }', ""],
      ["addfilter", '{ hook="b" vlan=10 }', errno.EEXIST],
      ["gettable", "", '{ n=1 filter=[ { hook="a" vlan=10 vid=10 pcp=5 cfi=1 } ] }'],
      ["delfilter", '"b"', errno.ENOENT],
      ["delvidflt", "4096", errno.EINVAL],
      ["delvidflt", "11", errno.ENOENT],
      ["delvidflt", "10", ""],
      ["setdecap", "7", ""],
      ["getdecap", "", "0x7"],
      ["setencap", "0xff", ""],
      ["getencap", "", "0xff"],
      ["getencapproto", "", "0x8100"],
      ["setencapproto", "0x88a8", ""],
      ["getencapproto", "", "0x88a8"],
    ],
  ],
  hole: [
    ...(["hole", "a", []] as const),
    [
      ["getstats", '"a"', "{}"],
      ["getstats", '"b"', errno.ENOENT],
      ["getstats", "a", errno.EINVAL],
      ["clrstats", '"a"', ""],
    ],
  ],
  "pipe: a zero leaves what is there, -1 takes it away": [
    ...(["pipe", "upper", ["lower"]] as const),
    [
      ["setcfg", "{ bandwidth=10000000 delay=7 upstream={ queuelen=9 wfq=1 drophead=1 } }", ""],
      [
        "getcfg",
        "",
        "{ bandwidth=10000000 delay=7 overhead=24 downstream={ queuelen=50 fifo=1 droptail=1 } upstream={ queuelen=9 wfq=1 drophead=1 } }",
      ],
      ["setcfg", "{ delay=-1 upstream={ bandwidth=99 drr=5 queuelen=4 duplicate=51 } }", ""],
      [
        "getcfg",
        "",
        "{ bandwidth=10000000 overhead=24 downstream={ queuelen=50 fifo=1 droptail=1 } upstream={ queuelen=9 drr=2048 drophead=1 } }",
      ],
      ["setcfg", "{ bandwidth=-1 downstream={ bandwidth=1000 BER=1000 delaylen=6 } }", ""],
      [
        "getcfg",
        "",
        "{ downstream={ bandwidth=1000 BER=1000 queuelen=50 delaylen=6 fifo=1 droptail=1 } upstream={ queuelen=9 drr=2048 drophead=1 } }",
      ],
      ["getrun", "", "{}"],
      ["clrstats", "", ""],
    ],
  ],
  "bpf: programs are checked": [
    ...(["bpf", "a", ["b"]] as const),
    [
      ["setprogram", '{ thisHook="a" bpf_prog_len=0 }', ""],
      ["getprogram", '"a"', '{ thisHook="a" }'],
      ["setprogram", '{ thisHook="c" bpf_prog_len=1 bpf_prog=[ { code=6 } ] }', errno.ENOENT],
      ["setprogram", '{ thisHook="a" bpf_prog_len=1 bpf_prog=[ { code=0x28 } ] }', errno.EINVAL],
      [
        "setprogram",
        '{ thisHook="a" ifMatch="b" bpf_prog_len=2 bpf_prog=[ { code=0x28 k=12 } { code=6 k=96 } ] }',
        "",
      ],
      [
        "getprogram",
        '"a"',
        '{ thisHook="a" ifMatch="b" bpf_prog_len=2 bpf_prog=[ { code=0x28 k=12 } { code=0x6 k=96 } ] }',
      ],
      ["getstats", '"b"', "{}"],
      ["getstats", '"c"', errno.ENOENT],
    ],
  ],
  "source: starts when it knows how fast": [
    ...(["source", "input", []] as const),
    [
      ["start", "5", errno.ENXIO],
      ["setiface", '"nosuch0"', ""],
      ["start", "5", errno.ENXIO],
      ["setpps", "1000", ""],
      ["start", "5", ""],
      ["start", "5", errno.EBUSY],
      ["stop", "", ""],
      ["settimestamp", "{ offset=14 flags=1 }", ""],
      ["gettimestamp", "", "{ offset=0xe flags=0x1 }"],
      ["setcounter", "{ index=4 width=1 }", errno.EINVAL],
      ["setcounter", "{ index=1 width=3 }", errno.EINVAL],
      ["setcounter", "{ index=1 width=2 increment=-1 max_val=9 }", ""],
      ["getcounter", "1", "{ width=2 max_val=9 increment=-1 index=1 }"],
      ["getcounter", "3", "{}"],
      ["getcounter", "4", errno.EINVAL],
      ["clrdata", "", ""],
      ["getconfig", "", errno.ENOSYS],
    ],
  ],
  patch: [
    ...(["patch", "in", ["out"]] as const),
    [
      ["getconfig", "", ""],
      ["getdlt", "", "12"],
      ["setdlt", "2", errno.EINVAL],
      ["setdlt", "1", ""],
      ["getdlt", "", "1"],
      ["setconfig", "{ count=1 ops=[ { length=3 } ] }", errno.EINVAL],
      [
        "setconfig",
        "{ count=2 csum_flags=0xffff relative_offset=9 ops=[ { mode=1 value=0x1ff length=1 offset=8 } { mode=2 length=8 value=-1 } ] }",
        "",
      ],
      [
        "getconfig",
        "",
        "{ count=2 csum_flags=3599 relative_offset=1 ops=[ { offset=8 length=1 mode=1 value=255 } { length=8 mode=2 value=18446744073709551615 } ] }",
      ],
      ["getstats", "", "{}"],
    ],
  ],
  vlan_rotate: [
    ...(["vlan_rotate", "original", ["ordered"]] as const),
    [
      ["setconf", "{ rot=3 min=2 max=3 }", errno.EINVAL],
      ["setconf", "{ rot=-2 min=3 max=2 }", errno.EINVAL],
      ["setconf", "{ max=11 }", errno.EINVAL],
      ["setconf", "{ rot=-2 min=1 }", ""],
      ["getconf", "", "{ rot=-2 min=1 max=10 }"],
      ["getstat", "", "{}"],
      ["clrstat", "", ""],
      ["getclrstat", "", "{}"],
    ],
  ],
  "macfilter: an address that is directed to the default hook is forgotten": [
    ...(["macfilter", "ether", ["default", "x", "y"]] as const),
    [
      ["direct", '{ ether=2:0:0:0:0:9 hookname="y" }', ""],
      ["directi", "{ ether=2:0:0:0:0:1 hookid=1 }", ""],
      ["directi", "{ ether=2:0:0:0:0:1 hookid=3 }", errno.EINVAL],
      [
        "getmacs",
        "",
        "{ n=2 macs=[ { ether=02:00:00:00:00:01 hookid=1 } { ether=02:00:00:00:00:09 hookid=2 } ] }",
      ],
      [
        "gethooks",
        "",
        '{ n=3 hooks=[ { hookname="default" } { hookname="x" hookid=1 maccnt=1 } { hookname="y" hookid=2 maccnt=1 } ] }',
      ],
      ["direct", '{ ether=2:0:0:0:0:9 hookname="nosuch" }', ""],
      ["getclrmacs", "", "{ n=1 macs=[ { ether=02:00:00:00:00:01 hookid=1 } ] }"],
      ["reset", "", ""],
      ["getmacs", "", "{}"],
      ["direct", '{ hookname="x" }', errno.EOPNOTSUPP],
    ],
  ],
  "car: a packet counts 125 bytes when it is set, 128 when it is shown": [
    ...(["car", "upper", []] as const),
    [
      ["setconf", "{ upstream={ cbs=1 } }", errno.EINVAL],
      ["setconf", "{ upstream={ cbs=1 } downstream={ ebs=1 mode=3 } }", errno.EINVAL],
      ["setconf", "{ upstream={ cbs=1 } downstream={ ebs=1 cir=1000000001 } }", errno.EINVAL],
      ["setconf", "{ upstream={ cbs=5 cir=9 opt=2 mode=1 } downstream={ ebs=1 } }", ""],
      ["getconf", "", "{ upstream={ cbs=4 cir=9 mode=1 opt=2 } downstream={ ebs=1 } }"],
      ["getstats", "", "{}"],
      ["clrstats", "", ""],
    ],
  ],
  etf: [
    ...(["etf", "downstream", ["ip"]] as const),
    [
      ["setfilter", '{ matchhook="nosuch" ethertype=0x800 }', errno.ENOENT],
      ["setfilter", '{ matchhook="downstream" ethertype=0x800 }', errno.EINVAL],
      ["setfilter", '{ matchhook="ip" ethertype=0x800 }', ""],
      ["setfilter", '{ matchhook="ip" ethertype=0x800 }', errno.EEXIST],
      ["setflag", "3", ""],
      ["getstatus", "", "{}"],
    ],
  ],
  device: [
    ...(["device", "any", []] as const),
    [
      ["getdevname", "", '"ngd0"'],
      ["etheralign", "", ""],
    ],
  ],
  eiface: [
    ...(["eiface", "ether", []] as const),
    [
      ["getifname", "", '"ngeth0"'],
      ["set", "2:0:0:0:0:0x1", ""],
      ["set", "2:0:0:0:0", errno.EINVAL],
      ["set", "2:0:0:0:0:100", errno.EINVAL],
    ],
  ],
  "ksocket: a socket of inet": [
    ...(["ksocket", "inet/dgram/udp", []] as const),
    [
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
    ],
  ],
  "ksocket: one that listens": [
    ...(["ksocket", "local/stream/0", []] as const),
    [
      ["listen", "5", errno.EDESTADDRREQ],
      ["bind", 'local/"/tmp/x"', ""],
      ["listen", "5", ""],
      ["getname", "", 'local/"/tmp/x"'],
      ["accept", "", ""],
      ["accept", "", errno.EALREADY],
    ],
  ],
};

describe.each(Object.entries(cases))("%s", (_what, [type, hook, more, lines]) => {
  test("its messages are answered one after the other", () => {
    const graph = withNode(type, hook, more);
    for (const [name, text, answer] of lines)
      expect([name, text, graph.msg("n:", name, text)]).toEqual([name, text, answer]);
  });
});

describe("a ksocket", () => {
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
});

test("a ksocket's option in binary", () => {
  const graph = withNode("ksocket", "inet/dgram/udp");
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

test("every command of every type but netflow is there, whatever it answers to no arguments", () => {
  const hooks: { readonly [type: string]: string } = {
    ...{
      bridge: "link0",
      tee: "left",
      one2many: "one",
      eiface: "ether",
      split: "in",
      iface: "inet",
    },
    ...{ ksocket: "inet/dgram/udp", pipe: "upper", source: "input", patch: "in", car: "upper" },
    vlan_rotate: "ordered",
  };
  for (const { name: type, commands } of nodeTypes) {
    if (["socket", "ether", "netflow"].includes(type)) continue;
    const graph = withNode(type, hooks[type] ?? "a");
    for (const { name } of commands)
      expect([type, name, graph.msg("n:", name)]).not.toEqual([type, name, errno.ENOSYS]);
  }
});

describe("hooks", () => {
  test.each([
    ["bridge", "link00", errno.EINVAL],
    ["bridge", "uplink0", errno.EINVAL],
    ["bridge", "link4294967295", 0],
    ["bridge", "link4294967296", errno.EINVAL],
    ["bridge", "upstream", errno.EINVAL],
    ["tee", "middle", errno.EINVAL],
    ["one2many", "many01", errno.EINVAL],
    ["one2many", "many63", 0],
    ["one2many", "many64", errno.EINVAL],
    ["split", "x", errno.EINVAL],
    ["eiface", "x", errno.EPFNOSUPPORT],
    ["iface", "atalk", errno.EPFNOSUPPORT],
    ["pipe", "left", errno.EINVAL],
    ["source", "x", errno.EINVAL],
    ["patch", "outer", 0],
    ["patch", "x", errno.EINVAL],
    ["car", "x", errno.EINVAL],
    ["vlan_rotate", "x", errno.EINVAL],
    ["ether", "lower", errno.EINVAL],
    ["socket", "x", errno.EINVAL],
    ["ksocket", "inet/dgram/", 0],
    ["ksocket", "2/2/17", 0],
    ["ksocket", "inet/stream/udp", errno.EPROTONOSUPPORT],
    ["ksocket", "inet/rdm/ip", errno.EPROTOTYPE],
    ["ksocket", "inet6/dgram/udp", errno.EINVAL],
    ["ksocket", "inet6/dgram/17", 0],
    ["ksocket", "inet/raw/icmp", 0],
    ["ksocket", "99/1/0", errno.EAFNOSUPPORT],
    ["ksocket", "local/stream/0", 0],
    ["ksocket", "inet/dgram", errno.EINVAL],
  ])("of a %s called %s: %i", (type, hook, expected) => {
    expect(new TestGraph().mkpeer(".", type, "h", hook)).toBe(expected);
  });

  test.each(["ksocket", "device"])("a %s has one", (type) => {
    const graph = withNode(type, type === "ksocket" ? "inet/dgram/udp" : "a");
    expect(graph.connect(".", "n:", "h", "b")).toBe(errno.EISCONN);
  });

  test("a source goes with its output, whatever else it has", () => {
    const graph = withNode("source", "input", ["output"]);
    graph.generic("n:", "rmhook", { hook: "output" });
    expect(graph.types).toEqual(["socket", "hub"]);
  });

  test("devices are numbered over all vnets, the lowest free number first", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "device", "a", "x");
    graph.mkpeer(".", "device", "b", "x");
    expect([graph.node("ngd0")?.id, graph.node("ngd1")?.id]).toEqual([2, 3]);
    graph.generic(".", "rmhook", { hook: "a" });
    graph.mkpeer(".", "device", "c", "x");
    expect(graph.node("ngd0")?.id).toBe(4);
  });
});

test("a vlan's table ends with its last filter", () => {
  const graph = withNode("vlan", "downstream", ["v1", "v2"]);
  for (const [hook, vid] of [
    ["v1", 10],
    ["v2", 20],
  ])
    graph.msg("n:", "addfilter", `{ hook="${hook}" vid=${vid} }`);
  graph.send("n:", { cookie: vlan.cookie, command: 3 });
  expect(decodeMessage(graph.socket.takeWaiting()!.bytes)!.args.length).toBe(4 + 2 * 38);
  graph.msg("n:", "delfilter", '"v1"');
  graph.send("n:", { cookie: vlan.cookie, command: 3 });
  expect(decodeMessage(graph.socket.takeWaiting()!.bytes)!.args.length).toBe(4 + 38);
});

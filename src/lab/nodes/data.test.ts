/** What becomes of frames at each type of node: where they come out, what the sender hears, and which counters rise (sys/netgraph/ng_*.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { errno } from "../../netgraph/errno.ts";

/** A node `n` whose hooks lead to hooks of the same names at the socket. */
function withNode(type: string, hooks: readonly string[]): TestGraph {
  const graph = new TestGraph();
  const [first, ...others] = hooks as [string];
  expect(graph.mkpeer(".", type, first, first)).toBe(0);
  graph.generic(`.:${first}`, "name", { name: "n" });
  for (const hook of others)
    expect([hook, graph.connect(".", "n:", hook, hook)]).toEqual([hook, 0]);
  while (graph.socket.takeWaiting() !== undefined);
  return graph;
}

/** Lets the peer of a bridge's or hub's hook refuse every frame. */
function refuser(graph: TestGraph, path: string, hook: string): void {
  // A `split` takes no frames by `out`.
  expect(graph.mkpeer(path, "split", hook, "out")).toBe(0);
}

const mac = (last: number) => [2, 0, 0, 0, 0, last];
const BROADCAST = [255, 255, 255, 255, 255, 255];
const frame = (to: readonly number[], from: readonly number[], ...rest: number[]) => [
  ...to,
  ...from,
  8,
  0,
  ...rest,
];
const hex = (bytes: readonly number[]) => Buffer.from(bytes).toString("hex");
/** Sends a frame, and gives the errno and where it came out. */
async function sent(graph: TestGraph, hook: string, bytes: readonly number[]) {
  return [graph.write(hook, bytes), ...(await graph.arrived())];
}

describe("bridge", () => {
  test("floods the first link last, learns, and then knows where to send", async () => {
    const graph = withNode("bridge", ["link0", "link1", "link2"]);
    const [broadcast, unicast] = [frame(BROADCAST, mac(1)), frame(mac(1), mac(2))];
    expect(await sent(graph, "link0", broadcast)).toEqual([
      0,
      `link1: ${hex(broadcast)}`,
      `link2: ${hex(broadcast)}`,
    ]);
    expect(await sent(graph, "link1", unicast)).toEqual([0, `link0: ${hex(unicast)}`]);
  });

  test("frames of less than a header, and from a group, are refused and counted as such", () => {
    const graph = withNode("bridge", ["link0", "link1"]);
    expect(graph.write("link0", mac(1))).toBe(errno.EINVAL);
    expect(graph.write("link0", frame(mac(1), BROADCAST))).toBe(errno.EINVAL);
    expect(graph.msg("n:", "getstats", "0")).toBe("{ recvRunts=1 recvInvalid=1 }");
  });

  test("does not count what the other end refused, and says so to the sender", () => {
    const graph = withNode("bridge", ["link0", "link1"]);
    refuser(graph, "n:", "link2");
    expect(graph.write("link0", frame(BROADCAST, mac(1)))).toBe(errno.EINVAL);
    expect(graph.msg("n:", "getstats", "2")).toBe("{}");
    expect(graph.msg("n:", "getstats", "1")).toBe(
      "{ xmitOctets=14 xmitPackets=1 xmitBroadcasts=1 }",
    );
  });

  test("an address that moves at once mutes its new link, and the sender hears of it", () => {
    const graph = withNode("bridge", ["link0", "link1"]);
    graph.write("link0", frame(BROADCAST, mac(1)));
    graph.msg("n:", "getconfig");
    expect(graph.write("link1", frame(BROADCAST, mac(1)))).toBe(errno.ELOOP);
    graph.msg("n:", "getconfig");
    expect(graph.write("link1", frame(BROADCAST, mac(3)))).toBe(errno.ELOOP);
    expect(graph.msg("n:", "getstats", "1")).toBe(
      "{ recvOctets=14 recvPackets=1 recvBroadcast=1 xmitOctets=14 xmitPackets=1 xmitBroadcasts=1 loopDrops=2 loopDetects=1 }",
    );
  });

  test("movehost to another link at once is a loop that was found, and no frame that was dropped", () => {
    const graph = withNode("bridge", ["link0", "link1"]);
    expect(graph.msg("n:", "movehost", '{ addr=2:0:0:0:0:1 hook="link0" }')).toBe("");
    expect(graph.msg("n:", "movehost", '{ addr=2:0:0:0:0:1 hook="link1" }')).toBe(errno.ELOOP);
    expect(graph.msg("n:", "getstats", "1")).toBe("{ loopDetects=1 }");
    graph.clock.advance(2000);
    expect(graph.msg("n:", "movehost", '{ addr=2:0:0:0:0:1 hook="link1" }')).toBe("");
    expect(graph.msg("n:", "gettable")).toBe(
      '{ numHosts=1 hosts=[ { addr=02:00:00:00:00:01 hook="link1" staleness=2 } ] }',
    );
  });

  test("frames that are written at one go wait behind the address that is learned", async () => {
    const graph = withNode("bridge", ["link0", "link1", "link2"]);
    const unknown = frame(mac(9), mac(1));
    expect([graph.write("link0", unknown), graph.write("link0", mac(1))]).toEqual([0, 0]);
    expect(await graph.arrived()).toEqual([`link1: ${hex(unknown)}`, `link2: ${hex(unknown)}`]);
    expect(graph.msg("n:", "getstats", "0")).toBe(
      "{ recvOctets=14 recvPackets=1 recvUnknown=1 recvRunts=1 }",
    );
  });

  test("more frames at one go than the queue's worth are no more kept", async () => {
    const graph = withNode("bridge", ["link0"]);
    for (let i = 0; i < 1000; i++) graph.write("link0", frame(mac(9), mac(1)));
    expect(graph.write("link0", mac(1))).toBe(errno.EINVAL);
    expect(graph.msg("n:", "getstats", "0")).toBe(
      "{ recvOctets=14000 recvPackets=1000 recvUnknown=1000 recvRunts=1 }",
    );
  });

  test("an uplink that came first keeps unknown addresses from the links", async () => {
    const graph = withNode("bridge", ["uplink1", "link0", "link1"]);
    const unknown = frame(mac(9), mac(1));
    expect(await sent(graph, "link0", unknown)).toEqual([0, `uplink1: ${hex(unknown)}`]);
    expect(await sent(graph, "uplink1", frame(mac(9), mac(3)))).toEqual([0]);
  });
});

describe("a hub", () => {
  test("tells its sender what became of the last frame only", () => {
    const graph = withNode("hub", ["a"]);
    refuser(graph, "n:", "old");
    expect(graph.write("a", [1])).toBe(errno.EINVAL);
    graph.connect(".", "n:", "b", "new");
    refuser(graph, "n:", "newest");
    // The oldest hook has its turn last.
    expect(graph.write("a", [1])).toBe(errno.EINVAL);
    graph.generic("n:", "rmhook", { hook: "old" });
    expect(graph.write("a", [1])).toBe(0);
  });
});

describe("a tee", () => {
  test("copies what goes by, and sends what comes in by a copy's hook", async () => {
    const graph = withNode("tee", ["left", "right", "left2right", "right2left"]);
    expect(await sent(graph, "left", [1])).toEqual([0, "left2right: 01", "right: 01"]);
    expect(await sent(graph, "right", [2])).toEqual([0, "right2left: 02", "left: 02"]);
    expect(await sent(graph, "left2right", [3])).toEqual([0, "left: 03"]);
    expect(await sent(graph, "right2left", [4])).toEqual([0, "right: 04"]);
  });

  test("sends what a missing hook would get to the copy's", async () => {
    const graph = withNode("tee", ["left", "left2right"]);
    expect(await sent(graph, "left", [1])).toEqual([0, "left2right: 01"]);
    expect(await sent(graph, "left2right", [2])).toEqual([0, "left: 02"]);
  });

  test("without another hook it drops frames, and nobody hears of it", async () => {
    const graph = withNode("tee", ["left"]);
    expect(await sent(graph, "left", [1])).toEqual([0]);
  });
});

test("a split has a way in and a way out", async () => {
  const graph = withNode("split", ["in", "out", "mixed"]);
  expect(await sent(graph, "in", [1])).toEqual([0, "mixed: 01"]);
  expect(await sent(graph, "mixed", [2])).toEqual([0, "out: 02"]);
  expect(await sent(graph, "out", [3])).toEqual([errno.EINVAL]);
});

test("a hole counts octets and frames of all its hooks", () => {
  const graph = withNode("hole", ["a", "b"]);
  graph.write("a", [1, 2, 3]);
  graph.write("b", [1]);
  expect(graph.msg("n:", "getclrstats", '"a"')).toBe("{ frames=1 octets=3 }");
  expect(graph.msg("n:", "getstats", '"b"')).toBe("{ frames=1 octets=1 }");
  expect(graph.msg("n:", "getstats", '"a"')).toBe("{}");
});

describe("a one2many", () => {
  test("takes turns, sends to all with the first link last, or to the first", async () => {
    const graph = withNode("one2many", ["one", "many0", "many1", "many2"]);
    expect(await sent(graph, "one", [1])).toEqual([0, "many0: 01"]);
    expect(await sent(graph, "one", [1])).toEqual([0, "many1: 01"]);
    expect(graph.msg("n:", "setconfig", "{ xmitAlg=2 failAlg=1 enabledLinks=[ 1 2=1 ] }")).toBe("");
    expect(await sent(graph, "one", [2])).toEqual([0, "many2: 02", "many0: 02"]);
    graph.msg("n:", "setconfig", "{ xmitAlg=3 failAlg=1 enabledLinks=[ 1=1 2=1 ] }");
    expect(await sent(graph, "one", [3])).toEqual([0, "many1: 03"]);
    expect(await sent(graph, "many0", [4])).toEqual([0, "one: 04"]);
    expect(graph.msg("n:", "getstats", "-1")).toBe(
      "{ recvOctets=4 recvPackets=4 xmitOctets=1 xmitPackets=1 }",
    );
  });

  test("without an enabled link it refuses frames", () => {
    const graph = withNode("one2many", ["one"]);
    expect(graph.write("one", [1])).toBe(errno.ENOTCONN);
  });
});

describe("a vlan", () => {
  const bytes = frame(mac(1), mac(2), 1, 2);
  const tagged = (id: number) => [...bytes.slice(0, 12), 0x81, 0, id >> 8, id & 255, 8, 0, 1, 2];

  test("puts tags on and takes them off", async () => {
    const graph = withNode("vlan", ["downstream", "nomatch", "v7"]);
    expect(graph.write("v7", bytes)).toBe(errno.EOPNOTSUPP);
    graph.msg("n:", "addfilter", '{ hook="v7" vid=7 pcp=5 }');
    expect(await sent(graph, "v7", bytes)).toEqual([0, `downstream: ${hex(tagged(0xa007))}`]);
    expect(await sent(graph, "downstream", tagged(7))).toEqual([0, `v7: ${hex(bytes)}`]);
    expect(await sent(graph, "downstream", tagged(8))).toEqual([0, `nomatch: ${hex(tagged(8))}`]);
    expect(await sent(graph, "downstream", bytes)).toEqual([0, `nomatch: ${hex(bytes)}`]);
    expect(await sent(graph, "nomatch", bytes)).toEqual([0, `downstream: ${hex(bytes)}`]);
  });

  test("refuses what has nowhere to go", () => {
    const graph = withNode("vlan", ["downstream"]);
    expect(graph.write("downstream", tagged(8))).toBe(errno.ENETDOWN);
    expect(graph.write("downstream", [1])).toBe(errno.EINVAL);
  });
});

test("an etf sorts by Ethertype, and takes a frame back only where it would send it", async () => {
  const graph = withNode("etf", ["downstream", "nomatch", "ip"]);
  const [ip, other] = [frame(mac(1), mac(2)), [...mac(1), ...mac(2), 8, 6]];
  expect(graph.msg("n:", "setfilter", '{ matchhook="ip" ethertype=0x800 }')).toBe("");
  expect(await sent(graph, "downstream", ip)).toEqual([0, `ip: ${hex(ip)}`]);
  expect(await sent(graph, "downstream", other)).toEqual([0, `nomatch: ${hex(other)}`]);
  expect(await sent(graph, "ip", ip)).toEqual([0, `downstream: ${hex(ip)}`]);
  expect(await sent(graph, "ip", other)).toEqual([errno.EPROTOTYPE]);
  expect(graph.msg("n:", "getstatus")).toBe("{ packets_in=2 packets_out=1 }");
});

test("a macfilter sorts by source address", async () => {
  const graph = withNode("macfilter", ["ether", "default", "up"]);
  const [known, unknown] = [frame(mac(9), mac(1), 5), frame(mac(9), mac(2))];
  expect(graph.msg("n:", "direct", '{ ether=2:0:0:0:0:1 hookname="up" }')).toBe("");
  expect(await sent(graph, "ether", known)).toEqual([0, `up: ${hex(known)}`]);
  expect(await sent(graph, "ether", unknown)).toEqual([0, `default: ${hex(unknown)}`]);
  const back = frame(mac(1), mac(9));
  expect(await sent(graph, "up", back)).toEqual([0, `ether: ${hex(back)}`]);
  expect(graph.msg("n:", "getmacs")).toBe(
    "{ n=1 macs=[ { ether=02:00:00:00:00:01 hookid=1 packets_in=1 bytes_in=1 packets_out=1 } ] }",
  );
});

test("a vlan_rotate turns tags, and turns them back", async () => {
  const graph = withNode("vlan_rotate", ["original", "ordered", "excessive", "incomplete"]);
  const tags = (...ids: number[]) =>
    hex([...mac(1), ...mac(2), ...ids.flatMap((id) => [0x81, 0, 0, id]), 8, 0, 0, 0]);
  const bytes = (text: string) => [...Buffer.from(text, "hex")];
  expect(graph.msg("n:", "setconf", "{ rot=1 min=2 max=3 }")).toBe("");
  expect(await sent(graph, "original", bytes(tags(1, 2, 3)))).toEqual([
    0,
    `ordered: ${tags(3, 1, 2)}`,
  ]);
  expect(await sent(graph, "ordered", bytes(tags(3, 1, 2)))).toEqual([
    0,
    `original: ${tags(1, 2, 3)}`,
  ]);
  expect(await sent(graph, "original", bytes(tags(1)))).toEqual([0, `incomplete: ${tags(1)}`]);
  expect(await sent(graph, "ordered", bytes(tags(1, 2, 3, 4)))).toEqual([
    0,
    `excessive: ${tags(1, 2, 3, 4)}`,
  ]);
  expect(await sent(graph, "excessive", bytes(tags(1)))).toEqual([0, `original: ${tags(1)}`]);
  expect(await sent(graph, "original", [1])).toEqual([errno.EINVAL]);
  expect(graph.msg("n:", "getstat")).toBe("{ drops=1 excessive=1 incomplete=1 histogram=[ 3=2 ] }");
});

test("a patch changes numbers in frames that go out", async () => {
  const graph = withNode("patch", ["in", "out"]);
  expect(await sent(graph, "in", [1, 2])).toEqual([0, "out: 0102"]);
  expect(
    graph.msg(
      "n:",
      "setconfig",
      "{ count=3 ops=[ { mode=1 value=0x1234 length=2 offset=1 } { mode=3 value=1 length=1 } { mode=1 value=1 length=4 offset=4 } ] }",
    ),
  ).toBe("");
  expect(await sent(graph, "in", [0, 0, 0, 9])).toEqual([0, "out: ff123409"]);
  expect(await sent(graph, "out", [0, 0, 0, 9])).toEqual([0, "in: 00000009"]);
  expect(graph.msg("n:", "getstats")).toBe("{ Received=3 Patched=1 }");
});

test("a bpf sends each frame where its program says, and cuts it off", async () => {
  const graph = withNode("bpf", ["in", "yes", "no"]);
  expect(await sent(graph, "in", [1, 2, 3])).toEqual([0]);
  // ldb [0]; jeq #1: take two bytes; else none.
  const program = "{ code=0x30 } { code=0x15 jt=0 jf=1 k=1 } { code=0x6 k=2 } { code=0x6 }";
  expect(
    graph.msg(
      "n:",
      "setprogram",
      `{ thisHook="in" ifMatch="yes" ifNotMatch="no" bpf_prog_len=4 bpf_prog=[ ${program} ] }`,
    ),
  ).toBe("");
  expect(await sent(graph, "in", [1, 2, 3])).toEqual([0, "yes: 0102"]);
  expect(await sent(graph, "in", [2, 2, 3])).toEqual([0, "no: 020203"]);
  expect(graph.msg("n:", "getstats", '"in"')).toBe(
    "{ recvFrames=3 recvOctets=9 recvMatchFrames=1 recvMatchOctets=3 }",
  );
});

describe("a car", () => {
  const config = (more: string) =>
    `{ upstream={ cbs=3 ebs=3 cir=8000 greenAction=1 yellowAction=1 redAction=2 ${more} } downstream={ cbs=3 ebs=3 cir=8000 greenAction=1 yellowAction=1 redAction=2 ${more} } }`;

  test("lets through what is within the rate, and fills up again", async () => {
    const graph = withNode("car", ["upper", "lower"]);
    expect(graph.msg("n:", "setconf", config(""))).toBe("");
    const seen: string[][] = [];
    for (let i = 0; i < 3; i++) {
      graph.write("upper", [1, 2]);
      seen.push(await graph.arrived());
    }
    expect(seen).toEqual([["lower: 0102"], ["lower: 0102"], []]);
    expect(graph.msg("n:", "getstats")).toBe(
      "{ downstream={ passed=2 dropped=1 green=1 yellow=1 red=1 } }",
    );
    graph.clock.advance(1000);
    expect(await sent(graph, "upper", [1, 2])).toEqual([0, "lower: 0102"]);
  });

  test("does not shape: that is refused", () => {
    const graph = withNode("car", ["upper", "lower"]);
    expect(graph.msg("n:", "setconf", config("mode=3"))).toBe("");
    expect(graph.write("lower", [1])).toBe(errno.EOPNOTSUPP);
  });
});

test("a source sends what it was given, at the rate that it was told", async () => {
  const graph = withNode("source", ["output", "input"]);
  graph.write("input", [1]);
  graph.write("input", [2]);
  expect(graph.msg("n:", "start", "3")).toBe(errno.ENXIO);
  graph.msg("n:", "setpps", "1000");
  expect(graph.msg("n:", "start", "3")).toBe("");
  expect(graph.msg("n:", "start", "3")).toBe(errno.EBUSY);
  graph.clock.advance(10);
  expect(await graph.arrived()).toEqual(["output: 01", "output: 02", "output: 01"]);
  expect(graph.msg("n:", "getstats")).toMatch(
    /^\{ outOctets=3 outFrames=3 queueOctets=2 queueFrames=2 maxPps=1000 /,
  );
});

test("a device keeps fifty frames that nobody reads", () => {
  const graph = withNode("device", ["a"]);
  for (let i = 0; i < 50; i++) expect(graph.write("a", [1])).toBe(0);
  expect(graph.write("a", [1])).toBe(errno.ENOBUFS);
});

describe("a pipe", () => {
  const long = new Array<number>(1226).fill(7);
  const arrivals = async (graph: TestGraph, milliseconds: number) => {
    graph.clock.advance(milliseconds);
    return (await graph.arrived()).map((line) => line.slice(0, 9));
  };

  test("sends frames on at once when nothing is configured, and the sender hears of it once that was said", async () => {
    const graph = withNode("pipe", ["upper", "lower"]);
    expect(await sent(graph, "upper", [1])).toEqual([0, "lower: 01"]);
    graph.generic("n:", "rmhook", { hook: "lower" });
    expect(graph.write("upper", [1])).toBe(0);
    graph.msg("n:", "setcfg", "{ delay=-1 }");
    expect(graph.write("upper", [1])).toBe(errno.ENETDOWN);
    expect(graph.msg("n:", "getstats")).toBe(
      "{ downstream={ FwdOctets=1 FwdFrames=1 delayDropOctets=2 delayDropFrames=2 } }",
    );
  });

  test("delays frames, in both directions", async () => {
    const graph = withNode("pipe", ["upper", "lower"]);
    expect(graph.msg("n:", "setcfg", "{ delay=5000 }")).toBe("");
    expect([graph.write("upper", [1]), graph.write("lower", [2])]).toEqual([0, 0]);
    expect(graph.msg("n:", "getrun")).toBe(
      "{ downstream={ delayedOctets=1 delayedFrames=1 } upstream={ delayedOctets=1 delayedFrames=1 } }",
    );
    expect(await arrivals(graph, 4)).toEqual([]);
    expect(await arrivals(graph, 1)).toEqual(["lower: 01", "upper: 02"]);
  });

  test("lets no more through than its bandwidth, and drops what does not fit its queue", async () => {
    const graph = withNode("pipe", ["upper", "lower"]);
    // 1,226 bytes and 24 on the line are 1 ms of 10 Mbit/s.
    graph.msg("n:", "setcfg", "{ bandwidth=10000000 downstream={ queuelen=5 } }");
    for (let i = 0; i < 10; i++) expect(graph.write("upper", long)).toBe(0);
    // One is on the line, five wait.
    expect(graph.msg("n:", "getrun")).toBe(
      "{ downstream={ queues=1 queuedOctets=6130 queuedFrames=5 delayedOctets=1226 delayedFrames=1 } }",
    );
    expect(await arrivals(graph, 1)).toHaveLength(1);
    expect(await arrivals(graph, 3)).toHaveLength(3);
    expect(await arrivals(graph, 100)).toHaveLength(2);
    expect(graph.msg("n:", "getstats")).toBe(
      "{ downstream={ FwdOctets=7356 FwdFrames=6 queueDropOctets=4904 queueDropFrames=4 } }",
    );
  });

  test("drops the oldest with drophead, the newest without", async () => {
    for (const [config, kept] of [
      ["", "010203040506"],
      ["drophead=1", "010506070809"],
    ] as const) {
      const graph = withNode("pipe", ["upper", "lower"]);
      graph.msg("n:", "setcfg", `{ bandwidth=1000 downstream={ queuelen=5 ${config} } }`);
      for (let i = 1; i < 10; i++) graph.write("upper", [i]);
      graph.clock.advance(60_000);
      const bytes = (await graph.arrived()).map((line) => line.slice(-2)).join("");
      expect([config, bytes]).toEqual([config, kept]);
    }
  });

  test("shares the bandwidth between flows with drr and wfq", async () => {
    const packet = (from: number) => [0x45, ...new Array(11).fill(0), 10, 0, 0, from, 10, 0, 0, 9];
    for (const config of ["drr=32", "wfq=1"]) {
      const graph = withNode("pipe", ["upper", "lower"]);
      graph.msg("n:", "setcfg", `{ bandwidth=10000 downstream={ ${config} } }`);
      for (const from of [1, 1, 1, 1, 2]) graph.write("upper", packet(from));
      graph.clock.advance(10_000);
      const order = (await graph.arrived()).map((line) => Number(line.slice(-9, -8)));
      expect([config, order.indexOf(2) < 4, order.length]).toEqual([config, true, 5]);
    }
  });

  test("loses all frames of a line that is down, some of one that errs, and sends some twice", () => {
    const graph = withNode("pipe", ["upper"]);
    graph.mkpeer("n:", "hole", "lower", "a");
    const through = (config: string) => {
      graph.msg("n:", "setcfg", `{ downstream={ queuelen=1000 ${config} } }`);
      graph.msg("n:", "clrstats");
      for (let i = 0; i < 500; i++) graph.write("upper", long);
      return Number(/FwdFrames=(\d+)/.exec(String(graph.msg("n:", "getstats")))?.[1] ?? 0);
    };
    expect(through("BER=1")).toBe(0);
    // (1 − 1/10,000)^9,808 is 0.375.
    expect(Math.abs(through("BER=10000") - 187)).toBeLessThan(50);
    // Of a hundred, 20 are sent again, and again.
    expect(Math.abs(through("BER=-1 duplicate=19") - 625)).toBeLessThan(50);
  });

  test("forgets what waits when a hook goes, and stops its timer when it goes itself", async () => {
    const graph = withNode("pipe", ["upper", "lower"]);
    graph.msg("n:", "setcfg", "{ delay=5000 }");
    graph.write("upper", [1]);
    graph.generic("n:", "rmhook", { hook: "upper" });
    expect(await arrivals(graph, 10)).toEqual([]);
    graph.write("lower", [1]);
    graph.generic("n:", "shutdown");
    expect(await arrivals(graph, 10)).toEqual([]);
  });
});

test("an iface that is down refuses frames, one that is up takes them", () => {
  const graph = new TestGraph();
  graph.mkpeer(".", "iface", "h", "inet");
  expect(graph.write("h", [1])).toBe(errno.ENETDOWN);
  graph.vnet.interface("ng0")!.up = true;
  expect(graph.write("h", [1])).toBe(0);
  expect(graph.vnet.interface("ng0")!.counters.inPackets).toBe(1);
});

test("a ksocket refuses frames: it is not emulated", () => {
  const graph = new TestGraph();
  graph.mkpeer(".", "ksocket", "h", "inet/dgram/udp");
  expect(graph.write("h", [1])).toBe(errno.EOPNOTSUPP);
});

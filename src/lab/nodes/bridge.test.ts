/** What a user of ng_bridge(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_bridge.c). */
import { describe, expect, test } from "bun:test";
import { BROADCAST, hex, ipFrame, macOf } from "../../../test/support/frames.ts";
import { TestGraph } from "../../../test/support/graph.ts";
import {
  connectRefuser,
  expectAnswers,
  nodeAtSocket,
  nodeBehindHub,
  sendAndHear,
} from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("a bridge", () => {
  test("answers its messages one after the other: links and uplinks by number", () => {
    expectAnswers(nodeBehindHub("bridge", "link0", ["uplink1"]), [
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
    ]);
  });

  test.each([
    ["link00", errno.EINVAL],
    ["uplink0", errno.EINVAL],
    ["link4294967295", 0],
    ["link4294967296", errno.EINVAL],
    ["upstream", errno.EINVAL],
  ])("connected by a hook called %s: errno %i", (hook, expected) => {
    expect(new TestGraph().mkpeer(".", "bridge", "h", hook)).toBe(expected);
  });

  test("floods the first link last, learns, and then knows where to send", async () => {
    const graph = nodeAtSocket("bridge", ["link0", "link1", "link2"]);
    const [broadcast, unicast] = [ipFrame(BROADCAST, macOf(1)), ipFrame(macOf(1), macOf(2))];
    expect(await sendAndHear(graph, "link0", broadcast)).toEqual([
      0,
      `link1: ${hex(broadcast)}`,
      `link2: ${hex(broadcast)}`,
    ]);
    expect(await sendAndHear(graph, "link1", unicast)).toEqual([0, `link0: ${hex(unicast)}`]);
  });

  test("frames of less than a header, and from a group, are refused and counted as such", () => {
    const graph = nodeAtSocket("bridge", ["link0", "link1"]);
    expect(graph.write("link0", macOf(1))).toBe(errno.EINVAL);
    expect(graph.write("link0", ipFrame(macOf(1), BROADCAST))).toBe(errno.EINVAL);
    expect(graph.msg("n:", "getstats", "0")).toBe("{ recvRunts=1 recvInvalid=1 }");
  });

  test("does not count what the other end refused, and says so to the sender", () => {
    const graph = nodeAtSocket("bridge", ["link0", "link1"]);
    connectRefuser(graph, "n:", "link2");
    expect(graph.write("link0", ipFrame(BROADCAST, macOf(1)))).toBe(errno.EINVAL);
    expect(graph.msg("n:", "getstats", "2")).toBe("{}");
    expect(graph.msg("n:", "getstats", "1")).toBe(
      "{ xmitOctets=14 xmitPackets=1 xmitBroadcasts=1 }",
    );
  });

  test("an address that moves at once mutes its new link, and the sender hears of it", () => {
    const graph = nodeAtSocket("bridge", ["link0", "link1"]);
    graph.write("link0", ipFrame(BROADCAST, macOf(1)));
    graph.msg("n:", "getconfig");
    expect(graph.write("link1", ipFrame(BROADCAST, macOf(1)))).toBe(errno.ELOOP);
    graph.msg("n:", "getconfig");
    expect(graph.write("link1", ipFrame(BROADCAST, macOf(3)))).toBe(errno.ELOOP);
    expect(graph.msg("n:", "getstats", "1")).toBe(
      "{ recvOctets=14 recvPackets=1 recvBroadcast=1 xmitOctets=14 xmitPackets=1 xmitBroadcasts=1 loopDrops=2 loopDetects=1 }",
    );
  });

  test("movehost to another link at once is a loop that was found, and no frame that was dropped", () => {
    const graph = nodeAtSocket("bridge", ["link0", "link1"]);
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
    const graph = nodeAtSocket("bridge", ["link0", "link1", "link2"]);
    const unknown = ipFrame(macOf(9), macOf(1));
    expect([graph.write("link0", unknown), graph.write("link0", macOf(1))]).toEqual([0, 0]);
    expect(await graph.arrived()).toEqual([`link1: ${hex(unknown)}`, `link2: ${hex(unknown)}`]);
    expect(graph.msg("n:", "getstats", "0")).toBe(
      "{ recvOctets=14 recvPackets=1 recvUnknown=1 recvRunts=1 }",
    );
  });

  test("more frames at one go than the queue's worth are no more kept", async () => {
    const graph = nodeAtSocket("bridge", ["link0"]);
    for (let i = 0; i < 1000; i++) graph.write("link0", ipFrame(macOf(9), macOf(1)));
    expect(graph.write("link0", macOf(1))).toBe(errno.EINVAL);
    expect(graph.msg("n:", "getstats", "0")).toBe(
      "{ recvOctets=14000 recvPackets=1000 recvUnknown=1000 recvRunts=1 }",
    );
  });

  test("an uplink that came first keeps unknown addresses from the links", async () => {
    const graph = nodeAtSocket("bridge", ["uplink1", "link0", "link1"]);
    const unknown = ipFrame(macOf(9), macOf(1));
    expect(await sendAndHear(graph, "link0", unknown)).toEqual([0, `uplink1: ${hex(unknown)}`]);
    expect(await sendAndHear(graph, "uplink1", ipFrame(macOf(9), macOf(3)))).toEqual([0]);
  });
});

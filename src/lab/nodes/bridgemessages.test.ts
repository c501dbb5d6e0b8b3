/** What a bridge answers to messages of its own (sys/netgraph/ng_bridge.c). */
import { describe, expect, test } from "bun:test";
import { hex, ipFrame, macOf } from "../../../test/support/frames.ts";
import { nodeAtSocket, nodeBehindHub, sendAndHear } from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";

describe("a bridge's messages", () => {
  test("the table is in the order of the kernel's buckets, the newest of a bucket first", () => {
    const graph = nodeBehindHub("bridge", "link0");
    const hear = (addr: string) => graph.msg("n:", "movehost", `{ addr=${addr} hook="link0" }`);
    // The bucket is made of the bytes in pairs, of which the first is the lower: 02:00:00:00:05:00 is in 7, 02:00:00:00:00:ff in 2.
    for (const addr of ["2:0:0:0:5:0", "2:0:0:0:0:ff", "2:0:0:0:0:1"]) expect(hear(addr)).toBe("");
    const table = String(graph.msg("n:", "gettable"));
    expect([...table.matchAll(/addr=(\S+)/g)].map(([, addr]) => addr)).toEqual([
      "02:00:00:00:00:01",
      "02:00:00:00:00:ff",
      "02:00:00:00:05:00",
    ]);
  });

  test("more than 32 hosts are in twice as many buckets", () => {
    const graph = nodeBehindHub("bridge", "link0");
    const order = () =>
      [...String(graph.msg("n:", "gettable")).matchAll(/addr=00:00:00:00:(\w+):/g)].map(
        ([, byte]) => Number.parseInt(byte!, 16),
      );
    const hear = (byte: number) =>
      graph.msg("n:", "movehost", `{ addr=0:0:0:0:${byte.toString(16)}:1 hook="link0" }`);
    for (const byte of [2, 33]) hear(byte);
    expect(order()).toEqual([33, 2]);
    for (let byte = 3; byte < 33; byte++) hear(byte);
    // Of 32 buckets 32 is in the one of 0, and 33 in that of 1.
    expect(order().slice(0, 3)).toEqual([32, 33, 2]);
    hear(34);
    expect(order().slice(-2)).toEqual([33, 34]);
  });

  test("a number below 0 is an uplink's, which has counters of its own", () => {
    const graph = nodeAtSocket("bridge", ["link1", "uplink1"]);
    graph.write("uplink1", ipFrame(macOf(1), macOf(2)));
    expect(graph.msg("n:", "getstats", "-1")).toContain("recvPackets=1");
    expect(graph.msg("n:", "getstats", "1")).toContain("xmitPackets=1");
    expect(graph.msg("n:", "getstats", "-2")).toBe(errno.ENOTCONN);
  });

  test("counters are cleared for one link, and by reset for all", () => {
    const graph = nodeAtSocket("bridge", ["link0", "link1"]);
    graph.write("link0", [1]);
    graph.write("link1", [1]);
    expect(graph.msg("n:", "getclrstats", "0")).toBe("{ recvRunts=1 }");
    expect(graph.msg("n:", "getstats", "0")).toBe("{}");
    expect(graph.msg("n:", "getstats", "1")).toBe("{ recvRunts=1 }");
    graph.msg("n:", "reset");
    expect(graph.msg("n:", "getstats", "1")).toBe("{}");
  });

  test("reset opens a link again that a loop has muted", async () => {
    const graph = nodeAtSocket("bridge", ["link0", "link1"]);
    const bytes = ipFrame(macOf(9), macOf(1));
    graph.write("link0", bytes);
    await graph.arrived();
    graph.msg("n:", "getconfig");
    expect(graph.write("link1", bytes)).toBe(errno.ELOOP);
    graph.msg("n:", "reset");
    expect(await sendAndHear(graph, "link1", bytes)).toEqual([0, `link0: ${hex(bytes)}`]);
  });

  test("a persistent bridge stays when its last hook goes, another goes", () => {
    for (const isPersistent of [true, false]) {
      const graph = nodeAtSocket("bridge", ["link0"]);
      if (isPersistent) expect(graph.msg("n:", "setpersistent")).toBe("");
      graph.generic("n:", "rmhook", { hook: "link0" });
      expect([isPersistent, graph.node("n") !== undefined]).toEqual([isPersistent, isPersistent]);
    }
  });
});

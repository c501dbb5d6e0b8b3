/** What a user of ng_echo(4) notices: whatever it is sent comes back (sys/netgraph/ng_echo.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { nodeAtSocket, sendAndHear } from "../../../test/support/nodes.ts";
import { decodeMessage, NGF_RESP } from "../../netgraph/message.ts";

describe("an echo", () => {
  test("sends a frame back by the hook that it came in by", async () => {
    const graph = nodeAtSocket("echo", ["a", "b"]);
    expect(await sendAndHear(graph, "a", [1, 2])).toEqual([0, "a: 0102"]);
    expect(await sendAndHear(graph, "b", [3])).toEqual([0, "b: 03"]);
  });

  test("sends any message back as its own reply, arguments and flags as they were", () => {
    const graph = nodeAtSocket("echo", ["a"]);
    const args = Uint8Array.of(1, 2, 3);
    expect(graph.send("n:", { cookie: 12345, command: 678, args, flags: 0x70 })).toBe(0);
    const { from, bytes } = graph.socket.takeWaiting()!;
    const reply = decodeMessage(bytes)!;
    expect([from, reply.cookie, reply.command, reply.flags]).toEqual([
      "[2]:",
      12345,
      678,
      0x70 | NGF_RESP,
    ]);
    expect([...reply.args]).toEqual([1, 2, 3]);
  });

  test("answers generic messages like any other node", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "echo", "h", "a");
    graph.generic(".:h", "name", { name: "n" });
    expect(graph.node("n")?.type.table.name).toBe("echo");
  });

  test("goes with its last hook", () => {
    const graph = nodeAtSocket("echo", ["a", "b"]);
    graph.generic("n:", "rmhook", { hook: "a" });
    expect(graph.types).toEqual(["socket", "echo"]);
    graph.generic("n:", "rmhook", { hook: "b" });
    expect(graph.types).toEqual(["socket"]);
  });
});

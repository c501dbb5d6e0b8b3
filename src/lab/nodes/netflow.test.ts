/** What a user of ng_netflow(4) notices: its hooks, and that the lab says what it does not do (sys/netgraph/netflow/ng_netflow.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { nodeAtSocket } from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";
import { netflow } from "../../netgraph/types/netflow.ts";

describe("a netflow", () => {
  test.each([
    ["iface0", 0],
    ["iface65534", 0],
    ["iface65535", errno.EINVAL],
    ["iface", errno.EINVAL],
    ["iface00", errno.EINVAL],
    ["iface07", errno.EINVAL],
    ["iface1x", errno.EINVAL],
    ["out10", 0],
    ["out65535", errno.EINVAL],
    ["out", errno.EINVAL],
    ["out01", errno.EINVAL],
    ["export", 0],
    ["export9", 0],
    ["export5", errno.EINVAL],
    ["x", errno.EINVAL],
  ])("connected by a hook called %s: errno %i", (hook, expected) => {
    expect(new TestGraph().mkpeer(".", "netflow", "h", hook)).toBe(expected);
  });

  test("refuses frames and says once on the console that accounting is not emulated", () => {
    const graph = nodeAtSocket("netflow", ["iface0", "out0"]);
    const said = () => graph.kernel.console.lines.filter((line) => line.includes("netflow"));
    expect([graph.write("iface0", [1]), graph.write("out0", [1])]).toEqual([
      errno.EOPNOTSUPP,
      errno.EOPNOTSUPP,
    ]);
    expect(said()).toHaveLength(1);
    expect(said()[0]).toContain("accounting is not emulated in a lab");
  });

  test("refuses messages of its own", () => {
    const graph = nodeAtSocket("netflow", ["export"]);
    expect(graph.send("n:", { cookie: netflow.cookie, command: 1 })).toBe(errno.EINVAL);
  });

  test("goes with its last hook", () => {
    const graph = nodeAtSocket("netflow", ["iface0", "export"]);
    graph.generic("n:", "rmhook", { hook: "iface0" });
    expect(graph.node("n")).toBeDefined();
    graph.generic("n:", "rmhook", { hook: "export" });
    expect(graph.node("n")).toBeUndefined();
  });
});

/** A node that is connected with itself. */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { errno } from "../../netgraph/errno.ts";

// ng_base.c, ng_con_part2 and ng_findhook: the first hook does not count as long as the second is being made.
describe("a node connected with itself by two hooks of one name", () => {
  test.each([
    ["hub", "h", "x", 0],
    ["echo", "h", "x", 0],
    ["split", "in", "out", errno.EISCONN],
    ["one2many", "one", "many1", errno.EISCONN],
    ["iface", "inet", "inet6", errno.EISCONN],
    ["vlan_rotate", "original", "ordered", errno.EADDRINUSE],
    ["eiface", "ether", "", errno.EISCONN],
    ["bridge", "link0", "link1", errno.ELOOP],
  ])("%s", (type, first, second, error) => {
    const graph = new TestGraph();
    graph.mkpeer(".", type, "h", first);
    const id = graph.socket.node.hook("h")!.peer!.node.id;
    // The eiface has one hook only, so it is freed: the node stays.
    if (second === "") graph.generic(".", "rmhook", { hook: "h" });
    const name = second === "" ? first : second;
    expect(graph.connect(`[${id}]:`, `[${id}]:`, name, name)).toBe(error);
    const node = graph.vnet.graph.node(id)!;
    expect(node.hooks.filter((hook) => hook.name === name).length).toBe(error === 0 ? 2 : 0);
    graph.generic(`[${id}]:`, "rmhook", { hook: name });
    expect(node.hooks.map((hook) => hook.name)).toEqual(second === "" ? [] : [first]);
  });

  test("a socket looks at both", () => {
    const graph = new TestGraph();
    expect(graph.connect(".", ".", "x", "x")).toBe(errno.EEXIST);
    expect(graph.socket.node.hooks).toEqual([]);
  });
});

/** What goes for the types of node one and all. */
import { expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { nodeBehindHub } from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";
import { nodeTypes } from "../../netgraph/types/index.ts";

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
    const graph = nodeBehindHub(type, hooks[type] ?? "a");
    for (const { name } of commands)
      expect([type, name, graph.msg("n:", name)]).not.toEqual([type, name, errno.ENOSYS]);
  }
});

test("a socket is opened: mkpeer makes none", () => {
  expect(new TestGraph().mkpeer(".", "socket", "h", "x")).toBe(errno.EINVAL);
});

/** Random walks: whatever is asked of a graph, its nodes, hooks and names fit together, and everything goes when it is told to. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { TestGraph } from "../../../test/support/graph.ts";
import { FLOW_COOKIE, LINK_IS_DOWN, LINK_IS_UP } from "../../netgraph/types/flow.ts";
import { nodeTypes } from "../../netgraph/types/index.ts";
import type { Node } from "./node.ts";

/** Hook names that types have, and some that they have not. */
const fitting: { readonly [type: string]: readonly string[] } = {
  bridge: ["link0", "link1", "link", "uplink1", "uplink"],
  hub: ["a", "b", "", "c"],
  echo: ["a", "b"],
  hole: ["a", "b"],
  tee: ["left", "right", "left2right", "right2left"],
  split: ["in", "out", "mixed"],
  one2many: ["one", "many0", "many1", "many63"],
  vlan: ["downstream", "nomatch", "v1", "v2"],
  etf: ["downstream", "nomatch", "a"],
  macfilter: ["ether", "default", "a", "b"],
  pipe: ["upper", "lower"],
  car: ["upper", "lower"],
  source: ["input", "output"],
  patch: ["in", "out"],
  vlan_rotate: ["original", "ordered", "excessive", "incomplete"],
  eiface: ["ether"],
  iface: ["inet", "inet6"],
  ksocket: ["inet/dgram/udp", "inet/raw/icmp"],
  bpf: ["a", "b"],
  device: ["a"],
};
const names = ["x", "y", "z", "[0]", "[3]", "", "me", "n".repeat(31)];
const starts = ["", ".", "x", "y", "z", "ngeth0", "[2]", "[3]", "[5]", "[0x7]", "[9]"];

const typeName = fc.constantFrom(...nodeTypes.map(({ name }) => name), "nosuch");
const hook = fc.constantFrom(...Object.values(fitting).flat());
/** A type and a hook that its nodes have. */
const made = fc
  .constantFrom(...Object.keys(fitting))
  .chain((type) => fc.tuple(fc.constant(type), fc.constantFrom(...fitting[type]!)));
/** A path, or the number of a node among those that are there. */
type Place = string | number;
const place: fc.Arbitrary<Place> = fc.oneof(
  { weight: 4, arbitrary: fc.nat(1000) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...starts), fc.array(hook, { maxLength: 2 }))
      .map(([start, route]) => `${start === "" ? "" : `${start}:`}${route.join(".")}`),
  },
);

function pathOf(graph: TestGraph, place: Place): string {
  if (typeof place === "string") return place;
  const nodes = nodesOf(graph);
  return `[${nodes[place % nodes.length]!.id.toString(16)}]:`;
}

/** The name of a hook that the node's type has, or any other. */
function hookOf(graph: TestGraph, place: Place, name: string, choice: number): string {
  if (typeof place === "string") return name;
  const nodes = nodesOf(graph);
  const { type } = nodes[place % nodes.length]!;
  const hooks = fitting[type.table.name];
  return hooks === undefined || choice % 8 === 0 ? name : hooks[choice % hooks.length]!;
}

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.constantFrom(0, 1, 4, 8, 16, 32, 38, 100, 164).map((length) => new Uint8Array(length)),
);
const command = fc.constantFrom(
  ...nodeTypes.flatMap(({ cookie, commands }) => commands.map(({ id }) => ({ cookie, id }))),
  ...[LINK_IS_UP, LINK_IS_DOWN].map((id) => ({ cookie: FLOW_COOKIE, id })),
);

/** What is done, and with what. */
const steps = {
  mkpeer: fc.tuple(place, fc.oneof(made, made, fc.tuple(typeName, hook)), hook, fc.nat(100)),
  connect: fc.tuple(place, place, hook, hook, fc.nat(100), fc.nat(100)),
  name: fc.tuple(place, fc.constantFrom(...names)),
  rmhook: fc.tuple(place, hook, fc.nat(100)),
  shutdown: fc.tuple(place),
  message: fc.tuple(place, command, bytes),
  write: fc.tuple(
    fc.nat(100),
    fc.array(fc.constantFrom(0, 1, 2, 8, 0x81, 255), { maxLength: 40, size: "max" }),
  ),
  advance: fc.tuple(fc.nat(5000)),
};
type Steps = {
  [name in keyof typeof steps]: (typeof steps)[name] extends fc.Arbitrary<infer T> ? T : never;
};
const takers: { [name in keyof Steps]: (graph: TestGraph, ...args: Steps[name]) => unknown } = {
  mkpeer: (graph, at, [type, theirs], ours, choice) =>
    graph.mkpeer(pathOf(graph, at), type, hookOf(graph, at, ours, choice), theirs),
  connect: (graph, at, to, ours, theirs, choice, other) =>
    graph.connect(
      ...([pathOf(graph, at), pathOf(graph, to)] as const),
      ...([hookOf(graph, at, ours, choice), hookOf(graph, to, theirs, other)] as const),
    ),
  name: (graph, at, name) => graph.generic(pathOf(graph, at), "name", { name }),
  rmhook: (graph, at, name, choice) =>
    graph.generic(pathOf(graph, at), "rmhook", { hook: hookOf(graph, at, name, choice) }),
  shutdown: (graph, at) => graph.generic(pathOf(graph, at), "shutdown"),
  message: (graph, at, { cookie, id }, args) =>
    graph.send(pathOf(graph, at), { cookie, command: id, args }),
  write: (graph, choice, frame) => {
    const { hooks } = graph.socket.node;
    return graph.write(hooks[choice % hooks.length]?.name ?? "", frame);
  },
  advance: (graph, milliseconds) => graph.clock.advance(milliseconds),
};
const weights = { mkpeer: 9, connect: 9, name: 2, rmhook: 2, shutdown: 1 };
const otherWeights = { message: 6, write: 4, advance: 1 };
type Step = { readonly name: keyof Steps; readonly args: readonly unknown[] };
const step: fc.Arbitrary<Step> = fc.oneof(
  ...Object.entries(steps).map(([name, args]) => ({
    weight: { ...weights, ...otherWeights }[name as keyof Steps],
    arbitrary: (args as fc.Arbitrary<readonly unknown[]>).map((args) => ({
      name: name as keyof Steps,
      args,
    })),
  })),
);
const take = (graph: TestGraph, { name, args }: Step) =>
  (takers[name] as (graph: TestGraph, ...args: readonly unknown[]) => unknown)(graph, ...args);

function nodesOf(graph: TestGraph): Node[] {
  return [...graph.vnet.graph.nodes()];
}

function checkGraph(graph: TestGraph): void {
  const nodes = nodesOf(graph);
  expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
  for (const node of nodes) {
    expect(node.valid).toBe(true);
    if (node.name !== "") expect(graph.node(node.name)).toBe(node);
    for (const hook of node.hooks) {
      const { peer } = hook;
      // Only two hooks that are connected with each other may have one name.
      if (peer?.node !== node || peer.name !== hook.name)
        expect(node.hooks.filter(({ name }) => name === hook.name)).toEqual([hook]);
      expect(node.hook(hook.name)?.name).toBe(hook.name);
      expect(peer?.peer).toBe(hook);
      expect(peer?.node.hooks).toContain(peer);
      expect(nodes).toContain(peer!.node);
    }
  }
}

describe("a random walk", () => {
  test("leaves hooks with two ends, and names and IDs that mean one node", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 100, size: "max" }), (walk) => {
        const graph = new TestGraph();
        const atFirst = [...graph.vnet.interfaces];
        for (const step of walk) {
          take(graph, step);
          if (!graph.socket.node.valid) break;
          while (graph.socket.takeWaiting() !== undefined);
          checkGraph(graph);
        }
        for (const node of nodesOf(graph)) graph.vnet.graph.remove(node);
        graph.socket.close();
        expect(nodesOf(graph)).toEqual([]);
        expect(graph.vnet.interfaces).toEqual(atFirst);
      }),
      { numRuns: 200 },
    );
  });
});

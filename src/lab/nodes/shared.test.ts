/** Frames that several have at once: what one node makes of a frame, nobody beside it sees. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { TestGraph } from "../../../test/support/graph.ts";
import { wire } from "../../../test/support/wire.ts";
import { copyOf } from "../base/bytes.ts";
import { Interface } from "../net/interface.ts";
import { modules } from "./index.ts";

interface Setup {
  /** The hooks that a node of the type can have at once. */
  readonly hooks: readonly string[];
  /** Messages that make it change frames. */
  readonly messages?: readonly (readonly [name: string, text: string])[];
}

const operation = fc.record({
  offset: fc.integer({ min: 0, max: 40 }),
  length: fc.constantFrom(1, 2, 4, 8),
  mode: fc.integer({ min: 1, max: 11 }),
  value: fc.integer({ min: 1, max: 255 }),
});
const patching = fc.array(operation, { minLength: 1, maxLength: 4 }).map((operations) => {
  const texts = operations.map((fields) => {
    const pairs = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
    return `{ ${pairs.join(" ")} }`;
  });
  return `{ count=${texts.length} ops=[ ${texts.join(" ")} ] }`;
});

/** How each type that is made by mkpeer is set up; a test below says when one is missing. */
const setups: { readonly [type: string]: fc.Arbitrary<Setup> } = {
  bpf: fc.constant({
    hooks: ["a", "b"],
    messages: [
      [
        "setprogram",
        '{ thisHook="a" ifMatch="b" ifNotMatch="b" bpf_prog_len=1 bpf_prog=[ { code=6 k=20 } ] }',
      ],
    ],
  }),
  bridge: fc.constant({ hooks: ["link0", "link1"] }),
  car: fc.constant({ hooks: ["upper", "lower"] }),
  device: fc.constant({ hooks: ["a"] }),
  echo: fc.constant({ hooks: ["a"] }),
  eiface: fc.constant({ hooks: ["ether"] }),
  etf: fc.constant({ hooks: ["downstream", "nomatch"] }),
  hole: fc.constant({ hooks: ["a"] }),
  hub: fc.constant({ hooks: ["a", "b"] }),
  iface: fc.constant({ hooks: ["inet"] }),
  ksocket: fc.constant({ hooks: ["inet/dgram/udp"] }),
  macfilter: fc.constant({ hooks: ["ether", "default"] }),
  netflow: fc.constant({ hooks: ["iface0", "out0"] }),
  one2many: fc.constant({ hooks: ["one", "many0", "many1"] }),
  patch: fc.record({
    hooks: fc.constant(["in", "out"]),
    messages: patching.map((text) => [["setconfig", text]] as const),
  }),
  pipe: fc.constant({
    hooks: ["upper", "lower"],
    messages: [["setcfg", "{ bandwidth=1000000 delay=1000 }"]],
  }),
  source: fc.constant({ hooks: ["output", "input"] }),
  split: fc.constant({ hooks: ["in", "mixed", "out"] }),
  tag: fc.constant({
    hooks: ["a", "b"],
    messages: [
      ["sethookin", '{ thisHook="a" ifNotMatch="b" }'],
      ["sethookout", '{ thisHook="b" tag_cookie=7 tag_id=1 }'],
    ],
  }),
  tee: fc.constant({ hooks: ["left", "right", "left2right", "right2left"] }),
  vlan: fc.constant({
    hooks: ["downstream", "v7", "nomatch"],
    messages: [
      ["addfilter", '{ hook="v7" vid=7 }'],
      ["setdecap", "1"],
    ],
  }),
  vlan_rotate: fc.integer({ min: -9, max: 9 }).map((rot) => ({
    hooks: ["original", "ordered", "excessive", "incomplete"],
    messages: [["setconf", `{ rot=${rot} min=0 max=10 }`]] as const,
  })),
};

const tag = fc.tuple(fc.constantFrom([0x81, 0], [0x88, 0xa8]), fc.integer({ min: 0, max: 15 }));
const frames = fc
  .tuple(fc.array(tag, { maxLength: 9 }), fc.uint8Array({ minLength: 2, maxLength: 60 }))
  .map(([tags, rest]) => [
    ...[2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2],
    ...tags.flatMap(([protocol, vid]) => [...protocol, 0, vid]),
    ...[8, 0, ...rest],
  ]);
const cases = fc.constantFrom(...Object.keys(setups)).chain((type) =>
  setups[type]!.chain(({ hooks, messages = [] }) =>
    fc.record({
      type: fc.constant(type),
      hooks: fc.constant(hooks),
      messages: fc.constant(messages),
      entry: fc.constantFrom(...hooks),
      frame: frames,
    }),
  ),
);

/** A hub with a listener on either side of a node, and other hooks of the node at the socket. */
function besideANode({
  type,
  hooks,
  messages,
  entry,
}: typeof cases extends fc.Arbitrary<infer T> ? T : never) {
  const graph = new TestGraph();
  graph.mkpeer(".", "hub", "in", "in");
  graph.generic(".:in", "name", { name: "hub" });
  graph.connect(".", "hub:", "before", "before");
  expect([type, entry, graph.mkpeer("hub:", type, "node", entry)]).toEqual([type, entry, 0]);
  graph.generic("hub:node", "name", { name: "n" });
  for (const hook of hooks)
    if (hook !== entry)
      expect([hook, graph.connect(".", "n:", `to-${hook}`, hook)]).toEqual([hook, 0]);
  graph.connect(".", "hub:", "after", "after");
  for (const [name, text] of messages)
    expect([name, graph.msg("n:", name, text)]).toEqual([name, ""]);
  for (const iface of graph.vnet.interfaces) iface.up = true;
  while (graph.socket.takeWaiting() !== undefined);
  return graph;
}

/** What the listeners heard, each thing once: an echo is heard twice. */
function heard(arrived: readonly string[]): string[] {
  return [...new Set(arrived.filter((line) => /^(before|after):/.test(line)))].sort();
}

describe("a listener at a hub", () => {
  test("sees each frame as it was sent, whatever a node beside it does to it", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (setup) => {
        const graph = besideANode(setup);
        const hex = Buffer.from(setup.frame).toString("hex");
        // A Buffer: what `slice` cuts out of one is no copy.
        const buffer = Buffer.from(setup.frame);
        graph.writeBytes("in", buffer);
        expect(buffer.toString("hex")).toBe(hex);
        // Whoever sent it may use its memory again.
        buffer.fill(0xee);
        graph.clock.advance(1000);
        const arrived = await graph.arrived();
        expect(heard(arrived)).toEqual([`after: ${hex}`, `before: ${hex}`]);
        expect(arrived.filter((line) => line.includes("eeeeeeeeee"))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("sees the same when the frame came by the lab's socket", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (setup) => {
        const graph = besideANode(setup);
        const hex = Buffer.from(setup.frame).toString("hex");
        const client = await wire(graph.vnet).open("other");
        const data = await client.openData();
        graph.connect("other:", "hub:", "x", "x");
        await data.send("x", Buffer.from(setup.frame));
        graph.clock.advance(1000);
        expect(heard(await graph.arrived())).toEqual([`after: ${hex}`, `before: ${hex}`]);
      }),
      { numRuns: 100 },
    );
  });

  test("sees what an interface puts its own address on as it was", async () => {
    const graph = new TestGraph();
    const nic = new Interface(graph.vnet, {
      name: "vtnet0",
      kind: "nic",
      ether: Uint8Array.of(2, 0, 0, 0, 0, 9),
    });
    nic.up = true;
    const sent: Uint8Array[] = [];
    nic.transmit = (frame) => void sent.push(copyOf(frame));
    graph.vnet.attach(nic);
    graph.kernel.load("ng_ether");
    graph.mkpeer(".", "hub", "in", "in");
    graph.connect(".", ".:in", "beside", "beside");
    graph.connect(".:in", "vtnet0:", "nic", "lower");
    graph.msg("vtnet0:", "setautosrc", "1");
    const frame = Buffer.from([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 1, 2]);
    const hex = frame.toString("hex");
    graph.writeBytes("in", frame);
    expect(sent.map((bytes) => bytes[11])).toEqual([9]);
    expect(await graph.arrived()).toEqual([`beside: ${hex}`]);
  });
});

test("each type of node has its place in the tests above", () => {
  const types = modules.flatMap(({ type }) => type?.table.name ?? []);
  expect([...Object.keys(setups), "ether", "socket"].sort()).toEqual(types.sort());
});

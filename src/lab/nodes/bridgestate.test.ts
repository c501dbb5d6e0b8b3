/** What a bridge learns of addresses, and how it forgets (sys/netgraph/ng_bridge.c). */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { nodeAtSocket } from "../../../test/support/nodes.ts";
import { errno } from "../../netgraph/errno.ts";
import type { Node } from "../kernel/node.ts";
import { addressAt, type BridgeState, forgetHosts, putHost, tick } from "./bridgestate.ts";

const ONE = 0x0200_0000_0001;
const TWO = 0x0200_0000_0002;

function bridge() {
  const graph = nodeAtSocket("bridge", ["link0", "link1"]);
  const node: Node<BridgeState> = graph.node("n")!;
  const { state } = node;
  const link = (name: string) => state.links.get(name)!;
  const pass = (seconds: number) => {
    graph.clock.advance(seconds * 1000);
    tick(node);
  };
  return { graph, state, link, pass };
}

/** The addresses that a bridge knows, with the links that they are on. */
const known = ({ hosts }: BridgeState) =>
  [...hosts.values()].map(({ address, link }) => `${address.toString(16)} ${link.hook.name}`);

test("an address is read as a number of all its 48 bits, wherever it stands in a frame", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 6, maxLength: 6 }),
      fc.uint8Array({ maxLength: 8 }),
      (address, before) => {
        const frame = Uint8Array.from([...before, ...address, 1]);
        const digits = Buffer.from(address).toString("hex");
        expect(addressAt(frame, before.length)).toBe(Number.parseInt(digits, 16));
      },
    ),
  );
});

describe("a bridge's addresses", () => {
  test("are learned once, and stay where they are", () => {
    const { state, link, pass } = bridge();
    expect(putHost(state, ONE, link("link0"))).toBe(0);
    pass(5);
    expect(putHost(state, ONE, link("link0"))).toBe(0);
    expect(state.hosts.get(ONE)).toMatchObject({ age: 5, staleness: 5 });
  });

  test("move to another link after minStableAge, and are new there", () => {
    const { state, link, pass } = bridge();
    putHost(state, ONE, link("link0"));
    pass(state.minStableAge);
    expect(putHost(state, ONE, link("link1"))).toBe(0);
    expect(known(state)).toEqual(["20000000001 link1"]);
    expect(state.hosts.get(ONE)!.age).toBe(0);
    expect(link("link1")).toMatchObject({ loopDetects: 0, muted: 0 });
  });

  test("that move earlier are a loop: the new link is muted and forgets what was heard there", () => {
    const { state, link } = bridge();
    putHost(state, ONE, link("link0"));
    putHost(state, TWO, link("link1"));
    expect(putHost(state, ONE, link("link1"))).toBe(errno.ELOOP);
    expect(known(state)).toEqual(["20000000001 link0"]);
    expect(link("link1")).toMatchObject({ loopDetects: 1, muted: state.loopTimeout });
    expect(link("link0")).toMatchObject({ loopDetects: 0, muted: 0 });
  });

  test("of a link are forgotten without those of another", () => {
    const { state, link } = bridge();
    putHost(state, ONE, link("link0"));
    putHost(state, TWO, link("link1"));
    forgetHosts(state, link("link0"));
    expect(known(state)).toEqual(["20000000002 link1"]);
  });

  test("are forgotten when they were not heard for maxStaleness seconds", () => {
    const { state, link, pass } = bridge();
    state.maxStaleness = 10;
    putHost(state, ONE, link("link0"));
    pass(9);
    expect(known(state)).toHaveLength(1);
    pass(1);
    expect(known(state)).toEqual([]);
  });

  test("grow no older than a 16-bit counter counts", () => {
    const { state, link, pass } = bridge();
    state.maxStaleness = 0xffff_ffff;
    putHost(state, ONE, link("link0"));
    pass(70_000);
    expect(state.hosts.get(ONE)).toMatchObject({ age: 0xffff, staleness: 70_000 });
  });
});

test("a muted link comes back after loopTimeout seconds, of which 16 bits count", () => {
  const { state, link, pass } = bridge();
  state.loopTimeout = 0x1_0003;
  putHost(state, ONE, link("link0"));
  putHost(state, ONE, link("link1"));
  expect(link("link1").muted).toBe(3);
  pass(2);
  expect(link("link1").muted).toBe(1);
  pass(9);
  expect(link("link1").muted).toBe(0);
});

test("parts of a second add up: the hosts of a bridge that is asked often grow old as well", () => {
  const { state, link, pass } = bridge();
  putHost(state, ONE, link("link0"));
  for (let i = 0; i < 4; i++) pass(0.75);
  expect(state.hosts.get(ONE)!.age).toBe(3);
});

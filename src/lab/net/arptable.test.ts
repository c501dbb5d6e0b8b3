/** Who has which address, for how long, and what waits until that is known (netinet/if_ether.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { createClock } from "../base/clock.ts";
import { ARP_MAX_TRIES, ArpTable, KEEP_SECONDS } from "./arptable.ts";
import { Interface } from "./interface.ts";

const ETHER = Uint8Array.of(2, 0, 0, 0, 0, 1);
const packet = (mark: number) => Uint8Array.of(mark);

function setup() {
  const { vnet } = new TestGraph();
  const nic = new Interface(vnet, { name: "vtnet0", kind: "nic" });
  const clock = createClock({ bootEpoch: 0 });
  clock.advance(1000_000);
  const table = new ArpTable(clock);
  const pass = (seconds: number) => clock.advance(seconds * 1000);
  const known = (address: number) => table.find(nic, address)?.ether;
  return { nic, other: new Interface(vnet, { name: "vtnet1", kind: "nic" }), table, pass, known };
}

describe("an answer", () => {
  test("is good for twenty minutes", () => {
    const { nic, table, pass, known } = setup();
    table.resolve(nic, 7, ETHER);
    pass(KEEP_SECONDS - 1);
    expect(known(7)).toBe(ETHER);
    pass(1);
    expect(known(7)).toBeUndefined();
    expect(table.list(nic)).toEqual([]);
  });

  test("that comes again makes it good for twenty minutes more", () => {
    const { nic, table, pass, known } = setup();
    table.resolve(nic, 7, ETHER);
    pass(1000);
    table.resolve(nic, 7, ETHER);
    pass(1000);
    expect(known(7)).toBe(ETHER);
  });

  test("gives what waited for it, oldest first and once", () => {
    const { nic, table } = setup();
    for (const mark of [1, 2]) table.hold(nic, 7, packet(mark));
    expect(table.resolve(nic, 7, ETHER)).toEqual([packet(1), packet(2)]);
    expect(table.resolve(nic, 7, ETHER)).toEqual([]);
  });

  test("does not change an address that was set by hand, which is kept for good", () => {
    const { nic, table, pass, known } = setup();
    table.setPermanent(nic, 7, ETHER);
    table.resolve(nic, 7, Uint8Array.of(2, 0, 0, 0, 0, 9));
    pass(1_000_000);
    expect(known(7)).toBe(ETHER);
  });

  test("counts for its interface alone, and is forgotten with it", () => {
    const { nic, other, table, known } = setup();
    table.resolve(nic, 7, ETHER);
    expect(table.find(other, 7)).toBeUndefined();
    table.forget(nic);
    expect(known(7)).toBeUndefined();
  });

  test("can be removed once", () => {
    const { nic, table } = setup();
    table.resolve(nic, 7, ETHER);
    expect([table.remove(nic, 7), table.remove(nic, 7)]).toEqual([true, false]);
  });
});

describe("a question", () => {
  test("is asked once a second, and has failed after five without an answer", () => {
    const { nic, table, pass } = setup();
    const ask = () => table.hold(nic, 7, packet(0));
    expect([ask(), ask()]).toEqual([
      { ask: true, failed: false },
      { ask: false, failed: false },
    ]);
    for (let asked = 1; asked < ARP_MAX_TRIES; asked++) {
      pass(1);
      expect([asked, ask()]).toEqual([asked, { ask: true, failed: false }]);
    }
    pass(1);
    expect(ask()).toEqual({ ask: true, failed: true });
  });

  test("starts anew when nobody has asked for twenty seconds", () => {
    const { nic, table, pass } = setup();
    for (let i = 0; i < 7; i++) {
      table.hold(nic, 7, packet(0));
      pass(1);
    }
    pass(19);
    expect(table.hold(nic, 7, packet(1))).toEqual({ ask: true, failed: false });
    expect(table.resolve(nic, 7, ETHER)).toEqual([packet(1)]);
  });

  test("has sixteen packets wait for its answer, of more the oldest go", () => {
    const { nic, table } = setup();
    for (let mark = 0; mark < 20; mark++) table.hold(nic, 7, packet(mark));
    const marks = table.resolve(nic, 7, ETHER).map(([mark]) => mark);
    expect(marks).toEqual([...new Array(16).keys()].map((at) => at + 4));
  });
});

test("arp(8) lists by the kernel's buckets, the newest of a bucket first", () => {
  const { nic, table } = setup();
  // The last five bits of 10 ^ 1 ^ 2 ^ x: 1 and 33 are in the bucket 8, 2 is in 11, 3 in 10.
  const address = (last: number) => 0x0a01_0200 | last;
  for (const last of [1, 2, 33, 3]) table.resolve(nic, address(last), ETHER);
  expect(table.list(nic).map((entry) => entry.address & 255)).toEqual([33, 1, 3, 2]);
});

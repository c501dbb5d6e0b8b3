/** Settings of ports as rc.conf has them. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { PortError, type PortSettings, portText, readPort } from "./ports.ts";

test.each<[text: string, settings: PortSettings]>([
  ["", {}],
  ["rate=100M", { rate: { in: 1e8, out: 1e8 } }],
  ["rate=1.5M/64k", { rate: { in: 1.5e6, out: 64e3 } }],
  ["rate=1000000000", { rate: { in: 1e9, out: 1e9 } }],
  ["guard  isolate", { guard: [], isolate: true }],
  ["guard=10.0.0.5,FD00:0::5,10.0.0.5", { guard: ["10.0.0.5", "fd00::5"] }],
  ["vlan=10 mirror=mon0", { vlan: 10, mirror: "mon0" }],
  ["trunk=10,20,10", { trunk: [10, 20] }],
])("%s is read", (text, settings) => {
  expect(readPort(text)).toEqual(settings);
});

test.each([
  ["rate", "rate needs a value, such as rate=100M"],
  ["rate=2G", "rate=2G is out of range; ng_car(4) limits to 64K up to 1G"],
  ["rate=1M/2M/3M", "rate=1M/2M/3M has more than two rates; write rate=IN/OUT"],
  ["gard", '"gard" is no setting of a port; did you mean guard?'],
  ["guard guard", "guard is there twice"],
  ["isolate=yes", "isolate=yes: isolate takes no value"],
  ["vlan=0", 'vlan=0: "0" is no VLAN; give a number from 1 to 4094'],
  [
    "mirror=a.b",
    'mirror=a.b: "a.b" is no name for an eiface; use letters, digits, _ and -, and not - first',
  ],
  [
    "guard=224.0.0.1",
    'guard=224.0.0.1: "224.0.0.1" is no address that a guest can have; give such as 10.0.0.5 or fd00::5',
  ],
  [
    "toString",
    '"toString" is no setting of a port; there are rate, guard, isolate, vlan, trunk, mirror',
  ],
])("%s is refused, and why", (text, why) => {
  expect(() => readPort(text)).toThrow(new PortError(why));
});

test("what is written is read back the same, and any text is read or refused with a reason", () => {
  const rate = fc.integer({ min: 64_000, max: 1_000_000_000 });
  const settings = fc.record(
    {
      rate: fc.record({ in: rate, out: rate }),
      guard: fc.constantFrom([], ["10.0.0.5"], ["10.0.0.5", "fd00::5"]),
      isolate: fc.constant(true as const),
      vlan: fc.integer({ min: 1, max: 4094 }),
      mirror: fc.constantFrom("mon0", "a-b"),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(settings, (one) => {
      expect(readPort(portText(one))).toEqual(one);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        readPort(text);
      } catch (error) {
        expect(error).toBeInstanceOf(PortError);
      }
    }),
  );
});

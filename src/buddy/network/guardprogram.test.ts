/** Which frames a guard lets pass, on the lab's bpf(4) machine. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isValid, run } from "../../lab/nodes/bpfmachine.ts";
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from "../../netgraph/inet.ts";
import { type Guarded, guardedBy, guardProgram } from "./guardprogram.ts";

const OWN = "58:9c:fc:10:20:30";
const OTHER = "58:9c:fc:10:20:31";
const GROUP = "33:33:ff:00:00:01";

const bytes = (ether: string) => ether.split(":").map((byte) => Number.parseInt(byte, 16));
const ip4 = (text: string) => text.split(".").map(Number);
const ip6 = (text: string) => parseIpv6(text)!.flatMap((group) => [group >> 8, group & 0xff]);
const frame = (from: string, type: number, payload: readonly number[]) => [
  ...bytes(GROUP),
  ...bytes(from),
  type >> 8,
  type & 0xff,
  ...payload,
];
const arp = (from: string, sender: string, source: string) =>
  frame(from, 0x806, [
    0,
    1,
    8,
    0,
    6,
    4,
    0,
    2,
    ...bytes(sender),
    ...ip4(source),
    ...bytes(OTHER),
    10,
    0,
    0,
    9,
  ]);
const ports = (from: number, to: number) => [
  from >> 8,
  from & 0xff,
  to >> 8,
  to & 0xff,
  0,
  8,
  0,
  0,
];
const packet4 = (
  source: string,
  payload: readonly number[] = [],
  protocol = 17,
  offset = 0,
  options = 0,
) =>
  frame(OWN, 0x800, [
    ...[0x45 + options, 0, 0, 40, 0, 0, offset >> 8, offset & 0xff, 64, protocol, 0, 0],
    ...ip4(source),
    ...[255, 255, 255, 255],
    ...new Array<number>(4 * options).fill(0),
    ...payload,
  ]);
const packet6 = (source: string, to = "fd00::9", next = 17, payload: readonly number[] = [0, 0]) =>
  frame(OWN, 0x86dd, [0x60, 0, 0, 0, 0, 8, next, 255, ...ip6(source), ...ip6(to), ...payload]);
const zeros = (count: number) => new Array<number>(count).fill(0);
const advertisement = (target: string) => [136, 0, 0, 0, 0x20, 0, 0, 0, ...ip6(target)];

const LINK_LOCAL = "fe80::5a9c:fcff:fe10:2030";

function passes(guarded: Guarded, bytes: readonly number[]): boolean {
  const taken = run(guardProgram(guarded), Uint8Array.from(bytes));
  // All of a frame, or nothing.
  expect(taken === 0 || taken >= bytes.length).toBe(true);
  return taken > 0;
}

type Row = readonly [what: string, frame: readonly number[], passes: boolean];

const check = (addresses: readonly string[], rows: readonly Row[]) => {
  for (const [what, bytes, expected] of rows)
    test(what, () => expect(passes({ ether: OWN, addresses }, bytes)).toBe(expected));
};

describe("a guard without addresses", () => {
  check(
    [],
    [
      ["IPv4 from the guest's own MAC address passes", packet4("192.0.2.1"), true],
      ["IPv6 too", packet6("2001:db8::1"), true],
      ["and a tag, and what nobody knows", frame(OWN, 0x8100, [0, 10, 8, 0]), true],
      ["a frame from another MAC address does not", frame(OTHER, 0x800, [0x45]), false],
      ["nor one whose last byte alone is another", frame("58:9c:fc:10:20:2f", 0x86dd, []), false],
      ["ARP of its own passes, whatever address it has", arp(OWN, OWN, "192.0.2.1"), true],
      ["ARP that speaks for another MAC address does not", arp(OWN, OTHER, "192.0.2.1"), false],
      ["a frame without an Ethertype does not", frame(OWN, 0x800, []).slice(0, 13), false],
      ["nor ARP that is cut off", arp(OWN, OWN, "192.0.2.1").slice(0, 26), false],
    ],
  );
});

describe("a guard with an IPv4 address", () => {
  check(
    ["10.0.0.5"],
    [
      ["its packets pass", packet4("10.0.0.5"), true],
      ["those from another address do not", packet4("10.0.0.6"), false],
      ["ARP about it passes", arp(OWN, OWN, "10.0.0.5"), true],
      ["ARP about another address does not", arp(OWN, OWN, "10.0.0.1"), false],
      ["the question whether an address is taken passes", arp(OWN, OWN, "0.0.0.0"), true],
      ["DHCP's request passes", packet4("0.0.0.0", ports(68, 67)), true],
      ["with options in its header, too", packet4("0.0.0.0", ports(68, 67), 17, 0, 2), true],
      ["DHCP's answer does not", packet4("0.0.0.0", ports(67, 68)), false],
      ["nor another port of nobody's", packet4("0.0.0.0", ports(68, 53)), false],
      ["nor TCP of nobody's", packet4("0.0.0.0", ports(68, 67), 6), false],
      ["nor a fragment that only looks like DHCP", packet4("0.0.0.0", ports(68, 67), 17, 8), false],
      ["IPv6 does not", packet6(LINK_LOCAL), false],
      ["a tag, behind which anything may be, does not", frame(OWN, 0x8100, [0, 10, 8, 0]), false],
      [
        "another MAC address does not, with the right one of IP",
        [...bytes(GROUP), ...bytes(OTHER), ...packet4("10.0.0.5").slice(12)],
        false,
      ],
    ],
  );
});

describe("a guard with an IPv6 address", () => {
  check(
    ["fd00::5"],
    [
      ["its packets pass", packet6("fd00::5"), true],
      ["those from another address do not", packet6("fd00::6"), false],
      ["those from the link-local one of its MAC address pass", packet6(LINK_LOCAL), true],
      ["those from another link-local one do not", packet6("fe80::1"), false],
      ["nobody's question to a group passes", packet6("::", "ff02::1:ff00:5", 58, [135]), true],
      ["nobody's packet to a guest does not", packet6("::", "fd00::9"), false],
      [
        "word that it has its address passes",
        packet6("fd00::5", "ff02::1", 58, advertisement("fd00::5")),
        true,
      ],
      [
        "word that it has another's does not",
        packet6("fd00::5", "ff02::1", 58, advertisement("fd00::1")),
        false,
      ],
      ["an echo passes", packet6("fd00::5", "fd00::1", 58, [128]), true],
      [
        "word that it has another's does not behind options",
        packet6("fd00::5", "ff02::1", 0, [58, 0, 0, 0, 0, 0, 0, 0, ...advertisement("fd00::1")]),
        false,
      ],
      [
        "nor behind longer options",
        packet6("fd00::5", "ff02::1", 0, [58, 1, ...zeros(14), ...advertisement("fd00::1")]),
        false,
      ],
      [
        "nor behind two headers",
        packet6("fd00::5", "ff02::1", 0, [60, 0, ...zeros(6), 58, 0, ...zeros(6), 136, 0]),
        false,
      ],
      [
        "nor behind options for who gets it",
        packet6("fd00::5", "ff02::1", 60, [58, 0, ...zeros(6), ...advertisement("fd00::1")]),
        false,
      ],
      [
        "nor in a fragment",
        packet6("fd00::5", "ff02::1", 44, [58, 0, 0, 1, ...zeros(4), ...advertisement("fd00::1")]),
        false,
      ],
      [
        "nor in a fragment whose first header is another one",
        packet6("fd00::5", "ff02::1", 44, [60, 0, 0, 1, ...zeros(4), 58, 0, ...zeros(6), 136]),
        false,
      ],
      [
        "a report of the groups that it is in passes (MLD)",
        packet6(LINK_LOCAL, "ff02::16", 0, [58, 0, 5, 2, 0, 0, 1, 0, 143, 0, 0, 0]),
        true,
      ],
      [
        "a large echo passes in fragments",
        packet6("fd00::5", "fd00::1", 44, [58, 0, 0, 1, ...zeros(4), 128, 0]),
        true,
      ],
      [
        "and so does the next fragment, whatever is in it",
        packet6("fd00::5", "fd00::1", 44, [58, 0, 5, 168, ...zeros(4), 136, 0]),
        true,
      ],
      [
        "and one of UDP",
        packet6("fd00::5", "fd00::1", 44, [17, 0, 0, 1, ...zeros(4), 136, 0]),
        true,
      ],
      ["IPv4 and ARP do not", packet4("10.0.0.5"), false],
      ["ARP does not", arp(OWN, OWN, "10.0.0.5"), false],
    ],
  );
});

const ether = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: 6, maxLength: 6 })
  .map((all) => all.map((byte) => byte.toString(16).padStart(2, "0")).join(":"));
const address = fc.oneof(
  fc.integer({ min: 1, max: 0xdfff_ffff }).map(formatIpv4),
  fc.array(fc.integer({ min: 0, max: 0xfeff }), { minLength: 8, maxLength: 8 }).map(formatIpv6),
);
const guarded = fc.record({
  ether,
  addresses: fc
    .uniqueArray(address, { maxLength: 8 })
    .map((all) => [
      ...all.filter((one) => !one.includes(":")),
      ...all.filter((one) => one.includes(":")),
    ]),
});

test("every program is one that the kernel takes, and tells whom it guards", () => {
  fc.assert(
    fc.property(guarded, (one) => {
      const program = guardProgram(one);
      expect(isValid(program)).toBe(true);
      expect(guardedBy(program)).toEqual(one);
    }),
  );
});

test("of two guests, neither can send as the other, whatever their addresses are", () => {
  fc.assert(
    fc.property(guarded, ether, address, (one, other, source) => {
      const isOwn = one.addresses.length === 0 || one.addresses.includes(source);
      const from = (mac: string) =>
        source.includes(":")
          ? frame(mac, 0x86dd, packet6(source).slice(14))
          : frame(mac, 0x800, packet4(source).slice(14));
      expect(passes(one, from(one.ether))).toBe(isOwn);
      expect(passes(one, from(other))).toBe(isOwn && other === one.ether);
    }),
  );
});

test("no frame, however broken, is more than let pass or dropped", () => {
  fc.assert(
    fc.property(
      guarded,
      fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 120 }),
      (one, bytes) => {
        passes(one, bytes);
      },
    ),
  );
});

test("a program of somebody else's guards nobody that is known", () => {
  expect(guardedBy([{ code: 6, jt: 0, jf: 0, k: 20 }])).toBeUndefined();
  const own = guardProgram({ ether: OWN, addresses: ["10.0.0.5"] });
  expect(guardedBy(own.slice(0, -1))).toBeUndefined();
  expect(
    guardedBy(own.map((one, at) => (at === 5 ? { ...one, jt: one.jt + 1 } : one))),
  ).toBeUndefined();
  expect(parseIpv4("10.0.0.5")).toBe(0x0a000005);
});

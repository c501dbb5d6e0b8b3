/** Filters select what tcpdump(1) selects by the same words, and say where they cannot be read. */
import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { frameBlock, interfaceBlock, sectionBlock } from "../../capture/pcapng.ts";
import { compileFilter, FilterError } from "./filter.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/[\s:]/g, ""), "hex"));
const bytes = (...parts: (number | readonly number[] | Uint8Array)[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "number" ? [part] : [...part])));
const u16 = (value: number) => [value >> 8, value & 0xff];

const macs = ["58:9c:fc:00:00:01", "58:9c:fc:00:00:02", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:12"];
const ips = ["10.0.0.1", "10.0.0.2", "10.1.0.1", "192.168.7.9"];
const ip6s = ["fd00::1", "fd00::2", "fe80::1:2"];
const ports = [22, 53, 80, 443, 8080];
const ip = (text: string) => text.split(".").map(Number);
const ip6 = (text: string) => {
  const [head, tail] = text
    .split("::")
    .map((part) => part.split(":").map((one) => Number.parseInt(one, 16)));
  const missing = new Array<number>(8 - head!.length - tail!.length).fill(0);
  return [...head!, ...missing, ...tail!].flatMap(u16);
};

const ether = fc.tuple(fc.constantFrom(...macs), fc.constantFrom(...macs.slice(0, 2)));
const transport = fc
  .tuple(fc.constantFrom(1, 6, 17, 58, 112), fc.constantFrom(...ports), fc.constantFrom(...ports))
  .map(([protocol, from, to]) => ({
    protocol,
    payload: bytes(u16(from), u16(to), u16(16), hex("0000"), new Uint8Array(16)),
  }));
const ip4Packet = fc
  .tuple(
    fc.constantFrom(...ips),
    fc.constantFrom(...ips),
    transport,
    fc.constantFrom(0, 0, 0, 0x2000, 5),
  )
  .map(([from, to, { protocol, payload }, fragment]) =>
    bytes(
      hex("0800 45 00"),
      u16(20 + payload.length),
      hex("0001"),
      u16(fragment),
      64,
      protocol,
      hex("0000"),
      ip(from),
      ip(to),
      payload,
    ),
  );
const ip6Packet = fc
  .tuple(fc.constantFrom(...ip6s), fc.constantFrom(...ip6s), transport)
  .map(([from, to, { protocol, payload }]) =>
    bytes(hex("86dd 60000000"), u16(payload.length), protocol, 64, ip6(from), ip6(to), payload),
  );
const arpPacket = fc
  .tuple(fc.constantFrom(...ips), fc.constantFrom(...ips))
  .map(([from, to]) =>
    bytes(hex("0806 0001 0800 06 04 0001 589cfc000001"), ip(from), hex("000000000000"), ip(to)),
  );
const otherPacket = fc.constant(bytes(hex("88cc"), new Uint8Array(46)));
const frame = fc
  .tuple(ether, fc.oneof(ip4Packet, ip6Packet, arpPacket, otherPacket))
  .map(([[to, from], rest]) => bytes(hex(to), hex(from), rest));

const way = fc.constantFrom("", "src ", "dst ");
const primitive = fc.oneof(
  fc
    .tuple(way, fc.constantFrom(...ips, ...ip6s))
    .map(([side, address]) => `${side}host ${address}`),
  fc
    .tuple(way, fc.constantFrom("10.0.0.0/8", "10.0.0.0/30", "192.168.0.0/16", "fd00::/64"))
    .map(([side, net]) => `${side}net ${net}`),
  fc
    .tuple(fc.constantFrom("", "tcp ", "udp "), way, fc.constantFrom(...ports))
    .map(([protocol, side, port]) => `${protocol}${side}port ${port}`),
  fc.tuple(way, fc.constantFrom(...macs)).map(([side, mac]) => `ether ${side}host ${mac}`),
  fc.constantFrom(
    "arp",
    "ip",
    "ip6",
    "icmp",
    "icmp6",
    "tcp",
    "udp",
    "portrange 50-90",
    "ip proto 112",
    "ip6 proto 17",
    "ether proto 0x88cc",
    "ether broadcast",
    "ether multicast",
    "ip host 10.0.0.1",
    "arp host 10.0.0.2",
    "port 22 or 80",
    "host 10.0.0.1 or 10.0.0.2",
  ),
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    primitive,
    fc
      .tuple(tie("expression"), fc.constantFrom("and", "or", "&&", "||"), tie("expression"))
      .map((words) => words.join(" ")),
    tie("expression").map((inner) => `not (${inner})`),
    tie("expression").map((inner) => `(${inner})`),
    primitive.map((inner) => `! ${inner}`),
  ),
}));

/** The numbers of the frames that tcpdump selects. */
function byTcpdump(frames: readonly Uint8Array[], filter: string): number[] {
  const file = Buffer.concat([
    sectionBlock({}),
    interfaceBlock({ name: "a", linkType: 1 }),
    ...frames.map((one, at) =>
      frameBlock({ interface: 0, time: BigInt(at) * 1_000_000_000n, bytes: one }),
    ),
  ]);
  const { stdout, stderr, status } = spawnSync("tcpdump", ["-n", "-tt", "-r", "-", filter], {
    input: file,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${filter}: ${stderr}`);
  return stdout
    .split("\n")
    .flatMap((line) => (/^\d+\.0{6} /.test(line) ? [Number.parseInt(line, 10)] : []));
}

test("what tcpdump selects by a filter is selected here by the same words", () => {
  fc.assert(
    fc.property(fc.array(frame, { minLength: 20, maxLength: 30 }), expression, (frames, filter) => {
      const wanted = compileFilter(filter);
      const own = frames.flatMap((one, at) => (wanted(one) ? [at] : []));
      expect([filter, own]).toEqual([filter, byTcpdump(frames, filter)]);
    }),
    { numRuns: 40 },
  );
});

describe("beyond tcpdump", () => {
  const tagged = hex(
    "ffffffffffff 589cfc000001 8100 000a 0800 4500001c000100004011000 00a0000010a000002 0035 0016 0008 0000".replace(
      "4011000 0",
      "40110000",
    ),
  );
  test.each([
    ["vlan", true],
    ["vlan 10", true],
    ["vlan 11", false],
    ["udp port 53", true],
    ["host 10.0.0.1 and vlan 10", true],
  ])("what is behind a VLAN tag is seen: %s", (filter, wanted) => {
    expect(compileFilter(filter)(tagged)).toBe(wanted);
  });

  const carp = hex(
    "01005e000012 00005e000101 0800 4500001400010000ff700000 0a0000010 0e0000012".replace(
      "0a0000010 0e",
      "0a000001 e0",
    ),
  );
  test.each([
    "carp",
    "proto carp",
    "proto 112",
    "ip proto carp",
    "ether src host 00:00:5e:00:01:01",
  ])("CARP is found by %s", (filter) => {
    expect(compileFilter(filter)(carp)).toBe(true);
    expect(compileFilter(`not ${filter}`)(carp)).toBe(false);
  });
});

test("what a frame lacks is no fault, whatever is in it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), expression, (one, filter) => {
      expect(typeof compileFilter(filter)(one)).toBe("boolean");
    }),
  );
});

test("no text makes anything but a filter or a fault with its place", () => {
  const word = fc.oneof(
    fc.constantFrom(
      "host",
      "port",
      "(",
      ")",
      "not",
      "and",
      "or",
      "src",
      "ether",
      "vlan",
      "proto",
      "10.0.0.1",
      "80",
      "&",
      "|",
    ),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 10 }), (words) => {
      const text = words.join(" ");
      try {
        compileFilter(text)(new Uint8Array(60));
      } catch (error) {
        expect(error).toBeInstanceOf(FilterError);
        expect((error as FilterError).at).toBeWithin(1, text.length + 2);
      }
    }),
  );
});

test.each([
  ["", "at character 1: there is no filter"],
  ["hots 10.0.0.1", 'at character 1: "hots" is not known; known are: host, net, port, portrange,'],
  [
    "host web1",
    'at character 6: "web1" is no IP address, as 10.0.0.1 or fd00::1 is one; names are',
  ],
  ["10.0.0.1", "at character 1: before an address stands what it is: host 10.0.0.1"],
  ["tcp port 80 and", "at character 16: it ends where a condition is expected"],
  ["(arp or icmp", 'at character 13: it ends where ")" is expected'],
  ["arp icmp", 'at character 5: "icmp" is not expected here'],
  ["port http", 'at character 6: "http" is no port: a number up to 65535 is one'],
  ["port 65536", 'at character 6: "65536" is no port'],
  ["vlan 5000", 'at character 6: "5000" is no VLAN: a number up to 4095 is one'],
  ["net 10.0.0.0/33", 'at character 5: "10.0.0.0/33" is no network, as 10.0.0.0/8 or'],
  [
    "tcp host 10.0.0.1",
    "at character 10: host has no meaning with tcp; say: tcp and host 10.0.0.1",
  ],
  ["arp port 80", "at character 10: arp has no ports"],
  ["tcp[13] = 2", 'at character 1: "tcp[13]" is not known'],
  ["ether host 10.0.0.1", 'at character 12: "10.0.0.1" is no MAC address'],
  [
    "proto ospf",
    'at character 7: "ospf" is no protocol; known are icmp, tcp, udp, icmp6, carp and',
  ],
])("a filter that cannot be read says where and why: %s", (text, message) => {
  expect(() => compileFilter(text)).toThrow(message);
});

test("a filter of thousands of parentheses is refused, and takes nothing down", () => {
  expect(() => compileFilter("(".repeat(3000))).toThrow("at character 201: it goes too deep");
  expect(() => compileFilter("not ".repeat(3000))).toThrow("at character 801: it goes too deep");
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { formatIpv4 } from "../netgraph/inet.ts";
import { maskOf } from "./innetwork.ts";
import {
  type NetworkTextError,
  rangeText,
  readAddress,
  readIpv4,
  readNetwork,
} from "./networksettings.ts";

const none = { address: "", nat: "", rdr: "", dhcp: "" };

function faultOf(texts: Partial<typeof none>): string {
  try {
    return JSON.stringify(readNetwork({ ...none, ...texts }));
  } catch (error) {
    return `${(error as NetworkTextError).field}: ${(error as Error).message}`;
  }
}

test("addresses of both families are read, several by blanks, each with its network", () => {
  const { addresses } = readNetwork({ ...none, address: " 10.60.0.1/24  fd00:60:0::1/64 " });
  expect(addresses).toEqual([
    {
      family: "inet",
      address: "10.60.0.1",
      prefix: 24,
      text: "10.60.0.1/24",
      network: "10.60.0.0/24",
    },
    {
      family: "inet6",
      address: "fd00:60::1",
      prefix: 64,
      text: "fd00:60::1/64",
      network: "fd00:60::/64",
    },
  ]);
});

test.each([
  ["10.60.0.1", 'address: "10.60.0.1" is no address with its network\'s length, such as'],
  [
    "10.60.0.0/24",
    'address: "10.60.0.0/24" is the network itself; the host\'s may be 10.60.0.1/24',
  ],
  ["10.60.0.255/24", "is its broadcast address"],
  ["10.60.0.1/33", "is no address with"],
  ["10.060.0.1/24", "is no address with"],
  ["10.60.1/24", "is no address with"],
  ["127.0.0.1/8", "is no address that an interface can have"],
  ["224.0.0.1/24", "is no address that an interface can have"],
  ["fe80::1/64", "is no address that can be given"],
  ["fd00::1%lo0/64", "is no address with"],
  ['10.60.0.1/24"', "is no address with"],
])("an address %s is refused in one line", (address, message) => {
  expect(faultOf({ address })).toContain(message);
});

describe("what is written strangely never gets into pf's rules or dnsmasq's file", () => {
  const address = "10.60.0.1/24";
  test.each([
    [{ nat: "vtnet0 all" }, "nat: "],
    [{ nat: "vtnet0;" }, "nat: "],
    [{ nat: "$ext" }, "nat: "],
    [{ rdr: "tcp 8080 -> web1:80 port 22" }, "rdr: "],
    [{ rdr: "tcp 0 -> web1:80" }, "has a port that is not 1 to 65535"],
    [{ rdr: "tcp 8080 -> web1:65536" }, "has a port that is not 1 to 65535"],
    [{ rdr: "icmp 8080 -> web1" }, "is no forwarding"],
    [{ rdr: "tcp 80 -> a.b:80" }, "leads neither to an IPv4 address nor to a guest's name"],
    [{ address, dhcp: "10.60.0.100" }, "is no range of addresses"],
    [{ address, dhcp: "10.60.0.100-10.60.1.199" }, "is not in 10.60.0.0/24"],
    [{ address, dhcp: "10.60.0.199-10.60.0.100" }, "is no range of addresses"],
    [{ address, dhcp: "10.60.0.1-10.60.0.9" }, "an address that no guest can have"],
    [{ address, dhcp: "10.60.0.9-10.60.0.255" }, "an address that no guest can have"],
    [{ dhcp: "10.60.0.100-10.60.0.199" }, "where the host has an IPv4 address alone"],
    [{ address, dhcp: "10.60.0.9-10.60.0.10,12h" }, "is no range of addresses"],
  ])("%j", (texts, message) => {
    expect(faultOf(texts)).toContain(message);
  });

  test("whatever is typed, it is read into such words alone, or refused", () => {
    const plain = /^[\w.:/ -]*$/;
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.constantFrom("tcp 80 -> ", "web1", ":80", ";", "10.60.0.", "\n", '"', "-", "1/24", "$(x)"),
    );
    const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(text, text, text, text, (address, nat, rdr, dhcp) => {
        try {
          const read = readNetwork({ address, nat, rdr, dhcp });
          const words = [
            ...read.addresses.flatMap((one) => [one.text, one.network]),
            ...(typeof read.nat === "string" ? [read.nat] : []),
            ...read.forwardings.flatMap(({ to }) => to),
            ...read.ranges.map(rangeText),
          ];
          for (const word of words) expect(word).toMatch(plain);
        } catch (error) {
          expect((error as Error).name).toBe("NetworkTextError");
        }
      }),
    );
  });
});

test("forwarded ports are separated by ; and keep their number where no other one is said", () => {
  const { forwardings } = readNetwork({
    ...none,
    rdr: "tcp 8080 -> web1:80; udp 53 -> 10.60.0.5;",
  });
  expect(forwardings).toEqual([
    { protocol: "tcp", port: 8080, to: "web1", toPort: 80 },
    { protocol: "udp", port: 53, to: "10.60.0.5", toPort: 53 },
  ]);
});

test.each([
  ["10.60.0.1/24", "10.60.0.100-10.60.0.199"],
  ["10.60.0.1/16", "10.60.0.100-10.60.0.199"],
  ["10.60.0.1/28", "10.60.0.8-10.60.0.14"],
  ["10.60.0.1/30", "10.60.0.2-10.60.0.2"],
])("YES gives out the usual range of %s", (address, range) => {
  expect(readNetwork({ ...none, address, dhcp: "YES" }).ranges.map(rangeText)).toEqual([range]);
});

test("NO is nothing", () => {
  expect(readNetwork({ ...none, nat: "no", dhcp: "NO" })).toEqual({
    addresses: [],
    nat: undefined,
    forwardings: [],
    ranges: [],
  });
});

test("a range is read back as it was written, wherever it lies in its network", () => {
  const cases = fc
    .tuple(fc.integer({ min: 8, max: 30 }), fc.nat({ max: 0xffffff }), fc.nat(), fc.nat())
    .map(([prefix, host, a, b]) => {
      const network = ((0x0a000000 | host) & maskOf(prefix)) >>> 0;
      const size = 2 ** (32 - prefix);
      const [first, last] = [a, b]
        .map((one) => network + 1 + (one % (size - 2)))
        .sort((x, y) => x - y);
      return { at: `${formatIpv4(network + 1)}/${prefix}`, first: first!, last: last!, network };
    })
    .filter(({ first, network }) => first > network + 1);
  fc.assert(
    fc.property(cases, ({ at, first, last }) => {
      const dhcp = `${formatIpv4(first)}-${formatIpv4(last)}`;
      const { ranges } = readNetwork({ ...none, address: at, dhcp });
      expect(ranges).toEqual([{ first, last, at: readAddress(at) }]);
      expect(ranges.map(rangeText)).toEqual([dhcp]);
    }),
  );
});

test("an address in four decimal numbers is the only one there is", () => {
  fc.assert(
    fc.property(fc.nat({ max: 0xffffffff }), (address) => {
      expect(readIpv4(formatIpv4(address))).toBe(address);
    }),
  );
  for (const text of [
    "010.0.0.1",
    "10.1",
    "0x0a000001",
    "10.0.0.256",
    "10.0.0.1.",
    ".10.0.0.1",
    "",
  ])
    expect(readIpv4(text)).toBeUndefined();
});

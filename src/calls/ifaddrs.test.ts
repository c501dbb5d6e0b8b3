/** What an eiface's node tells of its interface, byte by byte, and as a lab writes it. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { bytesOf, zeros } from "../../test/support/bytes.ts";
import { TestGraph } from "../../test/support/graph.ts";
import { Interface } from "../lab/net/interface.ts";
import { addressesOf } from "../lab/nodes/ifaddrs.ts";
import { formatIpv4, formatIpv6 } from "../netgraph/inet.ts";
import { readAddresses } from "./ifaddrs.ts";

test("name and addresses are read byte by byte, whatever the number of the interface's scope", () => {
  const bytes = bytesOf(
    // struct sockaddr_dl: len, family, index, type, nlen, alen, slen; vnet0 and its address.
    `38 12 0700 06 05 06 00 766e657430 589cfc10ff01 ${zeros(37)}`,
    `10 02 0000 0a000834 ${zeros(8)}`,
    // The kernel keeps the scope in the second group; the struct is filled up to 32 bytes.
    "1c 1c 0000 00000000 fe80000700000000 5a9cfcfffe10ff01 00000000 00000000",
    "1c 1c 0000 00000000 fd00000000000000 0000000000000007 00000000 00000000",
    // A family that nobody knows.
    `10 63 ${zeros(14)}`,
  );
  expect(readAddresses(bytes)).toEqual({
    name: "vnet0",
    ether: "58:9c:fc:10:ff:01",
    inet: ["10.0.8.52"],
    inet6: ["fe80::5a9c:fcff:fe10:ff01%vnet0", "fd00::7"],
  });
  expect(readAddresses(bytes.subarray(56))).toBeUndefined();
  expect(readAddresses(new Uint8Array())).toBeUndefined();
});

test("whatever addresses an interface has are read as they were given", () => {
  const name = fc.string({ minLength: 1, maxLength: 15, unit: "grapheme-ascii" });
  const inet = fc.uniqueArray(fc.nat(0xffff_ffff), { maxLength: 4 });
  const groups = fc
    .array(fc.nat(0xffff), { minLength: 8, maxLength: 8 })
    .filter(([first]) => (first! & 0xffc0) !== 0xfe80 && first! < 0xff00);
  const index = fc.integer({ min: 1, max: 0xffff });
  fc.assert(
    fc.property(name, index, inet, fc.array(groups, { maxLength: 3 }), (called, at, four, six) => {
      const ether = Uint8Array.of(2, 0, 0, 0, 0, 9);
      const iface = new Interface(new TestGraph().vnet, { name: called, kind: "eiface", ether });
      iface.index = at;
      iface.inet = four.map((address) => ({ address: formatIpv4(address), prefix: 24 }));
      iface.inet6 = six.map((one) => ({
        ...{ address: formatIpv6(one), prefix: 64, groups: one, flags: 0 },
        ...{ preferredUntil: Infinity, validUntil: Infinity },
        counters: { inPackets: 0, inOctets: 0, outPackets: 0, outOctets: 0 },
      }));
      expect(readAddresses(addressesOf(iface))).toEqual({
        name: called,
        ether: "02:00:00:00:00:09",
        inet: iface.inet.map(({ address }) => address),
        inet6: iface.inet6.map(({ address }) => address),
      });
    }),
  );
});

test("bytes that are no addresses stop nobody", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      readAddresses(bytes);
    }),
  );
});

/** The list of interfaces: bytes as FreeBSD's headers lay them out, whatever a lab writes, and what is no list. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { bytesOf, zeros } from "../../test/support/bytes.ts";
import { netmask4, netmask6, sockaddrIn, sockaddrIn6 } from "../lab/base/sockaddrs.ts";
import { interfaceList } from "../lab/calls/iflist.ts";
import { formatIpv4, formatIpv6 } from "../netgraph/inet.ts";
import { readInterfaceList } from "./iflist.ts";

/** struct if_data: type, physical, addrlen, hdrlen, link_state, vhid, datalen, mtu, and what nobody looks at. */
const data = (type: string, mtu: string) => `${type} 00 06 12 02 00 9800 ${mtu} ${zeros(140)}`;

test("a list of interfaces is read byte by byte", () => {
  const table = bytesOf(
    // struct if_msghdrl: 176 bytes and a sockaddr_dl of 54, filled up to 56.
    "e800 05 0e 10000000 43880000 0100 0000 b000 1800 00000000",
    data("06", "dc050000"),
    // sdl: len, family, index, type, nlen, alen, slen; vtnet0 and its address.
    `36 12 0100 06 06 06 00 76746e657430 525400123456 ${zeros(34)} 0000`,
    // struct ifa_msghdrl: netmask, address.
    "d000 05 0c 24000000 00000000 0100 0000 b000 1800 00000000",
    data("00", "00000000"),
    `10 02 0000 ffffff00 ${zeros(8)}`,
    `10 02 0000 0a00020f ${zeros(8)}`,
    // A shortened mask: the bytes that it lacks are zeros.
    "c800 05 0c 24000000 00000000 0100 0000 b000 1800 00000000",
    data("00", "00000000"),
    "05 02 0000 ff 000000",
    `10 02 0000 0b000001 ${zeros(8)}`,
    "f000 05 0c 24000000 00000000 0100 0000 b000 1800 00000000",
    data("00", "00000000"),
    `1c 1c 0000 00000000 ffffffffffffffff 0000000000000000 00000000 00000000`,
    `1c 1c 0000 00000000 fe80000000000000 50540ffffe123456 01000000 00000000`,
    // A version that is not known, and an interface that has no link-level address.
    "0800 04 0e 00000000",
    "b000 05 0e 00000000 01000000 0700 0000 b000 1800 00000000",
    data("06", "dc050000"),
  );
  expect(readInterfaceList(table)).toEqual([
    {
      name: "vtnet0",
      index: 1,
      type: 6,
      linkType: 6,
      flags: ["UP", "BROADCAST", "RUNNING", "SIMPLEX", "MULTICAST"],
      mtu: 1500,
      ether: "52:54:00:12:34:56",
      inet: ["10.0.2.15/24", "11.0.0.1/8"],
      inet6: ["fe80::5054:fff:fe12:3456%vtnet0/64"],
    },
  ]);
});

test("an address whose scope the kernel left in it has its interface's name all the same", () => {
  const table = bytesOf(
    "e800 05 0e 10000000 49000000 0200 0000 b000 1800 00000000",
    data("18", "00400000"),
    `36 12 0200 18 03 00 00 6c6f30 ${zeros(43)} 0000`,
    "d000 05 0c 20000000 00000000 0200 0000 b000 1800 00000000",
    data("00", "00000000"),
    `1c 1c 0000 00000000 fe80000200000000 0000000000000001 00000000 00000000`,
  );
  expect(readInterfaceList(table)[0]!.inet6).toEqual(["fe80::1%lo0"]);
});

const name = fc.string({ minLength: 1, maxLength: 5, unit: "grapheme-ascii" });
const bytes6 = fc.uint8Array({ minLength: 6, maxLength: 6 });
const ipv4 = fc.record({ address: fc.nat(0xffff_ffff), prefix: fc.nat(32) });
const ipv6 = fc.record({
  groups: fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }),
  prefix: fc.nat(128),
});
const isScoped = (groups: readonly number[]) => (groups[0]! & 0xffc0) === 0xfe80;

test("every list of interfaces is read as it was written", () => {
  const one = fc.record({
    name,
    index: fc.integer({ min: 1, max: 0xffff }),
    mtu: fc.integer({ min: 72, max: 65535 }),
    ether: bytes6,
    inet: fc.array(ipv4, { maxLength: 3 }),
    inet6: fc.array(ipv6, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.uniqueArray(one, { selector: ({ index }) => index, maxLength: 5 }), (all) => {
      const table = interfaceList(
        all.map(({ inet, inet6, ...rest }) => ({
          ...rest,
          type: 6,
          linkType: 6,
          flags: 0x8843,
          addresses: [
            ...inet.map(({ address, prefix }) => ({
              address: sockaddrIn(address),
              mask: netmask4(prefix),
            })),
            ...inet6.map(({ groups, prefix }) => ({
              address: sockaddrIn6(groups),
              mask: netmask6(prefix),
            })),
          ],
        })),
      );
      const read = readInterfaceList(table);
      expect(read.map(({ name, index, mtu, ether }) => ({ name, index, mtu, ether }))).toEqual(
        all.map(({ name, index, mtu, ether }) => ({
          name,
          index,
          mtu,
          ether: Buffer.from(ether)
            .toString("hex")
            .replace(/..(?=.)/g, "$&:"),
        })),
      );
      expect(read.map(({ inet }) => inet)).toEqual(
        all.map(({ inet }) => inet.map((it) => `${formatIpv4(it.address)}/${it.prefix}`)),
      );
      for (const [index, { inet6 }] of read.entries())
        for (const [at, text] of inet6.entries()) {
          const { groups, prefix } = all[index]!.inet6[at]!;
          if (!isScoped(groups)) expect(text).toBe(`${formatIpv6(groups)}/${prefix}`);
        }
    }),
  );
});

test("a list that is cut off or nonsense stops nobody", () => {
  const table = interfaceList([
    {
      name: "em0",
      index: 1,
      type: 6,
      linkType: 6,
      flags: 1,
      mtu: 1500,
      ether: new Uint8Array(6),
      addresses: [{ address: sockaddrIn(1), mask: netmask4(8) }],
    },
  ]);
  const spoilt = fc.record({
    length: fc.nat(table.length),
    changes: fc.array(fc.tuple(fc.nat(table.length - 1), fc.nat(255)), { maxLength: 8 }),
  });
  fc.assert(
    fc.property(spoilt, ({ length, changes }) => {
      const bytes = Uint8Array.from(table.subarray(0, length));
      for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
      readInterfaceList(bytes);
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      readInterfaceList(bytes);
    }),
  );
});

test("what is no Ethernet interface has no Ethernet address, though its link-level address is as long", () => {
  const ether = new Uint8Array(6).fill(2);
  const common = { index: 1, flags: 1, mtu: 1500, ether, addresses: [] };
  // IFT_TUNNEL, IFT_L2VLAN and IFT_BRIDGE of net/if_types.h.
  const types = [131, 135, 209].map((type) => ({
    ...common,
    name: `x${type}`,
    type,
    linkType: type,
  }));
  expect(readInterfaceList(interfaceList(types)).map((one) => one.ether)).toEqual([
    undefined,
    "02:02:02:02:02:02",
    "02:02:02:02:02:02",
  ]);
});

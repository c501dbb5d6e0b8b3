/** Whatever stands in the kernel's tables is read as it was written, and what is no table stops nobody. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { netmask4, netmask6, sockaddrDl, sockaddrIn, sockaddrIn6 } from "../lab/base/sockaddrs.ts";
import { interfaceList } from "../lab/calls/iflist.ts";
import { routeDump } from "../lab/calls/routes.ts";
import { formatIpv4, formatIpv6 } from "../netgraph/inet.ts";
import { readInterfaceList } from "./iflist.ts";
import { readRoutes } from "./routes.ts";

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

test("every dump of routes is read as it was written", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ to: ipv4, by: fc.nat(0xffff_ffff) }), { maxLength: 5 }),
      (all) => {
        const table = routeDump(
          all.map(({ to, by }) => ({
            index: 1,
            flags: 0x803,
            destination: sockaddrIn(to.address),
            gateway: sockaddrIn(by),
            mask: netmask4(to.prefix),
          })),
        );
        expect(readRoutes(table, () => "em0")).toEqual(
          all.map(({ to, by }) => ({
            family: "inet" as const,
            destination: to.prefix === 0 ? "default" : `${formatIpv4(to.address)}/${to.prefix}`,
            gateway: formatIpv4(by),
            interface: "em0",
            flags: "UGS",
          })),
        );
      },
    ),
  );
});

test("a table that is cut off or nonsense stops nobody", () => {
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
  const routes = routeDump([
    {
      index: 1,
      flags: 1,
      destination: sockaddrIn(1),
      gateway: sockaddrDl({ index: 1, type: 6 }),
      mask: netmask4(8),
    },
  ]);
  const spoilt = fc.record({
    source: fc.constantFrom(table, routes),
    length: fc.nat(table.length),
    changes: fc.array(fc.tuple(fc.nat(table.length - 1), fc.nat(255)), { maxLength: 8 }),
  });
  fc.assert(
    fc.property(spoilt, ({ source, length, changes }) => {
      const bytes = Uint8Array.from(source.subarray(0, length));
      for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
      readInterfaceList(bytes);
      readRoutes(bytes, () => undefined);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      readInterfaceList(bytes);
      readRoutes(bytes, () => undefined);
    }),
  );
});

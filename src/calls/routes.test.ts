/** The dump of routes: bytes as FreeBSD's headers lay them out, whatever a lab writes, and what is no dump. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { bytesOf, zeros } from "../../test/support/bytes.ts";
import { netmask4, sockaddrDl, sockaddrIn } from "../lab/base/sockaddrs.ts";
import { routeDump } from "../lab/calls/routes.ts";
import { formatIpv4 } from "../netgraph/inet.ts";
import { readRoutes } from "./routes.ts";

const ipv4 = fc.record({ address: fc.nat(0xffff_ffff), prefix: fc.nat(32) });

test("a dump of routes is read byte by byte", () => {
  // struct rt_msghdr: lengths, index, flags, addrs, pid, seq, errno, fmask, inits, metrics.
  const head = (length: string, index: string, flags: string, addrs: string) =>
    `${length} 05 04 ${index} 0000 ${flags} ${addrs} ${zeros(136)}`;
  const table = bytesOf(
    head("c800", "0100", "03080000", "07000000"),
    `10 02 0000 00000000 ${zeros(8)}`,
    `10 02 0000 0a000202 ${zeros(8)}`,
    `10 02 0000 00000000 ${zeros(8)}`,
    head("f000", "0100", "01001000", "07000000"),
    `10 02 0000 0a000200 ${zeros(8)}`,
    `36 12 0100 06 00 00 00 ${zeros(46)} 0000`,
    `10 02 0000 ffffff00 ${zeros(8)}`,
    head("d000", "0200", "05082000", "03000000"),
    `1c 1c 0000 00000000 ${zeros(15)}01 00000000 00000000`,
    // A gateway of a family that nobody knows.
    `08 63 000000000000 ${zeros(16)}`,
  );
  const names = new Map([
    [1, "vtnet0"],
    [2, "lo0"],
  ]);
  expect(readRoutes(table, (index) => names.get(index))).toEqual([
    {
      family: "inet",
      destination: "default",
      gateway: "10.0.2.2",
      interface: "vtnet0",
      flags: "UGS",
    },
    {
      family: "inet",
      destination: "10.0.2.0/24",
      gateway: "link#1",
      interface: "vtnet0",
      flags: "U",
    },
    { family: "inet6", destination: "::1", gateway: "", interface: "lo0", flags: "UHS" },
  ]);
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

test("a dump that is cut off or nonsense stops nobody", () => {
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
    length: fc.nat(routes.length),
    changes: fc.array(fc.tuple(fc.nat(routes.length - 1), fc.nat(255)), { maxLength: 8 }),
  });
  fc.assert(
    fc.property(spoilt, ({ length, changes }) => {
      const bytes = Uint8Array.from(routes.subarray(0, length));
      for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
      readRoutes(bytes, () => undefined);
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      readRoutes(bytes, () => undefined);
    }),
  );
});

import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatIpv4, formatIpv6 } from "../netgraph/inet.ts";
import { isIn, maskOf, overlap } from "./innetwork.ts";

test.each([
  ["10.60.0.77", "10.60.0.1/24", true],
  ["10.60.1.77", "10.60.0.1/24", false],
  ["10.60.1.77", "10.60.0.1/23", true],
  ["192.0.2.1", "10.0.0.1/0", true],
  ["10.60.0.1", "10.60.0.1/32", true],
  ["10.60.0.2", "10.60.0.1/32", false],
  ["fd00::5", "fd00::1/64", true],
  ["fd00:0:0:1::5", "fd00::1/64", false],
  ["fe80::5", "fe80::1%em0/64", true],
  ["10.60.0.1", "fd00::1/0", false],
  ["web1", "10.60.0.1/24", false],
  ["10.60.0.1", "10.60.0.1", false],
])("%s in the network of %s: %p", (address, network, is) => {
  expect(isIn(address, network)).toBe(is);
});

test.each([
  ["10.60.0.1/24", "10.60.0.77/24", true],
  ["10.60.0.1/24", "10.60.1.1/24", false],
  ["10.60.0.1/24", "10.0.0.1/8", true],
  ["10.60.0.1/24", "10.60.0.5/32", false],
  ["10.60.0.5/32", "10.60.0.5/32", true],
  ["fd00::1/64", "fd00::2/64", true],
  ["fd00::1/64", "fd00:1::2/64", false],
  ["fd00::1/64", "fd00::2/128", false],
  ["fd00::1/64", "10.60.0.1/24", false],
])("the networks of %s and %s overlap: %p", (one, other, is) => {
  expect([overlap(one, other), overlap(other, one)]).toEqual([is, is]);
});

test("an address is in the network of whatever begins like it, and of nothing else", () => {
  const four = fc.nat(0xffffffff);
  fc.assert(
    fc.property(four, four, fc.integer({ min: 0, max: 32 }), (one, other, prefix) => {
      const begins = ((one ^ other) & maskOf(prefix)) >>> 0 === 0;
      expect(isIn(formatIpv4(one), `${formatIpv4(other)}/${prefix}`)).toBe(begins);
    }),
  );
  const groups = fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(groups, fc.integer({ min: 0, max: 128 }), (six, prefix) => {
      const text = formatIpv6(six);
      expect(isIn(text, `${text}/${prefix}`)).toBe(true);
      const last = formatIpv6([...six.slice(0, 7), six[7]! ^ 1]);
      expect(isIn(last, `${text}/${prefix}`)).toBe(prefix < 128);
    }),
  );
});

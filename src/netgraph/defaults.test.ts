/** What a field is that a text leaves out (ng_parse.c). */
import { expect, test } from "bun:test";
import { errnoOf } from "../../test/support/refusal.ts";
import { defaultBytes, WORK_SIZE } from "./defaults.ts";
import { errno } from "./errno.ts";
import {
  array,
  byteArray,
  enaddr,
  fixedString,
  ipaddr,
  type Layout,
  string,
  struct,
  uint8,
  uint16,
  uint32,
} from "./layout.ts";
import { socketAddress } from "./types/socketaddress.ts";

test.each([
  [uint16, 2],
  [fixedString(5), 5],
  [string, 1],
  [{ kind: "sizedstring" }, 2],
  [ipaddr, 4],
  [byteArray(3), 3],
  [array(uint16, 3), 6],
  [struct({ a: uint8, b: uint32, c: uint8 }), 12],
  [struct({ n: uint8, list: array(uint16, { lengthOf: "n" }) }), 2],
] as [Layout, number][])("%j that is left out is so many zeros: %i", (layout, size) => {
  expect(defaultBytes(layout, [])).toEqual(new Uint8Array(size));
});

test("an array that is left out has as many zeros as its count says", () => {
  const counts = [{ n: 3 }];
  expect(defaultBytes(array(uint16, { lengthOf: "n" }), counts)).toHaveLength(6);
  expect(defaultBytes(byteArray({ lengthOf: "n" }), counts)).toHaveLength(3);
});

test("an Ethernet and a socket address have to be given", () => {
  for (const layout of [enaddr, socketAddress, struct({ ether: enaddr }), array(enaddr, 1)])
    expect(errnoOf(() => defaultBytes(layout, []))).toBe(errno.EOPNOTSUPP);
  // Of no addresses none is missing.
  expect(defaultBytes(array(enaddr, 0), [])).toHaveLength(0);
});

test("what is longer than the kernel's buffer is refused, and so is a negative number", () => {
  expect(WORK_SIZE).toBe(20 * 1024);
  const bytes = byteArray({ lengthOf: "n" });
  const words = array(uint16, { lengthOf: "n" });
  const refusal = (layout: Layout, n: number) => errnoOf(() => defaultBytes(layout, [{ n }]));
  expect([refusal(bytes, WORK_SIZE), refusal(bytes, WORK_SIZE + 1)]).toEqual([0, errno.ERANGE]);
  expect([refusal(words, WORK_SIZE / 2), refusal(words, WORK_SIZE / 2 + 1)]).toEqual([
    0,
    errno.ERANGE,
  ]);
  expect([refusal(bytes, 0xffff_ffff), refusal(words, 0xffff_ffff)]).toEqual([
    errno.ENOMEM,
    errno.ENOMEM,
  ]);
});

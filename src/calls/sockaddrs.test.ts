/** Socket addresses as the kernel lays them out: which there are, and what they say. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { bytesOf } from "../../test/support/bytes.ts";
import { netmask4, netmask6, sockaddrDl, sockaddrIn, sockaddrIn6 } from "../lab/base/sockaddrs.ts";
import { AF } from "./numbers.ts";
import {
  everySockaddr,
  familyOf,
  inetText,
  linkOf,
  prefixLength,
  sockaddrsAt,
} from "./sockaddrs.ts";

const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("hex");
const nobody = () => undefined;

describe("addresses behind a message", () => {
  // One of 5 bytes, filled up; an empty one, which takes eight all the same; one of 8.
  const bytes = bytesOf("ffff 05020000aa 000000 0000000000000000 0863000000000001");

  test("are those whose bits are set, in the order of their bits", () => {
    const found = sockaddrsAt(bytes, 2, 0b101100);
    expect([0, 1, 2, 3, 4, 5].map((number) => hex(found[number]))).toEqual([
      ...[undefined, undefined],
      "05020000aa",
      "",
      undefined,
      "0863000000000001",
    ]);
  });

  test("that are cut off are left out", () => {
    expect(sockaddrsAt(bytes.subarray(0, 10), 2, 0b11)).toHaveLength(1);
  });

  test("without a message follow each other to the end", () => {
    expect(everySockaddr(bytes.subarray(2)).map(hex)).toEqual([
      "05020000aa",
      "",
      "0863000000000001",
    ]);
  });
});

test("an address that is too short for a family has none", () => {
  expect([familyOf(Uint8Array.of(1)), familyOf(sockaddrIn(1))]).toEqual([0, AF.INET]);
});

describe("the length of a prefix", () => {
  test("is what the netmask was made of", () => {
    for (let prefix = 0; prefix <= 32; prefix++)
      expect(prefixLength(AF.INET, netmask4(prefix))).toBe(prefix);
    for (let prefix = 0; prefix <= 128; prefix++)
      expect(prefixLength(AF.INET6, netmask6(prefix))).toBe(prefix);
  });

  test("of a netmask that the kernel shortened counts what it lacks as zeros", () => {
    expect(prefixLength(AF.INET, bytesOf("05020000ff"))).toBe(8);
    expect(prefixLength(AF.INET, bytesOf("00"))).toBe(0);
  });
});

describe("an address as text", () => {
  test("has its scope by the interface's name, or by its number where nobody has it", () => {
    const address = sockaddrIn6([0xfe80, 0, 0, 0, 0, 0, 0, 1], 7);
    expect(inetText(address, (index) => `em${index}`)).toBe("fe80::1%em7");
    expect(inetText(address, nobody)).toBe("fe80::1%7");
    expect(inetText(sockaddrIn6([0xfebf, 0, 0, 0, 0, 0, 0, 1]), nobody)).toBe("febf::1");
  });

  test("has the scope that the kernel left in the second group, which is no part of the address", () => {
    const embedded = sockaddrIn6([0xfe80, 3, 0, 0, 0, 0, 0, 1]);
    expect(inetText(embedded, (index) => `em${index}`)).toBe("fe80::1%em3");
    // One that was shortened has no other.
    expect(inetText(embedded.subarray(0, 24), (index) => `em${index}`)).toBe("fe80::1%em3");
  });

  test("has no scope that is not link-local", () => {
    expect(inetText(sockaddrIn6([0xfec0, 3, 0, 0, 0, 0, 0, 1], 7), nobody)).toBe("fec0:3::1");
  });

  test("of IPv4 has four numbers; of another family it is none", () => {
    expect(inetText(sockaddrIn(0x0a00_00ff), nobody)).toBe("10.0.0.255");
    expect(inetText(sockaddrDl({ index: 1, type: 6 }), nobody)).toBeUndefined();
  });
});

describe("a link-level address", () => {
  test("is read as it was written", () => {
    const name = fc.string({ maxLength: 15, unit: "grapheme-ascii" });
    const ether = fc.uint8Array({ maxLength: 8 });
    fc.assert(
      fc.property(name, fc.integer({ min: 0, max: 65535 }), ether, (called, index, address) => {
        const pairs = [...address].map((byte) => byte.toString(16).padStart(2, "0"));
        expect(linkOf(sockaddrDl({ index, type: 6, name: called, address }))).toEqual({
          name: called,
          index,
          type: 6,
          address: pairs.join(":"),
        });
      }),
    );
  });

  test("that is cut off or of another family is none", () => {
    const whole = sockaddrDl({ index: 1, type: 6 });
    expect(linkOf(whole.subarray(0, 7))).toBeUndefined();
    expect(linkOf(whole.subarray(0, 8))).toBeDefined();
    expect(linkOf(sockaddrIn(1))).toBeUndefined();
  });
});

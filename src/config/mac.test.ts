import { expect, test } from "bun:test";
import { recording } from "../../test/support/lab.ts";
import {
  addressFrom,
  hashInput,
  isGroupAddress,
  type MacSettings,
  ownHash,
  readPrefix,
} from "./mac.ts";

const plain: MacSettings = { seed: "", prefix: "589cfc", hash: "sha1" };
const seeded: MacSettings = { seed: "belltower", prefix: "02", hash: "sha256" };

/** The address that the ports' ngbuddy(8) gave an interface, the n-th time that it was shown. */
function recorded(name: string, nth: number): string {
  const shown = recording("21-ngbuddy-bridges").filter(({ run }) => run === `ifconfig ${name}`)[
    nth
  ]!;
  return /\tether (\S+)/.exec(shown.stdout)![1]!;
}

test("addresses are those that the ports' ngbuddy(8) gives (recording 21)", () => {
  const address = (settings: MacSettings, name: string) =>
    addressFrom(settings, ownHash(settings, name)!);
  expect(address(plain, "b1")).toBe("58:9c:fc:7e:83:ca");
  expect(address(seeded, "b1")).toBe("02:65:92:b3:f5:8a");
  for (const name of ["b1", "b2", "c1", "ng1", "tmp1"]) {
    expect([name, address(plain, name)]).toEqual([name, recorded(name, 0)]);
  }
  for (const name of ["b1", "c1", "ng1"]) {
    expect([name, address(seeded, name)]).toEqual([name, recorded(name, 1)]);
  }
});

test("a command that hashes gets the name and the seed, and its digits make the address", () => {
  const settings = { ...seeded, hash: "sha224" };
  expect(ownHash(settings, "b1")).toBeUndefined();
  expect(hashInput(settings, "b1")).toBe("b1belltower");
  expect(addressFrom(settings, "ABCDEF0123456789")).toBe("02:ab:cd:ef:01:23");
  expect(addressFrom(settings, "abc")).toBeUndefined();
  expect(addressFrom(settings, "no digits here")).toBeUndefined();
});

test("a prefix may have colons, capitals and half a byte", () => {
  expect(readPrefix("58:9C:fc")).toBe("58:9c:fc");
  expect(readPrefix("5")).toBe("5");
  expect(readPrefix("")).toBeUndefined();
  expect(readPrefix("02-00")).toBeUndefined();
  expect(readPrefix("0123456789abc")).toBeUndefined();
});

test("a prefix with one colon makes the address that the script has given the interface all along", () => {
  const www = (prefix: string) =>
    addressFrom({ ...plain, prefix }, ownHash({ ...plain, prefix }, "www")!);
  expect(www("0200")).toBe("02:00:c5:02:67:b9");
  expect(www("02:00")).toBe("02:00:c5:02:67:0b");
  expect(www("58:9c:fc")).toBe("58:9c:fc:c5:02:67");
  expect(www("02:00:00:00:00:07")).toBe("02:00:00:00:00:07");
});

test("a group address is known by its first byte", () => {
  expect(isGroupAddress("01:00:5e:00:00:01")).toBe(true);
  expect(isGroupAddress("58:9c:fc:7e:83:ca")).toBe(false);
  expect(isGroupAddress("1")).toBe(false);
  expect(isGroupAddress("0:1")).toBe(true);
  expect(isGroupAddress("02:01")).toBe(false);
});

import { expect, test } from "bun:test";
import fc from "fast-check";
import { readNetwork } from "../../config/networksettings.ts";
import { knownGuests } from "./guests.ts";

const { ranges } = readNetwork({
  address: "10.60.0.1/24",
  nat: "",
  rdr: "",
  dhcp: "10.60.0.10-10.60.0.29 10.60.0.100-10.60.0.109",
});
const ethers = (names: readonly string[]) =>
  new Map(names.map((name, at) => [name, `02:00:00:00:00:${at}`]));
const addresses = (names: readonly string[]) =>
  new Map(knownGuests(ethers(names), ranges).map(({ name, address }) => [name, address]));

test("guests get different addresses of the ranges, whichever order they are listed in", () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]\w{0,7}$/), { maxLength: 30 });
  fc.assert(
    fc.property(names, (list) => {
      const found = addresses(list);
      expect(found.size).toBe(list.length);
      expect(new Set(found.values()).size).toBe(list.length);
      for (const address of found.values()) expect(address).toMatch(/^10\.60\.0\.(1\d|2\d|10\d)$/);
      expect(addresses([...list].reverse())).toEqual(found);
    }),
  );
});

test("one guest less leaves the others with the addresses that they had, where nobody was in the way", () => {
  const all = addresses(["web1", "web2", "db"]);
  expect(addresses(["web2", "db"])).toEqual(
    new Map([...all].filter(([name]) => name !== "web1").sort()),
  );
});

test("an address that rc.conf gives to another guest is passed over, and who finds no room is left out", () => {
  const one = readNetwork({
    address: "10.60.0.1/24",
    nat: "",
    rdr: "",
    dhcp: "10.60.0.5-10.60.0.6",
  });
  expect(
    knownGuests(ethers(["a", "b", "c"]), one.ranges, new Set(["10.60.0.5"])).map(
      ({ address }) => address,
    ),
  ).toEqual(["10.60.0.6"]);
});

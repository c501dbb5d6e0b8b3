import { describe, expect, test } from "bun:test";
import { derivedMac } from "./derivedmac.ts";

describe("an address by jng's rule", () => {
  test.each([
    // As jng gave them on FreeBSD 15.1.
    ["52:54:00:00:00:11", "web1", 0, "0a:20:8a:00:00:11"],
    ["52:54:00:00:00:11", "web2", 0, "0a:20:8b:00:00:11"],
    ["52:54:00:00:00:11", "web6", 1, "1a:20:8f:00:00:11"],
    ["52:54:00:00:00:10", "web5", 0, "0a:20:8e:00:00:10"],
  ])("%s for %s, number %i, is %s", (parent, name, count, ether) => {
    expect(derivedMac(parent, name, count)).toBe(ether);
  });

  test("is a private one that differs from the parent's in its first byte", () => {
    for (const parent of ["00:11:22:33:44:55", "0e:11:22:33:44:55", "0a:11:22:33:44:55"])
      expect(derivedMac(parent, "a", 0)).toBe("02:00:61:33:44:55");
    expect(derivedMac("02:11:22:33:44:55", "a", 0)).toBe("0a:00:61:33:44:55");
  });

  test("of jib's pairs is that of the jail's end", () => {
    expect(derivedMac("52:54:00:00:00:11", "web1", 0, "jib")).toBe("0e:20:8a:00:00:11");
    expect(derivedMac("0e:11:22:33:44:55", "web1", 1, "jib")).toBe("16:20:8a:33:44:55");
  });

  test("begins again after sixteen of them", () => {
    const parent = "00:11:22:33:44:55";
    expect(derivedMac(parent, "a", 16)).toBe(derivedMac(parent, "a", 0));
  });
});

/** Addresses that rc.conf pins to interfaces. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { pinnedNames, pinOf, readEther, readPin } from "./pins.ts";

test("an address is read as ifconfig reads it, and shown as ifconfig shows it", () => {
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.array(byte, { minLength: 6, maxLength: 6 }), (bytes) => {
      const shown = bytes.map((one) => one.toString(16).padStart(2, "0")).join(":");
      expect(readEther(shown)).toBe(shown);
      expect(readEther(bytes.map((one) => one.toString(16).toUpperCase()).join("-"))).toBe(shown);
    }),
  );
  for (const text of ["", "02:00", "02:00:00:00:00:00:01", "02:0g:00:00:00:01", "2:0:0:0:0:0\n:1"])
    expect([text, readEther(text)]).toEqual([text, undefined]);
});

test("what pins nothing is told, and pins nothing", () => {
  const told = (text: string) => {
    const faults: string[] = [];
    return [readPin(text, (what) => faults.push(what)), ...faults];
  };
  expect(told(" ")).toEqual([undefined]);
  expect(told("02:0:0:0:0:1 ")).toEqual(["02:00:00:00:00:01"]);
  expect(told("mine")).toEqual([
    undefined,
    '"mine" is no address; give six bytes, such as 02:00:00:00:00:01',
  ]);
  expect(told("01:00:00:00:00:01")[1]).toMatch(/is a group address, which no interface has/);
  expect(told("0:0:0:0:0:0")[1]).toMatch(/is nobody's address/);
});

test("a variable is called after its interface, and that of a bridge that begins alike is none", () => {
  expect(pinOf("web-1")).toBe("ngbuddy_mac_web_1");
  expect(pinnedNames(["ngbuddy_mac_web_1", "ngbuddy_mac_lan_if", "ngbuddy_set_mac"])).toEqual([
    "web_1",
  ]);
});

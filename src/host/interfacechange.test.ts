import { expect, test } from "bun:test";
import { changesOf } from "./interfacechange.ts";

test("what the calls can do is understood, in the order that was given", () => {
  expect(changesOf("name a mtu 1400 -lro up".split(" "))).toEqual([
    { set: "name", to: "a" },
    { set: "mtu", to: 1400 },
    { set: "lro", to: false },
    { set: "up", to: true },
  ]);
  expect(changesOf(["ether", "02:00:00:00:00:01"])).toEqual([
    { set: "ether", to: "02:00:00:00:00:01" },
  ]);
  expect(changesOf([])).toEqual([]);
});

test.each([
  "inet 10.0.0.1/24",
  "10.0.0.1",
  "up metric 1",
  "-description",
  "mtu",
  "mtu x",
  "mtu 0x500",
  "name",
  "ether",
  "ether random",
  "up ether 02:00:00:00:00:01",
  "-mtu",
  "--lro",
  "constructor",
  "-",
  "",
])("anything else is left to ifconfig: %s", (line) => {
  expect(changesOf(line.split(" "))).toBeUndefined();
});

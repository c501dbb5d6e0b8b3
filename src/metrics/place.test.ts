/** Where the exporter listens, and by which names a program of this machine calls it. */
import { expect, test } from "bun:test";
import { isLoopbackName, placeOf } from "./place.ts";

test.each([
  ["127.0.0.1:9647", "127.0.0.1", true],
  ["127.9.9.9:1", "127.9.9.9", true],
  ["localhost:9647", "127.0.0.1", true],
  ["[::1]:9647", "::1", true],
  ["[0:0:0:0:0:0:0:1]:9647", "0:0:0:0:0:0:0:1", true],
  ["0.0.0.0:9647", "0.0.0.0", false],
  ["192.0.2.1:9647", "192.0.2.1", false],
  ["[::]:9647", "::", false],
  ["[::ffff:127.0.0.1]:9647", "::ffff:127.0.0.1", false],
  ["[fe80::1%em0]:9647", "fe80::1%em0", false],
])("%s is a place, and whether others reach it is known", (text, address, isLoopback) => {
  expect(placeOf(text)).toMatchObject({ address, isLoopback });
});

test.each([
  "",
  "9647",
  ":9647",
  "127.0.0.1",
  "127.0.0.1:",
  "127.0.0.1:65536",
  "::1:9647",
  "[127.0.0.1]:1",
  "host.example:9647",
  "127.1:9647",
])("%j is no place", (text) => {
  expect(placeOf(text)).toBeUndefined();
});

test("a page whose own name means this machine is told by that name", () => {
  for (const name of ["localhost", "LOCALHOST:9647", "127.0.0.1:9647", "127.0.0.1", "[::1]:9647"])
    expect([name, isLoopbackName(name)]).toEqual([name, true]);
  for (const name of [undefined, "", "evil.example:9647", "127.0.0.1.evil.example", "[::2]:9647"])
    expect([name, isLoopbackName(name)]).toEqual([name, false]);
});

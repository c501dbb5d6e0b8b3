/** The names by which browsers call. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { addressOf, authorityOf, authorityOfOrigin, publicName } from "./authority.ts";

describe("a Host header", () => {
  test.each([
    ["127.0.0.1:8080", "http", "127.0.0.1:8080"],
    ["Net.Example", "https", "net.example:443"],
    ["NET.EXAMPLE:443", "https", "net.example:443"],
    ["net.example", "http", "net.example:80"],
    ["net.example.:8443", "https", "net.example:8443"],
    ["[2001:DB8:0::1]", "https", "[2001:db8::1]:443"],
    ["[::1]:8080", "http", "[::1]:8080"],
  ] as const)("%s by %s is %s", (text, scheme, is) => {
    expect(authorityOf(text, scheme)).toBe(is);
  });

  test.each([
    "",
    ":80",
    "a b",
    "user@net.example",
    "net.example/x",
    "net.example:99999",
    "net.example:0",
    "::1",
    "[::1",
    "a\\b",
  ])("%p is none", (text) => {
    expect(authorityOf(text, "http")).toBeUndefined();
  });

  test("of any text throws nothing, and is its own form", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webAuthority()), (text) => {
        const is = authorityOf(text, "https");
        expect(is === undefined || authorityOf(is, "https") === is).toBe(true);
      }),
    );
  });
});

test("an Origin of another scheme, and null, are none of ours", () => {
  expect(authorityOfOrigin("https://Net.Example", "https")).toBe("net.example:443");
  expect(authorityOfOrigin("http://net.example", "https")).toBeUndefined();
  expect(authorityOfOrigin("null", "https")).toBeUndefined();
});

test.each([
  ["Net.Example", { host: "net.example", port: undefined }],
  ["net.example:8443", { host: "net.example", port: 8443 }],
  ["Bücher.example", { host: "xn--bcher-kva.example", port: undefined }],
  ["2001:DB8::1", { host: "[2001:db8::1]", port: undefined }],
  ["[2001:db8::1]:8443", { host: "[2001:db8::1]", port: 8443 }],
  ["https://net.example", undefined],
  ["net.example:", undefined],
  ["net.example/", undefined],
  ["net.example/page", undefined],
  ["net.example?x", undefined],
  ["net.example#x", undefined],
  ["net\\example", undefined],
  ["net\texample", undefined],
  ["%61.example", undefined],
  ["net.example\x01", undefined],
  ["", undefined],
])("--name %s", (text, is) => {
  expect(publicName(text)).toEqual(is);
});

test("an address has no port where its scheme means that one", () => {
  expect(addressOf("https", "net.example", 443)).toBe("https://net.example");
  expect(addressOf("https", "net.example", 80)).toBe("https://net.example:80");
  expect(addressOf("http", "net.example", 80)).toBe("http://net.example");
});

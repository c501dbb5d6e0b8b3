import { describe, expect, test } from "bun:test";
import { missingRules, onePassUser } from "./ipfwlets.ts";

const rules = (...texts: readonly string[]) =>
  texts.map((text, at) => ({ number: at + 1, set: 0, isDisabled: false, text }));
const traffic = { inside: "ng0", outside: "em0", networks: ["10.60.0.0/24"] };
const ALL = [
  "allow ip4 from any to any via ng0",
  "allow ip4 from me to any out via em0",
  "allow ip4 from any to 10.60.0.0/24 in via em0",
];

describe("rules for guests are missing", () => {
  test("where nothing is allowed", () => {
    expect(missingRules(rules("deny ip from any to any"), traffic)).toEqual(ALL);
    expect(missingRules(rules("allow ip from any to any via lo0"), traffic)).toEqual(ALL);
  });

  test("where all is denied before it is allowed", () => {
    expect(
      missingRules(rules("deny all from any to any in", "allow ip from any to any"), traffic),
    ).toEqual([ALL[0]!, ALL[2]!]);
  });

  test("where only something of it is allowed", () => {
    expect(
      missingRules(rules("allow tcp from any to any", "deny ip from any to any"), traffic),
    ).toEqual(ALL);
  });
});

describe("no rules are missing", () => {
  test.each([
    [["allow ip from any to any"]],
    [ALL],
    [
      [
        "deny ip from any to 127.0.0.0/8",
        "deny tcp from any to any 25",
        "allow ip from any to any // all",
      ],
    ],
    [
      [
        "allow ip from any to any via em0",
        "allow ip from any to any via ng0",
        "deny ip from any to any",
      ],
    ],
    [["deny ip from any to any via em7", "allow ip from any to any"]],
  ])("where these are: %j", (texts) => {
    expect(missingRules(rules(...texts), traffic)).toEqual([]);
  });
});

test("a rule that hands packets elsewhere is found", () => {
  expect(onePassUser(rules("allow ip from any to any", "pipe 1 ip from any to any"))?.number).toBe(
    2,
  );
  expect(onePassUser(rules("count ip from any to any"))).toBeUndefined();
});

/** Documents as people write them: what is read, and what is said of a wrong one. */
import { describe, expect, test } from "bun:test";
import { DocumentError } from "./error.ts";
import { documentText, readDocument } from "./text.ts";

/** What is said of a document that cannot be used. */
function faultIn(source: string): string {
  try {
    readDocument(source, "net.yaml");
  } catch (error) {
    if (error instanceof DocumentError) return error.message;
    throw error;
  }
  throw new Error(`nothing is wrong with ${source}`);
}

describe("a wrong document is told by its line, its column, where that is in it, and what would be right", () => {
  test.each([
    [
      "bridges:\n  public:\n    if: em 0\n",
      'net.yaml:3:5: bridges.public.if: "em 0" is no name of an interface; ifconfig -l lists them',
    ],
    [
      "bridges:\n  p: {iff: x}",
      "net.yaml:2:7: bridges.p.iff: there is no such key; did you mean if?",
    ],
    [
      "bridges: {a: {mtu: 5}}",
      "net.yaml:1:15: bridges.a.mtu: must be an MTU (72 to 9018), and is 5",
    ],
    [
      '{"bridges": {\n"a": {"vlan": "x"}}}',
      'net.yaml:2:7: bridges.a.vlan: "x" is no VLAN; give a tag from 1 to 4094, or two, the outer one first: 10.20',
    ],
    [
      "bridges:\n  x:\n    address: [10.0.0.1/24]\n    dhcp: [10.1.0.5-10.1.0.9]",
      'net.yaml:4:5: bridges.x.dhcp: "10.1.0.5-10.1.0.9" is not in 10.0.0.0/24',
    ],
    [
      "ports: {a: {vlan: 1, trunk: [2]}}",
      "net.yaml:1:9: ports.a: vlan and trunk exclude each other: a guest is on one VLAN, or has the tags itself",
    ],
    [
      "ports: {a-b: {}, a_b: {}}",
      "net.yaml:1:18: ports.a_b: rc.conf has one variable for a-b and a_b",
    ],
    ["mac: {hash: rm -rf /}", expect.stringContaining("net.yaml:1:7: mac.hash: must be one of")],
    ["monitor: {args: $(reboot)}", expect.stringContaining("monitor.args: ")],
    ["version: 2", "net.yaml:1:1: version: must be 1, the only version there is, and is 2"],
    ["", "net.yaml: is empty; ngbuddy export prints one"],
  ])("%j", (source, said) => {
    expect(faultIn(source)).toEqual(said);
  });
});

describe("what makes a document mean something else, or grow, is refused", () => {
  const bomb = `a: &a [x, x, x, x, x, x, x, x]\n${[..."bcdefghi"].map((key, at) => `${key}: &${key} [${Array(8).fill(`*${"abcdefgh"[at]}`)}]`).join("\n")}\n`;
  test.each([
    ["aliases", bomb, /:2:8: b\[0\]: there are no aliases/],
    ["a key twice", "bridges:\n  a: {if: x}\n  a: {if: y}", /:3:3: bridges\.a: is there twice/],
    ["a tag", "ports: !!binary aa", /there are no tags/],
    ["a second document", "version: 1\n---\nversion: 1", /:2:1: there is a second document/],
    ["another YAML", "%YAML 1.1\n---\nversion: 1", /must be YAML 1\.2/],
    ["brackets without end", "[".repeat(500_000), /:1:13: brackets are 12 deep/],
    ["dashes without end", "- ".repeat(100_000), /nested too deeply|no YAML/],
    ["a huge file", `# ${"x".repeat(2 ** 20)}`, /is longer than/],
    ["a tab", "bridges:\n\ta: {}", /a tab indents this line/],
    ["a key of JavaScript's", "bridges: {__proto__: {if: a}}", /can be called "__proto__"/],
    ["constructor", "ports: {constructor: {}}", /can be called "constructor"/],
  ])("%s", (_, source, said) => {
    const message = faultIn(source);
    expect(message).toMatch(said);
    expect(message).not.toContain("\n");
  });

  test("a hundred thousand keys take no longer than they are long", () => {
    const keys = Array.from({ length: 60_000 }, (_, at) => `k${at}: 1`).join("\n");
    expect(faultIn(keys)).toMatch(/k0: there is no such key/);
  });
});

test("a number that YAML would round stays as it is written", () => {
  const document = readDocument(
    "bridges: {10: {if: em0, vlan: 10.20}}\nmac: {prefix: 001122}\n",
    "net.yaml",
  );
  expect(document).toEqual({
    bridges: { "10": { if: "em0", vlan: "10.20" } },
    mac: { prefix: "001122" },
  });
  for (const form of ["yaml", "json"] as const)
    expect(readDocument(documentText(document, form), "it")).toEqual(document);
});

/** The essentials of SARIF 2.1.0: what its schema requires of the properties that we write. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { ConfigFinding } from "./finding.ts";
import { rules } from "./rules/index.ts";
import { sarifLog } from "./sarif.ts";

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const text = v.strictObject({ text: v.pipe(v.string(), v.minLength(1)) });
/** uri-reference of RFC 3986, as far as we make one. */
const uri = v.pipe(v.string(), v.regex(/^(?:file:\/\/\/)?(?:[\w.~!*'()-]|%[0-9A-F]{2}|\/)+$/));
const artifactLocation = v.strictObject({ uri });
const log = v.strictObject({
  $schema: v.pipe(v.string(), v.url()),
  version: v.literal("2.1.0"),
  runs: v.array(
    v.strictObject({
      tool: v.strictObject({
        driver: v.strictObject({
          name: v.string(),
          fullName: v.string(),
          version: v.string(),
          rules: v.array(v.strictObject({ id: v.string(), shortDescription: text })),
        }),
      }),
      columnKind: v.picklist(["utf16CodeUnits", "unicodeCodePoints"]),
      artifacts: v.array(v.strictObject({ location: artifactLocation })),
      results: v.array(
        v.strictObject({
          ruleId: v.string(),
          ruleIndex: v.pipe(v.number(), v.integer(), v.minValue(0)),
          level: v.picklist(["none", "note", "warning", "error"]),
          message: text,
          locations: v.array(
            v.strictObject({
              physicalLocation: v.strictObject({
                artifactLocation,
                region: v.optional(
                  v.strictObject({ startLine: positive, startColumn: v.optional(positive) }),
                ),
              }),
            }),
          ),
        }),
      ),
    }),
  ),
});

const findings: ConfigFinding[] = [
  { file: "/etc/rc.conf", line: 3, column: 1, rule: "value", severity: "error", message: "bad" },
  { file: "a b/ä%.conf", line: 2, rule: "only-sh", severity: "note", message: "x" },
  { file: "-", rule: "syntax", severity: "warning", message: "y" },
  { file: "c:\ud800?#.conf", rule: "syntax", severity: "warning", message: "y" },
];

test("what is found is a log as SARIF 2.1.0 has it, rules by their index", () => {
  const made = sarifLog({ files: findings.map(({ file }) => file), findings }, rules, "1.0");
  expect(v.parse(log, JSON.parse(JSON.stringify(made)))).toBeDefined();
  const [run] = made.runs;
  expect(run!.tool.driver.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  for (const { ruleId, ruleIndex } of run!.results)
    expect(run!.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  expect(
    run!.results.map(({ locations }) => locations[0]!.physicalLocation.artifactLocation.uri),
  ).toEqual(["file:///etc/rc.conf", "a%20b/%C3%A4%25.conf", "stdin", "c%3A%EF%BF%BD%3F%23.conf"]);
});

test("the documents list every rule as it says itself", () => {
  const file = join(import.meta.dirname, "..", "..", "..", "docs", "troubles.md");
  const [, table = ""] = readFileSync(file, "utf8").split("| rule | what it finds |");
  const listed = table.split("\n").filter((line) => /^\| `[a-z-]+` \| /.test(line));
  expect(listed).toEqual(rules.map(({ id, summary }) => `| \`${id}\` | ${summary} |`));
});

test("every rule has a name of its own and says what it looks for", () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { id, summary } of rules) {
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(summary.length).toBeGreaterThan(20);
  }
});

/** A report as SARIF 2.1.0 (OASIS), which editors and code hosting services read. */
import type { Report } from "./report.ts";
import type { ConfigRule } from "./rule.ts";

const SCHEMA =
  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** What standard input is called: a URI reference may not be empty, nor a lone dash a file's. */
const STDIN = "stdin";

/** The report as a log with one run. `version`: ours. */
export function sarifLog(report: Report, rules: readonly ConfigRule[], version: string) {
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "ngbuddy",
            fullName: "Netgraph Buddy: ngbuddy check",
            version,
            rules: rules.map(({ id, summary }) => ({
              id,
              shortDescription: { text: `${summary[0]!.toUpperCase()}${summary.slice(1)}.` },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        artifacts: report.files.map((file) => ({ location: { uri: uriOf(file) } })),
        results: report.findings.map(({ file, line, column, rule, severity, message }) => ({
          ruleId: rule,
          ruleIndex: rules.findIndex(({ id }) => id === rule),
          level: severity,
          message: { text: message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(file) },
                ...(line !== undefined && {
                  region: { startLine: line, ...(column !== undefined && { startColumn: column }) },
                }),
              },
            },
          ],
        })),
      },
    ],
  };
}

/** A path as a URI reference: absolute ones are files of this machine, others are relative to where the reader says. */
function uriOf(path: string): string {
  if (path === "-") return STDIN;
  // Half a pair of UTF-16 has no UTF-8.
  const wellFormed = path.replace(/\p{Cs}/gu, "\ufffd");
  const escaped = wellFormed.split("/").map(encodeURIComponent).join("/");
  // The colon of a first part would make a scheme of it; encodeURIComponent has escaped it.
  return path.startsWith("/") ? `file://${escaped}` : escaped;
}

/** What a check found, as text and as one value for programs. */
import { counted } from "../counted.ts";
import { printable } from "../printable.ts";
import type { ConfigFinding } from "./finding.ts";

/** What was looked through, and what was found. */
export interface Report {
  readonly files: readonly string[];
  readonly findings: readonly ConfigFinding[];
}

/** How many findings of a severity there are. */
export function countOf({ findings }: Report, severity: ConfigFinding["severity"]): number {
  return findings.filter((one) => one.severity === severity).length;
}

/** A finding in a line, as compilers write theirs and editors read them: `rc.conf:3:1: error: … [value]`. */
export function findingLine(finding: ConfigFinding): string {
  const { file, line, column, severity, message, rule } = finding;
  const place = [
    file,
    ...(line === undefined ? [] : [line]),
    ...(column === undefined ? [] : [column]),
  ];
  return printable(`${place.join(":")}: ${severity}: ${message} [${rule}]`);
}

/** The line below the findings. */
export function summaryLine(report: Report): string {
  const { files, findings } = report;
  const looked = counted(files.length, "file");
  if (findings.length === 0) return `${looked} checked: nothing is wrong.`;
  const counts = (["error", "warning", "note"] as const)
    .map((severity) => [severity, countOf(report, severity)] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => counted(count, severity));
  return `${looked} checked: ${counts.join(", ")}.`;
}

/** The report as one value. */
export function reportValue(report: Report) {
  return {
    version: 1,
    files: report.files,
    findings: report.findings.map(({ file, line, column, rule, severity, message }) => ({
      ...{ file, line, column, rule, severity, message },
    })),
    errors: countOf(report, "error"),
    warnings: countOf(report, "warning"),
    notes: countOf(report, "note"),
  };
}

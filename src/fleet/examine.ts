/** What the doctors of all hosts find, for the page and for programs. */
import type { FleetExamined } from "../web/fleetserver.ts";
import { doctoredSchema } from "./answershapes.ts";
import type { Standing } from "./standing.ts";

/** How long a doctor may take, milliseconds. */
const TIMEOUT = 60_000;

/** Asks all doctors at once. */
export async function examineAll(standing: Standing): Promise<FleetExamined> {
  const all = await standing.askAll(standing.hosts(), "doctor", doctoredSchema, TIMEOUT);
  let checks = 0;
  const findings: FleetExamined["findings"][number][] = [];
  const missing: FleetExamined["missing"][number][] = [];
  for (const { member, answer } of all) {
    const host = member.name;
    if ("error" in answer) missing.push({ host, error: answer.error });
    else {
      checks = Math.max(checks, answer.value.checks ?? 0);
      for (const { fixable = false, ...one } of answer.value.findings)
        findings.push({ host, ...one, fixable });
    }
  }
  return { time: new Date().toISOString(), checks, findings, missing };
}

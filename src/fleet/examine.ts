/** What the doctors of all hosts find, and what is wrong between hosts, for the page and for programs. */
import type { FleetExamined } from "../web/findings.ts";
import { examineFleet } from "./doctor/examine.ts";
import { NO_SERVER, type Standing } from "./standing.ts";

/** How long a doctor may take, milliseconds. */
const TIMEOUT = 60_000;

/** Asks all doctors at once. */
export async function examineAll(standing: Standing): Promise<FleetExamined> {
  const link = standing.link();
  const members = standing.hosts();
  const time = new Date().toISOString();
  if (link === undefined) {
    const missing = members.map(({ name }) => ({ host: name, error: NO_SERVER }));
    return { time, findings: [], across: [], missing };
  }
  const { findings, across, missing } = await examineFleet({ link }, members, TIMEOUT);
  return {
    time: new Date().toISOString(),
    findings: findings.map((one) => ({ ...one, fixable: one.fixable ?? false })),
    across,
    missing,
  };
}

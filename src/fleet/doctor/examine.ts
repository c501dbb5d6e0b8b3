/** What is wrong in a fleet: on each host by its own doctor, and between hosts. */
import { askAll, type Fleet, type Missing, parted } from "../owner.ts";
import type { Member } from "../subjects.ts";
import { type Surveyed, surveyedSchema } from "../survey.ts";
import { type AcrossFinding, runAcross } from "./check.ts";
import { acrossChecks } from "./checks/index.ts";

/** What was found. */
export interface Examined {
  readonly findings: readonly ({ readonly host: string } & Surveyed["findings"][number])[];
  readonly across: readonly AcrossFinding[];
  /** The hosts that did not say. */
  readonly missing: readonly Missing[];
}

/** Asks hosts. What is between hosts is found among those that were asked. */
export async function examineFleet(
  fleet: Pick<Fleet, "link">,
  members: readonly Member[],
  timeout: number,
): Promise<Examined> {
  const { answered, missing } = parted(
    await askAll(fleet, members, "survey", surveyedSchema, timeout),
  );
  const surveys = new Map(answered.map(({ host, value }) => [host, value.survey]));
  return {
    findings: answered.flatMap(({ host, value }) =>
      value.findings.map((one) => ({ host, ...one })),
    ),
    across: runAcross(acrossChecks, surveys),
    missing,
  };
}

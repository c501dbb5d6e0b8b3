/** Two labs as hosts of a fleet, and what is wrong between them. */
import { expect } from "bun:test";
import * as v from "valibot";
import { surveyOf } from "../../src/fleet/agent/survey.ts";
import { type AcrossFinding, runAcross } from "../../src/fleet/doctor/check.ts";
import { acrossChecks } from "../../src/fleet/doctor/checks/index.ts";
import { type Survey, surveyedSchema } from "../../src/fleet/survey.ts";
import { labHost } from "../../src/lab/host.ts";
import type { DoctorLab } from "./doctorlab.ts";

/** Hosts called web1, web2 and so on. */
type Labs = readonly DoctorLab[];

/** Returns what is wrong between them. */
export async function acrossFindings(labs: Labs): Promise<readonly AcrossFinding[]> {
  const surveys = new Map<string, Survey>();
  for (const [at, { lab }] of labs.entries()) {
    const told = JSON.parse(JSON.stringify(await surveyOf(labHost(lab))));
    surveys.set(`web${at + 1}`, v.parse(surveyedSchema, told).survey);
  }
  return runAcross(acrossChecks, surveys);
}

/** Types each line on its host; all must succeed. */
async function typeAcross(labs: Labs, { type }: AcrossFinding): Promise<void> {
  for (const { host, line } of type) await labs[Number(host.slice(3)) - 1]!.type([line]);
}

/** A trouble between hosts, as it is made and as it is to be told. */
interface AcrossTrouble {
  readonly check: string;
  readonly severity?: "error" | "warning";
  /** What brings each host into it. */
  readonly by: readonly (readonly string[])[];
  readonly about: string;
  readonly found: RegExp;
  readonly type: readonly string[];
  /** What the hosts' own doctors say afterwards, and how to be rid of that: the check and what it is about. */
  readonly leaves?: readonly (readonly [string, string])[];
  /** Lets time pass, where that is needed. */
  readonly wait?: () => void;
}

/**
 * Makes a trouble on hosts that have none, holds what is said against it, types what is said, and sees that nothing is wrong any
 * more, between them and on each.
 */
export async function expectMendedAcross(labs: Labs, trouble: AcrossTrouble): Promise<void> {
  const {
    check,
    severity = "error",
    by,
    about,
    found,
    type,
    leaves = [],
    wait = () => {},
  } = trouble;
  expect(await acrossFindings(labs)).toEqual([]);
  for (const [at, lines] of by.entries()) await labs[at]!.type(lines);
  wait();
  const findings = await acrossFindings(labs);
  expect(findings.map((one) => [one.check, one.severity, one.about])).toEqual([
    [check, severity, about],
  ]);
  expect(findings[0]!.found).toMatch(found);
  expect(findings[0]!.type.map(({ host, line }) => `${host}# ${line}`)).toEqual([...type]);
  await typeAcross(labs, findings[0]!);
  wait();
  expect(await acrossFindings(labs)).toEqual([]);
  const left = (await Promise.all(labs.map((lab) => lab.findings()))).flat();
  expect(left.map((one) => [one.check, one.about])).toEqual(leaves.map((one) => [...one]));
}

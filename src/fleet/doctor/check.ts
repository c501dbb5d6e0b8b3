/** What is looked at on several hosts at once, beside what each host's own doctor finds. */
import type { Survey } from "../survey.ts";
import { type Place, placesOf } from "./places.ts";

/** One thing that is wrong between hosts, why that matters, and what to type where. */
export interface AcrossFinding {
  /** The check that found it. */
  readonly check: string;
  readonly severity: "error" | "warning";
  /** The hosts that it is about. */
  readonly hosts: readonly string[];
  /** What it is about: a jail, an address, a bridge. */
  readonly about: string;
  /** What was seen, going on after what it is about. */
  readonly found: string;
  readonly why: string;
  /** A command line each, and the host to type it on; empty when no command helps. */
  readonly type: readonly { readonly host: string; readonly line: string }[];
}

/** What a check returns: a finding, without what is the same for all of the check. */
export type AcrossFound = Omit<AcrossFinding, "check">;

/** The hosts that answered, as checks look at them. */
export interface Across {
  readonly surveys: ReadonlyMap<string, Survey>;
  /** Their bridges. */
  readonly places: readonly Place[];
}

/** One thing that is looked at. */
export interface AcrossCheck {
  readonly name: string;
  /** What is as it should be when nothing is found, in a line. */
  readonly summary: string;
  examine(across: Across): readonly AcrossFound[];
}

/** Makes every check of a list. */
export function runAcross(
  checks: readonly AcrossCheck[],
  surveys: ReadonlyMap<string, Survey>,
): readonly AcrossFinding[] {
  const across = { surveys, places: placesOf(surveys) };
  return checks.flatMap(({ name, examine }) =>
    examine(across).map((found) => ({ check: name, ...found })),
  );
}

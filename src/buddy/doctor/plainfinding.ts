/** A finding as programs read it. */
import type { Finding } from "./check.ts";

/** A finding without the plan that mends it. */
export interface PlainFinding extends Omit<Finding, "fix"> {
  /** Can `ngbuddy doctor --fix` mend it? */
  readonly fixable: boolean;
}

/** Returns what programs are told of a finding. */
export function plainFinding({
  check,
  severity,
  about,
  found,
  why,
  type,
  fix,
}: Finding): PlainFinding {
  return { check, severity, about, found, why, type, fixable: fix !== undefined };
}

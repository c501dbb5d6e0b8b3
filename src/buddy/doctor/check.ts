/** What the doctor looks at: one check after the other, and what each has found. */

import { JailConfError } from "../../config/jailconf/lex.ts";
import { RcSyntaxError } from "../../config/rcconf.ts";
import { SettingsError } from "../../config/settings.ts";
import { CommandError } from "../../host/commanderror.ts";
import { FileError } from "../../host/host.ts";
import { OutputError } from "../../host/json.ts";
import { KernelError } from "../../host/kernelerror.ts";
import { NetgraphError } from "../../netgraph/errno.ts";
import { Refusal } from "../refusal.ts";
import type { Remedy } from "./remedies.ts";
import type { Sight } from "./sight.ts";

/** What checks are about; a topic is given to the doctor as its argument. */
export const TOPICS = [
  "nics",
  "bridges",
  "jails",
  "addresses",
  "carp",
  "firewall",
  "ipv6",
  "kernel",
  "configuration",
] as const;
/** A topic of checks. */
export type Topic = (typeof TOPICS)[number];

/** One thing that is wrong, why that matters, and what to type. */
export interface Finding extends Partial<Remedy> {
  /** The check that found it. */
  readonly check: string;
  /** An error cuts somebody off, or will; a warning costs something, or may. */
  readonly severity: "error" | "warning";
  /** What it is about: a guest, a bridge, an interface or the host. */
  readonly about: string;
  /** What was seen, going on after what it is about: `is not promiscuous`. */
  readonly found: string;
  /** Why it matters, and what else helps. */
  readonly why: string;
  /** What to type on the host, a command line each; empty when no command helps. */
  readonly type: readonly string[];
}

/** What a check returns: a finding, without what is the same for all of the check. */
export type Found = Omit<Finding, "check">;

/** One thing that the doctor looks at. */
export interface DoctorCheck {
  readonly name: string;
  readonly topic: Topic;
  /** What is as it should be when nothing is found, in a line. */
  readonly summary: string;
  /** Looks at it. What cannot be read may be thrown: it is told as not looked at. */
  examine(sight: Sight): Promise<readonly Found[]>;
}

/** Makes every check of a list, one after the other. What could not be looked at is told once for each reason. */
export async function runDoctor(
  checks: readonly DoctorCheck[],
  sight: Sight,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const unseen = new Map<string, string[]>();
  for (const { name, examine } of checks) {
    try {
      for (const found of await examine(sight)) findings.push({ check: name, ...found });
    } catch (error) {
      if (!isHosts(error)) throw error;
      unseen.set(error.message, [...(unseen.get(error.message) ?? []), name]);
    }
  }
  for (const [reason, names] of unseen) findings.push(notLookedAt(names, reason));
  return findings;
}

/** Returns what is said of checks that could not be made. */
function notLookedAt(names: readonly string[], reason: string): Finding {
  return {
    check: names[0]!,
    severity: "warning",
    about: names.join(", "),
    found: "could not be looked at",
    why: reason,
    type: [],
  };
}

/** Is it the host, or a file of it, that does not let itself be read? Everything else is a fault of ours. */
function isHosts(error: unknown): error is Error {
  return [
    CommandError,
    FileError,
    JailConfError,
    KernelError,
    NetgraphError,
    OutputError,
    RcSyntaxError,
    Refusal,
    SettingsError,
  ].some((kind) => error instanceof kind);
}

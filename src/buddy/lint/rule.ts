/** What a rule of the check is given, and what it is. */
import type { DevfsRules } from "../../config/devfsrules.ts";
import type { Found } from "./finding.ts";
import type { JailsReading } from "./jailsreading.ts";
import type { RcReading } from "./rcreading.ts";
import type { Source } from "./source.ts";

/** A configuration, as far as it was there to be read. */
export interface Configuration {
  /** The files of rc.conf's form as they are, for what is about their bytes. */
  readonly rcSources: readonly Source[];
  /** Absent when there are no files of rc.conf's form, or one of them cannot be read: nothing is known then of what they do not say. */
  readonly rc?: RcReading;
  /** What could not be read, and what sh(1) refuses. */
  readonly refused: readonly Found[];
  /** Absent when no jail.conf was given. */
  readonly jails?: JailsReading;
  /** Rules for /dev in jails; absent when they are not known. */
  readonly devfs?: DevfsRules;
  /** Are these all the files of a host, so that what is not in them is nowhere? */
  readonly isWhole: boolean;
}

/** A rule: one thing that people get wrong, or a close family of them. */
export interface ConfigRule {
  /** As findings have it: `two-bridges`. */
  readonly id: string;
  /** What it looks for, in a line. */
  readonly summary: string;
  /** Returns what it has found. */
  examine(configuration: Configuration): Iterable<Found>;
}

/** What a check of the configuration finds, and where. */

/** `error`: it cannot work so. `warning`: it is hardly meant so. `note`: it could not be checked. */
export type Severity = "error" | "warning" | "note";

/** A place in a file. Lines and columns are counted from 1, columns in UTF-16 units; absent where the whole file is meant. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** What a rule has found. */
export interface Found {
  readonly at: Place;
  readonly severity: Severity;
  /** What is wrong, and what would be right: one line for people. */
  readonly message: string;
  /** The jail that it is about: what is wrong for many at one place is told once. */
  readonly jail?: string;
}

/** The same, with the rule that found it. */
export interface ConfigFinding extends Place {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
}

/** The versions of the CNI specification. */
import { CniError, cniCode } from "./error.ts";

/** Those that are spoken here, the oldest first. Before 0.3.0 results had another form. */
export const VERSIONS = ["0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"] as const;
/** One of them. */
export type Version = (typeof VERSIONS)[number];

/** The version of answers to those who speak none of them. */
export const NEWEST: Version = "1.1.0";

/** Returns the version of a configuration; one that does not say is of 0.1.0. Throws a CniError for one that is not spoken here. */
export function readVersion(text: string | undefined): Version {
  const found = VERSIONS.find((one) => one === text);
  if (found !== undefined) return found;
  throw new CniError(
    cniCode.version,
    `cniVersion ${JSON.stringify(text ?? "0.1.0")} is not spoken here; give one of ${VERSIONS.join(", ")}`,
  );
}

/** Is a version at least another one? */
export function isAtLeast(version: Version, other: Version): boolean {
  return VERSIONS.indexOf(version) >= VERSIONS.indexOf(other);
}

/** Names of FreeBSD's releases, and what a lab has of one. */
import type { Bastille } from "./context.ts";

/** `15.1-RELEASE`, in any case: the name as its directory has it; undefined for what a lab has none of. */
export function releaseNamed(word: string): string | undefined {
  const name = word.toUpperCase();
  return /^\d+\.\d-(?:RELEASE|CURRENT|STABLE|RC[1-9]|BETA[1-9])$/.test(name) ? name : undefined;
}

/** The version that a root directory's freebsd-version says; undefined without one. */
export function versionIn(bastille: Bastille, root: string): string | undefined {
  const text = bastille.text(`${root}/bin/freebsd-version`);
  return /^USERLAND_VERSION="?([^"\s]+)/m.exec(text)?.[1];
}

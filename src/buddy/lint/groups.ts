/** Files of several hosts, told apart. */
import type { Kind } from "./kind.ts";
import type { Source } from "./source.ts";

/** A file that was named, and what it is. */
export interface NamedFile extends Source {
  readonly kind: Kind;
}

/**
 * Returns the files of one host after the other. They are of one host, unless there is an rc.conf in several directories:
 * then what lies below one of these directories is of one host.
 */
export function byHost(files: readonly NamedFile[]): NamedFile[][] {
  const roots = new Set(
    files
      .filter(({ file, kind }) => kind === "rc.conf" && isMain(file))
      .map(({ file }) => etcOf(file)),
  );
  if (roots.size < 2) return files.length === 0 ? [] : [[...files]];
  const groups = new Map<string, NamedFile[]>();
  for (const one of files) {
    const etc = etcOf(one.file);
    groups.set(etc, [...(groups.get(etc) ?? []), one]);
  }
  return [...groups.values()];
}

function isMain(file: string): boolean {
  return /(?:^|\/)rc\.conf$/.test(file);
}

/** The directory that stands for a host's /etc. */
function etcOf(file: string): string {
  return file
    .replace(/(?:^|\/)[^/]*$/, "")
    .replace(/(?:^|\/)(?:jail|rc)\.conf\.d(?:\/.*)?$/, "")
    .replace(/(^|\/)usr\/local\/etc$/, "$1etc");
}

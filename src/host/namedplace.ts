/** Where on this machine a file lies that somebody named: in a lab it is the lab's. */
import { posix } from "node:path";
import { placeWithin } from "./within.ts";

/** Whose files they are that a command line names. */
export interface NamedFrom {
  /** In a lab, where relative paths of its files begin; absent where the files are this machine's. */
  readonly directory?: string | undefined;
  /** In a lab, the directory of this machine that its files lie in; absent where they lie in memory alone. */
  readonly root?: string | undefined;
}

/**
 * Returns where a file lies on this machine, its links followed in a lab; undefined for one of a lab in memory. Throws ELOOP
 * and EACCES for links of a lab that lead nowhere in it.
 */
export function placeOfNamed({ directory, root }: NamedFrom, path: string): string | undefined {
  if (directory === undefined) return path;
  return root === undefined ? undefined : placeWithin(root, posix.resolve(directory, path));
}

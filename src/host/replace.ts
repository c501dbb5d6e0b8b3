/** Files that others read again and again, in whose place a new one comes at once. */
import { randomBytes } from "node:crypto";
import { closeSync, lstatSync, renameSync, rmSync } from "node:fs";
import { createRegular, kindOf, StrangeError, writeAll } from "./regular.ts";

/**
 * Replaces a file, whole or not at all: who reads it meanwhile gets the old one. A link is replaced, not followed. Throws
 * a StrangeError for a directory, a device and the like, which stay.
 */
export function replaceRegular(path: string, bytes: Uint8Array, mode = 0o600): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile() && !there.isSymbolicLink())
    throw new StrangeError(`${path} is in the way: it is ${kindOf(there)}`);
  // Nobody can know the name, and put something there before.
  const fresh = `${path}.${process.pid}.${randomBytes(6).toString("hex")}`;
  const file = createRegular(fresh, mode);
  try {
    writeAll(file, bytes);
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** The file with the key of the cookies. A new key in it lets in nobody who was let in before. */
import { randomBytes } from "node:crypto";
import { lstatSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { type OwnDirectory, ownDirectory } from "../host/owndirectory.ts";
import { readRegular, StrangeError } from "../host/regular.ts";
import { replaceRegular } from "../host/replace.ts";

const KEY_SIZE = 32;

/** A file with a key that nobody else may read, in a directory of ours. */
export class KeyFile {
  private known: { readonly key: Buffer; readonly version: string } | undefined;

  constructor(private readonly file: string) {}

  /**
   * Returns the key that is in the file now; it is made when there is none, or one that somebody else could know.
   * Throws when it can neither be read nor made.
   */
  key(): Buffer {
    const version = this.version();
    if (this.known === undefined || this.known.version !== version) {
      const key = readKey(this.file) ?? makeKey(this.file);
      this.known = { key, version: this.version() };
    }
    return this.known.key;
  }

  /** Replaces the key; servers that run notice it with their next answer. */
  revoke(): void {
    makeKey(this.file);
  }

  private version(): string {
    const found = statSync(this.file, { throwIfNoEntry: false });
    return found === undefined ? "" : `${found.dev} ${found.ino} ${found.mtimeMs} ${found.size}`;
  }
}

/** Returns the key, undefined when there is none that is ours alone. */
function readKey(file: string): Buffer | undefined {
  directoryOf(file).check(dirname(file));
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined || (found.mode & 0o077) !== 0) return undefined;
  try {
    const key = readRegular(file, "own");
    return key.length === KEY_SIZE ? key : undefined;
  } catch (error) {
    if (error instanceof StrangeError) return undefined;
    throw error;
  }
}

/** Makes a key, in place of what is there: whole or not at all. */
function makeKey(file: string): Buffer {
  directoryOf(file).make(dirname(file));
  const key = randomBytes(KEY_SIZE);
  replaceRegular(file, key);
  return key;
}

/** Nothing else is in it but what is ours: what others may do there, they may not from now on. */
function directoryOf(file: string): OwnDirectory {
  return ownDirectory(dirname(file), { remark: () => {}, nameOf: (path) => path });
}

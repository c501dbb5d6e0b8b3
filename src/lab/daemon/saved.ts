/** A whole lab as one value, and as a file: its description, what it is at the moment, and its file tree. */
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import * as v from "valibot";
import { createRegular, readRegular, writeAll } from "../../host/regular.ts";
import { createClock } from "../base/clock.ts";
import { normalPath } from "../files/files.ts";
import { memoryFiles } from "../files/memoryfiles.ts";
import { parseHostDescription } from "../hostjson.ts";
import { Lab } from "../lab.ts";
import { type LabState, restoreState } from "../state.ts";
import type { LabDirectory } from "./directory.ts";
import { keepState } from "./keeper.ts";

const FORMAT = "ngbuddy lab";
const VERSION = 1;
/** The most that a file may unfold to, bytes. */
const MAX_BYTES = 512 * 1024 * 1024;

/** A lab that was saved. */
export interface SavedLab {
  readonly format: typeof FORMAT;
  /** Of this form. */
  readonly version: typeof VERSION;
  /** Its host.json, as it is written. */
  readonly host: string;
  /** What it was; null of one that had not run. */
  readonly state: LabState | null;
  /** What is in its file tree, each directory before what is in it. */
  readonly tree: readonly TreeEntry[];
}

/** A directory, a file or a symbolic link of a lab's tree, by its path in the lab. */
type TreeEntry =
  | { readonly directory: string }
  | { readonly file: string; readonly mode: number; readonly bytes: string }
  | { readonly link: string; readonly to: string };

/** A file that holds no saved lab, or one that cannot be used. */
export class SavedLabError extends Error {
  override readonly name = "SavedLabError";
}

const base64 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/));
const savedSchema = v.object({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  host: v.string(),
  state: v.nullable(
    v.looseObject({
      clock: v.object({
        bootEpoch: v.pipe(v.number(), v.finite()),
        uptime: v.pipe(v.number(), v.finite(), v.minValue(0)),
      }),
    }),
  ),
  tree: v.array(
    v.union([
      v.strictObject({ directory: v.string() }),
      v.strictObject({
        file: v.string(),
        mode: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0o777)),
        bytes: base64,
      }),
      v.strictObject({ link: v.string(), to: v.pipe(v.string(), v.nonEmpty()) }),
    ]),
  ),
});

/** Returns the lab of a directory, with the state that it is given. */
export function savedLab(directory: LabDirectory, state: LabState | undefined): SavedLab {
  return {
    format: FORMAT,
    version: VERSION,
    host: readRegular(directory.hostFile, "any").toString(),
    state: state ?? null,
    tree: existsSync(directory.root) ? [...treeOf(directory.root, "/")] : [],
  };
}

/** What is in a directory and below. Links are told, and not followed; sockets and the like are left out. */
function* treeOf(root: string, path: string): Generator<TreeEntry> {
  for (const name of readdirSync(join(root, path)).sort()) {
    const inLab = path === "/" ? `/${name}` : `${path}/${name}`;
    const place = join(root, inLab);
    const stats = lstatSync(place);
    if (stats.isSymbolicLink()) yield { link: inLab, to: readlinkSync(place) };
    else if (stats.isDirectory()) {
      yield { directory: inLab };
      yield* treeOf(root, inLab);
    } else if (stats.isFile()) {
      const bytes = readRegular(place, "any").toString("base64");
      yield { file: inLab, mode: stats.mode & 0o777, bytes };
    }
  }
}

/** Returns a saved lab as the bytes of a file. */
export function packLab(saved: SavedLab): Uint8Array {
  return gzipSync(JSON.stringify(saved));
}

/**
 * Reads a saved lab, and boots it in memory to see whether it can be. Throws a SavedLabError for what is none, what another
 * version wrote, and for a tree that would reach outside of a lab; a DescriptionError for a host that is none.
 */
export function unpackLab(bytes: Uint8Array): SavedLab {
  let json: unknown;
  try {
    json = JSON.parse(gunzipSync(bytes, { maxOutputLength: MAX_BYTES }).toString());
  } catch {
    throw new SavedLabError("it is no saved lab; lab save writes one");
  }
  const { format, version } = (json ?? {}) as { readonly format?: unknown; version?: unknown };
  if (format !== FORMAT) throw new SavedLabError("it is no saved lab; lab save writes one");
  if (version !== VERSION)
    throw new SavedLabError(
      `it is of version ${String(version)}, and this ngbuddy reads version ${VERSION}; restore it with the one that saved it`,
    );
  const { success, output, issues } = v.safeParse(savedSchema, json);
  if (!success) throw new SavedLabError(`it is damaged: ${v.getDotPath(issues[0]) ?? "all of it"}`);
  const saved = output as unknown as SavedLab;
  checkTree(saved.tree);
  tryOut(saved);
  return saved;
}

/** A tree that is whole and stays in itself: each thing in a directory that was named before, and named once. */
function checkTree(tree: readonly TreeEntry[]): void {
  const directories = new Set(["/"]);
  const all = new Set<string>(["/"]);
  for (const entry of tree) {
    const path = pathOf(entry);
    const shown = JSON.stringify(path.slice(0, 200));
    if (path.includes("\0") || !path.startsWith("/") || normalPath(path) !== path)
      throw new SavedLabError(
        `a path in it leads elsewhere: ${shown}; it must be as in /etc/rc.conf`,
      );
    if (all.has(path)) throw new SavedLabError(`a path stands in it twice: ${shown}`);
    if (!directories.has(path.slice(0, path.lastIndexOf("/")) || "/"))
      throw new SavedLabError(`a path in it is in no directory of the lab: ${shown}`);
    if ("link" in entry && entry.to.includes("\0"))
      throw new SavedLabError(`a link in it leads nowhere: ${shown}`);
    all.add(path);
    if ("directory" in entry) directories.add(path);
  }
}

function pathOf(entry: TreeEntry): string {
  if ("directory" in entry) return entry.directory;
  return "file" in entry ? entry.file : entry.link;
}

/** What cannot come back is told before anything is thrown away for it. */
function tryOut({ host, state }: SavedLab): void {
  const description = parseHostDescription(host);
  if (state === null) return;
  const lab = new Lab({ description, files: memoryFiles(), clock: createClock(state.clock) });
  try {
    restoreState(lab, state);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SavedLabError(`the state in it is of no use: ${why}`);
  }
}

/** Lays out a saved lab's tree beside the one that is there, in a directory that is a lab's already. Returns what puts the saved lab in the place of the other, which must not run by then. */
export function layOut(directory: LabDirectory, saved: SavedLab): () => void {
  const fresh = `${directory.root}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o755 });
  try {
    for (const entry of saved.tree) writeEntry(fresh, entry);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
  return () => {
    rmSync(directory.state, { force: true });
    rmSync(directory.root, { recursive: true, force: true });
    renameSync(fresh, directory.root);
    writeFile(directory.hostFile, Buffer.from(saved.host), 0o600);
    if (saved.state !== null) keepState(directory.state, saved.state);
  };
}

function writeEntry(root: string, entry: TreeEntry): void {
  const place = join(root, pathOf(entry));
  if ("directory" in entry) mkdirSync(place);
  else if ("link" in entry) symlinkSync(entry.to, place);
  else writeFile(place, Buffer.from(entry.bytes, "base64"), entry.mode);
}

function writeFile(place: string, bytes: Uint8Array, mode: number): void {
  const file = createRegular(place);
  try {
    writeAll(file, bytes);
  } finally {
    closeSync(file);
  }
  chmodSync(place, mode);
}

/** The cables of a lab as they are kept in its directory, so that its next process plugs them in again. */
import { closeSync, existsSync, realpathSync, renameSync, rmSync } from "node:fs";
import * as v from "valibot";
import { createRegular, readRegular, writeAll } from "../../host/regular.ts";
import type { LabDirectory } from "./directory.ts";

/** A cable, as one of its ends knows it. */
export interface CableWish {
  /** The NIC of this lab, as its description calls it. */
  readonly nic: string;
  /** The directory of the other lab, without links. */
  readonly lab: string;
  /** Its NIC. */
  readonly peer: string;
}

const cableSchema = v.object({ nic: v.string(), lab: v.string(), peer: v.string() });
const fileSchema = v.object({ version: v.literal(1), cables: v.array(cableSchema) });

/** A file of cables that cannot be read, and what would help. */
export class CableFileError extends Error {
  override readonly name = "CableFileError";
}

/** Returns the cables of a lab. Throws a CableFileError for a file that holds none. */
export function readCables({ cables: file }: LabDirectory): readonly CableWish[] {
  if (!existsSync(file)) return [];
  let json: unknown;
  try {
    json = JSON.parse(readRegular(file, "own").toString());
  } catch (error) {
    throw new CableFileError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { success, output } = v.safeParse(fileSchema, json);
  if (!success)
    throw new CableFileError(`${file} holds no cables; remove it, and plug them in again`);
  return output.cables;
}

/** Keeps the cables of a lab: all of them, or what was there before. */
export function writeCables({ cables: file }: LabDirectory, cables: readonly CableWish[]): void {
  if (cables.length === 0) {
    rmSync(file, { force: true });
    return;
  }
  const next = `${file}.new`;
  rmSync(next, { recursive: true, force: true });
  const descriptor = createRegular(next);
  try {
    writeAll(descriptor, Buffer.from(`${JSON.stringify({ version: 1, cables }, null, 1)}\n`));
  } finally {
    closeSync(descriptor);
  }
  renameSync(next, file);
}

/** The directory of a lab by the path that all who cable it call it: links lead to one and the same. */
export function cablePlace({ path }: Pick<LabDirectory, "path">): string {
  return realpathSync(path);
}

/** Returns how the other end knows a cable of the lab of a directory. */
export function seenFrom(place: string, { nic, peer }: CableWish): CableWish {
  return { nic: peer, lab: place, peer: nic };
}

/** Are they the same cable, seen from the same end? */
export function isSameCable(a: CableWish, b: CableWish): boolean {
  return a.nic === b.nic && a.lab === b.lab && a.peer === b.peer;
}

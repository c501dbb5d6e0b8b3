/** Changing the file with the keys of a fleet. */

import type { FleetFile } from "../../fleet/shapes.ts";
import { lock } from "../../host/lock.ts";
import { plainProcesses } from "../../host/processes.ts";
import { exitStatus, Failure, reasonOf } from "../io.ts";
import { type KeyFile, placeOf, readFleet, writeFleet } from "./file.ts";

/** How long another ngbuddy may take that changes the same fleet, milliseconds. */
const PATIENCE = 30_000;

/**
 * Has a fleet changed by one after the other: of two that did so at once, one would write what the other had not read. `change`
 * returns the fleet as it is to be, and what else is to be done when that is written; where this fails, the fleet is put
 * back. Throws a Failure, and what `change` does.
 */
export async function changeFleet(
  file: KeyFile,
  change: (before: FleetFile) => Promise<{ readonly fleet: FleetFile; after?(): void }>,
): Promise<void> {
  const release = await turnAt(file);
  try {
    const before = await readFleet(file);
    const { fleet, after } = await change(before);
    writeFleet(file, fleet);
    try {
      after?.();
    } catch (error) {
      writeFleet(file, before);
      throw error;
    }
  } finally {
    release();
  }
}

async function turnAt(file: KeyFile): Promise<() => void> {
  const path = `${placeOf(file)}.lock`;
  try {
    return await lock(path, {
      patience: PATIENCE,
      processes: plainProcesses(),
      setAside() {
        throw new Error("it is no lock of ours; remove it");
      },
      // The directory is anybody's.
      isAlone: true,
    });
  } catch (error) {
    // Where the directory is not there, there is no fleet, which is better said.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") await readFleet(file);
    throw new Failure(exitStatus.cannotCreate, `${file.name}.lock: ${reasonOf(error)}`);
  }
}

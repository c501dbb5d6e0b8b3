/** The fleet's file for whoever runs long: hosts that are enrolled or dismissed meanwhile are known at once. */
import { lstatSync } from "node:fs";
import type { FleetFile } from "../../fleet/shapes.ts";
import { reasonOf } from "../io.ts";
import { fleetIn, type KeyFile, placeOf } from "./file.ts";

/**
 * Returns what tells the file as it is now: it is read again when it has changed. One that cannot be read any more leaves what it
 * was, and is told of once. Throws what keeps it from being read at first.
 */
export async function followFleetFile(
  named: KeyFile,
  remark: (line: string) => void,
): Promise<() => FleetFile> {
  const { parseFleetFile } = await import("../../fleet/shapes.ts");
  const place = placeOf(named);
  let seen = stateOf(place);
  let file = fleetIn(named, parseFleetFile);
  return () => {
    const now = stateOf(place);
    if (now === seen) return file;
    seen = now;
    try {
      file = fleetIn(named, parseFleetFile);
    } catch (error) {
      remark(`${reasonOf(error)}; going on with the hosts that were there`);
    }
    return file;
  };
}

/** What changes when a file does: it is always replaced by another one. */
function stateOf(place: string): string {
  const there = lstatSync(place, { throwIfNoEntry: false });
  return there === undefined ? "" : `${there.ino} ${there.mtimeMs} ${there.size}`;
}

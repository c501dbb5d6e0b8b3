/** A lab with its files, to come back to as often as it is wanted. */
import { createClock } from "../../src/lab/base/clock.ts";
import type { Files } from "../../src/lab/files/files.ts";
import { memoryFiles } from "../../src/lab/files/memoryfiles.ts";
import { type LabState, restoreState, saveState } from "../../src/lab/state.ts";
import { type BuddyLab, buddyLab } from "./buddylab.ts";

export interface SavedBuddyLab {
  readonly state: LabState;
  readonly files: Files;
}

/** Returns undefined where there is a symbolic link: where it leads cannot be asked. */
export function saveBuddyLab({ lab, files }: BuddyLab): SavedBuddyLab | undefined {
  const copy = copied(files);
  return copy && { state: saveState(lab), files: copy };
}

/** Returns a lab that is as the saved one was, with files of its own. */
export function restored({ state, files }: SavedBuddyLab): BuddyLab {
  const lab = buddyLab({ files: copied(files)!, clock: createClock(state.clock) });
  restoreState(lab.lab, state);
  return lab;
}

function copied(files: Files): Files | undefined {
  const copy = memoryFiles();
  const copyBelow = (directory: string): boolean =>
    files.list(directory).every((name) => {
      const path = `${directory === "/" ? "" : directory}/${name}`;
      if (files.isLink(path)) return false;
      if (files.isDirectory(path)) {
        copy.makeDirectory(path);
        return copyBelow(path);
      }
      copy.write(path, files.read(path));
      copy.setExecutable(path, files.isExecutable(path));
      return true;
    });
  return copyBelow("/") ? copy : undefined;
}

/** A lab with its files, to come back to as often as it is wanted. */
import { createClock } from "../../src/lab/base/clock.ts";
import type { Files } from "../../src/lab/files/files.ts";
import { memoryFiles } from "../../src/lab/files/memoryfiles.ts";
import { type LabState, restoreState, saveState } from "../../src/lab/state.ts";
import { type BuddyLab, buddyLab, snapshot } from "./buddylab.ts";

export interface SavedBuddyLab {
  readonly state: LabState;
  readonly files: SavedFiles;
}

/** Every file by its path, directories (without a text) before what is in them. */
export type SavedFiles = readonly {
  readonly path: string;
  readonly text?: string;
  readonly isExecutable?: boolean;
}[];

/** Returns undefined where there is a symbolic link: where it leads cannot be asked. */
export function saveBuddyLab({ lab, files }: BuddyLab): SavedBuddyLab | undefined {
  const saved = saveFiles(files);
  return saved && { state: saveState(lab), files: saved };
}

/** Returns a lab that is as the saved one was, with files of its own. */
export function restored({ state, files }: SavedBuddyLab): BuddyLab {
  const lab = buddyLab({ files: restoreFiles(files), clock: createClock(state.clock) });
  restoreState(lab.lab, state);
  return lab;
}

/** Returns undefined where there is a symbolic link. */
export function saveFiles(files: Files): SavedFiles | undefined {
  const saved: SavedFiles[number][] = [];
  const saveBelow = (directory: string): boolean =>
    files.list(directory).every((name) => {
      const path = `${directory === "/" ? "" : directory}/${name}`;
      if (files.isLink(path)) return false;
      if (files.isDirectory(path)) {
        saved.push({ path });
        return saveBelow(path);
      }
      saved.push({ path, text: files.read(path), isExecutable: files.isExecutable(path) });
      return true;
    });
  return saveBelow("/") ? saved : undefined;
}

export function restoreFiles(saved: SavedFiles): Files {
  const files = memoryFiles();
  for (const { path, text, isExecutable = false } of saved) {
    if (text === undefined) files.makeDirectory(path);
    else {
      files.write(path, text);
      if (isExecutable) files.setExecutable(path, true);
    }
  }
  return files;
}

/** Returns what makes a lab as often as it is wanted: from the second time on, from what was saved of the first. */
export function repeated(make: () => Promise<BuddyLab>): () => Promise<BuddyLab> {
  let saved: SavedBuddyLab | undefined;
  return async () => {
    if (saved !== undefined) return restored(saved);
    const lab = await make();
    const kept = saveBuddyLab(lab);
    // A socket that is held open does not come back.
    if (kept !== undefined && Bun.deepEquals(snapshot(restored(kept)), snapshot(lab))) saved = kept;
    return lab;
  };
}

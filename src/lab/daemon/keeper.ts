/** Keeps what a lab is on disk, so that its process can die and another one goes on. */
import { closeSync, existsSync, renameSync, rmSync, utimesSync } from "node:fs";
import { createRegular, readRegular, writeAll } from "../../host/regular.ts";
import type { Lab } from "../lab.ts";
import { type LabState, saveState } from "../state.ts";

/** What is written: the state, its clock apart, and when that was, milliseconds since the epoch. */
interface Written {
  readonly savedAt: number;
  readonly clock: LabState["clock"];
  readonly state: Omit<LabState, "clock">;
}

/** Writes a lab's state whenever it may have changed. */
export interface Keeper {
  /** A command has ended: what it did is written before its status is told, unless that takes long. */
  afterCommand(): void;
  /** Something was done by a message or a call: it is written soon. */
  soon(): void;
  /** Writes it now, for the last time, with the time when the lab was used last, milliseconds since the epoch, as the file's. */
  end(lastUsed: number): void;
  /** Removes it, for good: a host that is switched off has none. */
  forget(): void;
}

/** How soon, milliseconds; later where it takes long. */
const SOON = 100;
/** A command waits for this long at most. */
const MAX_WAIT = 100;
/** So much of the time goes into writing at most: a part of these. */
const SHARE = 20;

/** Makes a keeper that writes into a file: all of it, or not at all. */
export function keeperOf(lab: Lab, file: string): Keeper {
  let last = "";
  let took = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    if (isOver) return;
    const began = performance.now();
    const { clock, ...state } = saveState(lab);
    // That time goes by is no change.
    const text = JSON.stringify(state);
    if (text !== last) {
      last = text;
      writeState(file, clock, text);
    }
    took = performance.now() - began;
  };
  const tryToWrite = () => {
    try {
      write();
    } catch (error) {
      // A full disk is no reason for a lab to end.
      console.error(`lab: ${file}: ${String(error)}`);
    }
  };
  const soon = () => {
    timer ??= setTimeout(tryToWrite, Math.max(SOON, took * SHARE)).unref();
  };
  return {
    soon,
    afterCommand: () => (took < MAX_WAIT ? tryToWrite() : soon()),
    end(lastUsed) {
      tryToWrite();
      isOver = true;
      if (existsSync(file)) utimesSync(file, new Date(), new Date(lastUsed));
    },
    forget() {
      isOver = true;
      clearTimeout(timer);
      for (const path of [file, `${file}.new`]) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Writes a state, its clock apart: all of it, or not at all. */
function writeState(file: string, clock: LabState["clock"], state: string): void {
  const next = `${file}.new`;
  rmSync(next, { recursive: true, force: true });
  const descriptor = createRegular(next);
  try {
    const times = JSON.stringify({ savedAt: Date.now(), clock });
    writeAll(descriptor, Buffer.from(`${times.slice(0, -1)},"state":${state}}\n`));
  } finally {
    closeSync(descriptor);
  }
  renameSync(next, file);
}

/** Writes the state that the next process of a lab goes on with, its clock as it is now. */
export function keepState(file: string, { clock, ...state }: LabState): void {
  writeState(file, clock, JSON.stringify(state));
}

/** The state that a lab had when its process ended, its clock put on; undefined when nothing is written. Throws an Error for what cannot be read. */
export function keptState(file: string): LabState | undefined {
  if (!existsSync(file)) return undefined;
  const { savedAt, clock, state } = JSON.parse(readRegular(file, "own").toString()) as Written;
  const uptime = clock.uptime + Math.max(0, Date.now() - savedAt);
  if (!(uptime >= 0) || !Number.isFinite(clock.bootEpoch)) throw new Error("it has no clock");
  return { ...state, clock: { ...clock, uptime } };
}

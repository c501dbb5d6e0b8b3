/** A lab's directory: where labs are, what is in one, and who runs it. */
import { readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";
import { HeldError, lock } from "../../host/lock.ts";
import type { Processes } from "../../host/processes.ts";
import { readRegular } from "../../host/regular.ts";

/** Where everything of one lab is, as absolute paths. */
export interface LabDirectory {
  readonly path: string;
  /** The last part of its path: `default`. */
  readonly name: string;
  /** The lab's own file tree: `/etc/rc.conf` of the lab is `root/etc/rc.conf` here. */
  readonly root: string;
  /** The host it was started from. */
  readonly hostFile: string;
  readonly commandSocket: string;
  readonly netgraphSocket: string;
  readonly pidFile: string;
  /** Whose lab it is while it runs. */
  readonly lock: string;
  readonly log: string;
  /** What was typed in its shell. */
  readonly history: string;
  /** What the lab is at the moment: what its next process goes on with. */
  readonly state: string;
  /** The cables in its NICs that lead to other labs. */
  readonly cables: string;
  /** Why its last process ended by itself; there as long as no other has been started. */
  readonly ended: string;
  /** Commands of the lab by their bare names, for `lab shell --host`. */
  readonly bin: string;
  /** What is preloaded into programs of this machine that talk to the lab's netgraph. */
  readonly shim: string;
}

/** The longest path that a Unix socket can have: sun_path is 104 bytes on FreeBSD, 108 on Linux. */
const SOCKET_PATH_LIMIT = 103;

/** A directory that cannot hold a lab, and why. */
export class DirectoryError extends Error {
  override readonly name = "DirectoryError";
}

const socketIn = (path: string) => join(path, "netgraph.sock");

function fitsSockets(path: string): boolean {
  return Buffer.byteLength(socketIn(path)) <= SOCKET_PATH_LIMIT;
}

/** Returns the lab of a directory. Throws a DirectoryError for a path that is too long. */
export function labDirectory(path: string): LabDirectory {
  const directory = resolve(path);
  const netgraphSocket = socketIn(directory);
  if (!fitsSockets(directory)) {
    throw new DirectoryError(
      `the path of the lab's directory is too long for a socket (${directory}); give one of at most ${SOCKET_PATH_LIMIT - 14} bytes with NGBUDDY_LAB`,
    );
  }
  return {
    path: directory,
    name: basename(directory),
    root: join(directory, "root"),
    hostFile: join(directory, "host.json"),
    commandSocket: join(directory, "lab.sock"),
    netgraphSocket,
    pidFile: join(directory, "pid"),
    lock: join(directory, "running.lock"),
    log: join(directory, "log"),
    history: join(directory, "history"),
    state: join(directory, "state.json"),
    cables: join(directory, "cables.json"),
    ended: join(directory, "ended"),
    bin: join(directory, "bin"),
    shim: join(directory, "shim"),
  };
}

/** Variables of the environment. */
export type Environment = { readonly [name: string]: string | undefined };

/** Where labs without a directory of their own are kept. */
export function labsHome(env: Environment): string {
  const state = env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local", "state");
  return join(state, "ngbuddy", "labs");
}

/** The lab that commands mean: `$NGBUDDY_LAB`, else the one called `default`. */
export function currentLab(env: Environment): LabDirectory {
  return labDirectory(env["NGBUDDY_LAB"] || join(labsHome(env), "default"));
}

/** Every lab under `labsHome`. */
export function allLabs(env: Environment): LabDirectory[] {
  const home = labsHome(env);
  try {
    return readdirSync(home, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => {
        const path = join(home, entry.name);
        return fitsSockets(path) ? [labDirectory(path)] : [];
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

/** The number of the process that runs the lab, or ran it last. */
export function runningPid(directory: LabDirectory): number | undefined {
  try {
    const pid = Number(readRegular(directory.pidFile, "own").toString());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes this process the one that runs the lab, and writes its number for people to see. Returns what lets the lab go;
 * undefined when another process has it. One that died does not count, nor does another one that has its number.
 */
export async function claim(
  directory: LabDirectory,
  processes: Processes,
): Promise<(() => void) | undefined> {
  let letGo: () => void;
  try {
    const setAside = (path: string) => renameSync(path, `${path}.strange`);
    letGo = await lock(directory.lock, { patience: 0, processes, setAside });
  } catch (error) {
    if (error instanceof HeldError) return undefined;
    throw error;
  }
  rmSync(directory.pidFile, { recursive: true, force: true });
  writeFileSync(directory.pidFile, `${processes.own.pid}\n`, { flag: "wx", mode: 0o600 });
  return letGo;
}

/** A lab's folder: where labs are, what is in one, and who may run it. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";

export interface LabFolder {
  readonly path: string;
  readonly name: string;
  /** The lab's own file tree: `/etc/rc.conf` of the lab is `root/etc/rc.conf` here. */
  readonly root: string;
  /** The host it was started from. */
  readonly hostFile: string;
  readonly commandSocket: string;
  readonly netgraphSocket: string;
  readonly pidFile: string;
  readonly log: string;
  /** Commands of the lab by their bare names, for `lab shell`. */
  readonly bin: string;
}

/** The longest path that a Unix socket can have: sun_path is 104 bytes on FreeBSD, 108 on Linux. */
const SOCKET_PATH_LIMIT = 103;

/** A folder that cannot hold a lab, and why. */
export class FolderError extends Error {
  override readonly name = "FolderError";
}

export function labFolder(path: string): LabFolder {
  const folder = resolve(path);
  const netgraphSocket = join(folder, "netgraph.sock");
  if (Buffer.byteLength(netgraphSocket) > SOCKET_PATH_LIMIT) {
    throw new FolderError(
      `the lab's folder has too long a path for a socket (${folder}); give one of at most ${SOCKET_PATH_LIMIT - 14} bytes with NGBUDDY_LAB`,
    );
  }
  return {
    path: folder,
    name: basename(folder),
    root: join(folder, "root"),
    hostFile: join(folder, "host.json"),
    commandSocket: join(folder, "lab.sock"),
    netgraphSocket,
    pidFile: join(folder, "pid"),
    log: join(folder, "log"),
    bin: join(folder, "bin"),
  };
}

type Environment = { readonly [name: string]: string | undefined };

/** Where labs without a folder of their own are kept. */
function labsHome(env: Environment): string {
  const state = env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local", "state");
  return join(state, "ngbuddy", "labs");
}

/** The lab that commands mean: `$NGBUDDY_LAB`, else the one called `default`. */
export function currentLab(env: Environment): LabFolder {
  return labFolder(env["NGBUDDY_LAB"] || join(labsHome(env), "default"));
}

/** Every lab under `labsHome`. */
export function allLabs(env: Environment): LabFolder[] {
  const home = labsHome(env);
  try {
    return readdirSync(home, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => labFolder(join(home, entry.name)))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

/** The process that runs the lab, if one does. What a killed lab left behind does not count. */
export function runningPid(folder: LabFolder): number | undefined {
  const pid = readPid(folder.pidFile);
  return pid !== undefined && isAlive(pid) ? pid : undefined;
}

/** Makes this process the one that runs the lab. Gives false when another one does. */
export function claim(folder: LabFolder, pid: number): boolean {
  mkdirSync(folder.path, { recursive: true });
  for (;;) {
    try {
      writeFileSync(folder.pidFile, `${pid}\n`, { flag: "wx" });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = readPid(folder.pidFile);
    if (holder !== undefined && isAlive(holder)) return false;
    // A dead lab's file is moved away, not removed: of two that find it only one can move it.
    const away = `${folder.pidFile}.${pid}`;
    try {
      renameSync(folder.pidFile, away);
      rmSync(away, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, "utf8").trim());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A killed process whose parent has not looked yet still has its number (Linux; elsewhere nobody is asked). */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

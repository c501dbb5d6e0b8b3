/** A FreeBSD host as the buddy sees it: its netgraph, the base system's commands, a few files. The FreeBSD this runs on and a lab both have this shape. */
import type { NetgraphSocket } from "../netgraph/socket.ts";
import type { HostKernel } from "./kernel.ts";
import type { Processes } from "./processes.ts";

/** What a command of the base system left. */
export interface CommandResult {
  readonly argv: readonly string[];
  /** Exit status, or one of `commandStatus`. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Exit statuses of commands that did not come to an end of their own, as shells and timeout(1) have them. */
export const commandStatus = { tookTooLong: 124, printedTooMuch: 125, notFound: 127 } as const;

/** How a command is run. */
export interface RunOptions {
  /** What it reads; nothing when left out. */
  readonly stdin?: string | undefined;
  /** Milliseconds after which a command is killed, where the usual limit is too long. */
  readonly timeLimit?: number | undefined;
}

/** A FreeBSD host: everything that is read of one or changed on it goes through this. */
export interface Host {
  readonly kind: "freebsd" | "lab";
  /** For people: `FreeBSD 15.0-RELEASE`, `lab /home/…/default`. */
  readonly description: string;
  /** Opens a control socket with a node of its own. Throws a NetgraphError, or what keeps this host from having one. */
  openNetgraph(): Promise<NetgraphSocket>;
  /** Runs a command of the base system by its bare name (`ifconfig`), never through a shell. Does not throw for a failing command. */
  run(argv: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** The kernel's own calls; absent or undefined where the commands are to be used instead. */
  kernel?(): Promise<HostKernel | undefined>;
  readonly files: HostFiles;
  /** Seconds since the epoch, with fractions: for people, as it may be set at any time. */
  now(): number;
  /** How long the host has been up: a clock that nobody sets. */
  uptime(): Promise<Uptime>;
  /** The processes of the machine that this program runs on. */
  processes(): Promise<Processes>;
}

/** A moment of a host's life. */
export interface Uptime {
  /** Which boot it is; empty where the host does not say. */
  readonly boot: string;
  /** Seconds since that boot, with fractions. */
  readonly seconds: number;
}

/** Is a moment of the same boot as a later one? A host that does not name its boots is told by the time that went by. */
export function isSameBoot(earlier: Uptime, later: Uptime): boolean {
  return earlier.boot === later.boot && earlier.seconds <= later.seconds;
}

/** Where ngbuddy keeps its own files on a host: what is gone after a boot (hier(7)), and what stays. */
export const ownPlaces = { run: "/var/run/ngbuddy", db: "/var/db/ngbuddy" } as const;

/** The files of a jail, by their paths inside of it. */
export type JailFiles = Pick<HostFiles, "read" | "edit" | "remove">;

/** Files of a host, by absolute path. A text that is no UTF-8 is read and written byte for byte. */
export interface HostFiles {
  /** The text of a file; undefined when there is none. Throws FileError for any other failure. */
  read(path: string): Promise<string | undefined>;
  /** Names in a directory, sorted; empty when there is none. */
  list(path: string): Promise<string[]>;
  /**
   * Replaces a file's text atomically (temporary file, fsync, rename) under a lock, keeping owner and mode and following links.
   * `edit` is given the text as it stands under the lock and returns the new one, or undefined to leave the file alone.
   */
  edit(path: string, edit: (text: string | undefined) => string | undefined): Promise<void>;
  /** Adds a text to a file's end at once; the file and the directories above it are made when they are not there. */
  append(path: string, text: string): Promise<void>;
  /** Removes a file; nothing happens when there is none. */
  remove(path: string): Promise<void>;
  /** Moves something strange in one of our own directories out of the way, whatever it is. Returns its new place. */
  setAside(path: string): Promise<string>;
  /**
   * Waits until no other process has the lock of this name, and takes it. Returns the function that lets it go; it does not
   * outlive its process. Throws a FileError (EBUSY) when it does not come free in time.
   */
  lock(name: string): Promise<() => void>;
  /**
   * The files below a directory that is another system's root, a jail's: links are followed as that system would, and none
   * leads out of it. Whoever runs in there can change them at any time: they are for a jail that does not run.
   */
  inside(root: string): JailFiles;
}

/** A file that could not be read or written: which, and FreeBSD's errno. */
export class FileError extends Error {
  override readonly name = "FileError";
  constructor(
    readonly operation: "read" | "write" | "remove" | "list" | "lock",
    readonly path: string,
    readonly errno: number,
    /** Why, without the path. */
    readonly reason: string,
  ) {
    super(`cannot ${operation} ${path}: ${reason}`);
  }
}

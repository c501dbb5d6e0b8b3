/** How a process that we start may come to its end, and what it printed until then. */

/** What a process is started with. */
export interface Started {
  /** The program's absolute path. */
  readonly path: string;
  readonly args: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
  readonly stdin: string;
  /** Milliseconds after which it is killed. */
  readonly limit: number;
  /** Bytes of each of its two outputs, above which it is killed. */
  readonly maxOutput: number;
  /** Is it to have a session of its own, and so no terminal? */
  readonly isApart: boolean;
}

/** How it ended: by itself, by a signal (its number), by being killed for one of two reasons, or not started at all. */
export type End =
  | { readonly how: "exited"; readonly status: number }
  | { readonly how: "signalled"; readonly signal: number }
  | { readonly how: "too late" }
  | { readonly how: "too much" }
  | { readonly how: "not found" }
  | { readonly how: "failed"; readonly why: string };

/** What became of a process. */
export interface Ended {
  readonly end: End;
  /** What was printed, whatever bytes it was of. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a process and waits for its end; what goes wrong is an `End` too. */
export type StartProcess = (started: Started) => Promise<Ended>;

/** How long what a process has printed is waited for when it has ended: a daemon that it started may hold the pipe for ever. Milliseconds. */
export const DRAIN = 500;

/** What a subcommand may touch of the world besides the host: its output and its surroundings. */
import type { NamedFrom } from "../host/namedplace.ts";
import type { Traffic } from "./bench/traffic.ts";

/** Where a subcommand's output goes, and what it may know of its surroundings. */
export interface Io extends NamedFrom {
  /** Writes to standard output. */
  out(text: string): void;
  /** Writes to standard error. */
  err(text: string): void;
  readonly env: { readonly [name: string]: string | undefined };
  /** Reads all of standard input; absent where there is none. */
  input?(): Promise<string>;
  /** The terminal that standard output is; undefined when it is none. Colours and progress lines are for terminals only. */
  terminal(): Terminal | undefined;
  /** Aborted by Control-C. */
  readonly signal: AbortSignal;
  /** In a lab, how a process there sends and receives; absent where it does that by this machine's own sockets. */
  readonly traffic?: Traffic;
}

/** A terminal, as far as what is printed depends on it. */
export interface Terminal {
  /** Its width, in characters. */
  readonly columns: number;
  /** Its height, in lines. */
  readonly rows: number;
}

/** Exit statuses of sysexits(3), as far as we use them. */
export const exitStatus = {
  ok: 0,
  usage: 64,
  data: 65,
  noInput: 66,
  noHost: 68,
  unavailable: 69,
  software: 70,
  os: 71,
  cannotCreate: 73,
  io: 74,
  temporary: 75,
  noPermission: 77,
  config: 78,
} as const;

/** An answer for people: one line on standard error, and the exit status that goes with it. */
export class Failure extends Error {
  override readonly name = "Failure";
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** How many steps are told one by one. */
const FEW = 8;

/** Steps in one line; of very many the first ones, and how many more there were. */
export function listed(steps: readonly string[]): string {
  const more = steps.length - FEW;
  return more <= 1 ? steps.join("; ") : `${steps.slice(0, FEW).join("; ")} and ${more} more`;
}

/** Why the system refused something, for people: `no such file or directory`, without Node's code, call and path. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EISDIR") return "it is a directory";
  return /^E[A-Z0-9]+: (.*?)(?:, \w+(?: '.*)?)?$/s.exec(message)?.[1] ?? message;
}

/** A jail that jail(8) has to do with, and how it speaks of it. */

import type { Parameter } from "../../../config/jailconf/own.ts";
import type { Process } from "../../process/process.ts";

/** A jail as it is wanted: from jail.conf or from the command line. */
export interface WantedJail {
  /** What messages call it; jails of the command line have no name there. */
  readonly label: string | undefined;
  readonly parameters: readonly Parameter[];
}

/** How much jail(8) says. */
export interface Voice {
  /** -q and -i: -1, -v: 1. */
  readonly verbose: -1 | 0 | 1;
  /** -i: the number of each new jail. */
  readonly numbers: boolean;
  /** Is it said that a jail was removed? */
  readonly removals: boolean;
}

/** A jail that is started or stopped, the process that does it, and how it speaks. */
export interface Running {
  readonly process: Process;
  readonly wanted: WantedJail;
  readonly voice: Voice;
}

export function valuesOf({ parameters }: WantedJail, name: string): readonly string[] {
  return parameters.find((parameter) => parameter.name === name)?.values ?? [];
}

/** Says something of a jail on standard output. */
export function note({ process, wanted: { label } }: Running, text: string): void {
  process.out(`${label === undefined ? "" : `${label}: `}${text}\n`);
}

/** Says what is wrong with a jail. */
export function complain({ process, wanted: { label } }: Running, text: string): void {
  process.err(`jail: ${label === undefined ? "" : `${label}: `}${text}\n`);
}

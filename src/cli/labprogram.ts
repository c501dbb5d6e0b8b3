/** The programs that a lab has beyond FreeBSD's own: ngbuddy itself, run inside the lab's process. */
import { realFiles } from "../host/realfiles.ts";
import { labHost } from "../lab/host.ts";
import type { Command, Process } from "../lab/process.ts";
import type { Io } from "./io.ts";
import { runNgbuddy } from "./ngbuddy.ts";

/** `root`: where the lab's files lie on disk, when other processes edit them too. */
export function labPrograms(root?: string): { readonly [name: string]: Command } {
  const files = root === undefined ? undefined : realFiles({ root, locks: "/var/run/ngbuddy" });
  return {
    ngbuddy: (process) =>
      runNgbuddy(process.argv.slice(1), ioOf(process), async () =>
        labHost(process.lab, { jail: process.jail, files }),
      ),
  };
}

function ioOf(process: Process): Io {
  return {
    out: (text) => process.out(text),
    err: (text) => process.err(text),
    env: {},
    isTerminal: false,
    columns: 80,
    signal: process.signal,
  };
}

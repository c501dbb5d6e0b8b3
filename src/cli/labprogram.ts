/** The programs that a lab has beyond FreeBSD's own: ngbuddy itself, by both its names, run inside the lab's process. */
import type { Host } from "../host/host.ts";
import { realFiles } from "../host/realfiles.ts";
import { labHost } from "../lab/host.ts";
import type { Command, Process } from "../lab/process/process.ts";
import { labSockets } from "./bench/labsockets.ts";
import { AS_JNG, wordsOf } from "./calledas.ts";
import { exitStatus, type Io } from "./io.ts";
import type { RunProgram, SubcommandContext } from "./subcommand.ts";

/** What ngbuddy takes from the environment inside of a lab: what a container engine asks for. */
const OURS = /^CNI_/;

/** When to try once more what has failed, seconds. */
const AGAIN = 5;

/**
 * `runProgram`: ngbuddy.
 * `root`: where the lab's files lie on disk, when other processes edit them too.
 * `via`: another way to the same host, for trying that way out.
 */
export function labPrograms(
  runProgram: RunProgram,
  root?: string,
  via: (host: Host, process: Process) => Host = (host) => host,
): { readonly [name: string]: Command } {
  const files = root === undefined ? undefined : realFiles({ root });
  const program =
    (name: readonly string[]): Command =>
    (process) => {
      const host = async () => via(labHost(process.lab, { jail: process.jail, files }), process);
      const later: SubcommandContext["later"] = (seconds, args) => {
        // Nobody is there to listen by then.
        const silent = {
          ...ioOf(process, root),
          out: () => {},
          err: () => {},
          signal: new AbortController().signal,
        };
        const run = async () => {
          const status = await runProgram(args, silent, host, later).catch(
            () => exitStatus.software,
          );
          if (status !== exitStatus.ok && status !== exitStatus.usage) after(AGAIN);
        };
        const after = (pause: number) => process.lab.clock.after(pause * 1000, () => void run());
        after(seconds);
      };
      const args = [...name, ...process.argv.slice(1)];
      return runProgram(wordsOf("", args, process.environment), ioOf(process, root), host, later);
    };
  return { ngbuddy: program([]), jng: program(AS_JNG) };
}

function ioOf(process: Process, root: string | undefined): Io {
  return {
    out: (text) => process.out(text),
    err: (text) => process.err(text),
    env: Object.fromEntries(
      Object.entries(process.environment).filter(([name]) => OURS.test(name)),
    ),
    input: async () => (process.stdin.isTerminal ? "" : await process.stdin.all()),
    terminal: () => undefined,
    signal: process.signal,
    directory: process.directory,
    root,
    traffic: labSockets(process),
  };
}

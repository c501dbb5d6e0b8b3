/** Commands of the base system: by absolute path, as an argument vector, in the C locale, with a limit of time and of output. */
import { constants } from "node:os";
import { type CommandResult, commandStatus } from "../host/host.ts";
import type { StartProcess } from "./startprocess.ts";

/** Where FreeBSD 13 to 16 keep the commands that we start. */
const paths: { readonly [name: string]: string } = {
  hostname: "/bin/hostname",
  sh: "/bin/sh",
  ifconfig: "/sbin/ifconfig",
  ipfw: "/sbin/ipfw",
  kldload: "/sbin/kldload",
  kldstat: "/sbin/kldstat",
  pfctl: "/sbin/pfctl",
  route: "/sbin/route",
  sysctl: "/sbin/sysctl",
  zfs: "/sbin/zfs",
  netstat: "/usr/bin/netstat",
  jail: "/usr/sbin/jail",
  jexec: "/usr/sbin/jexec",
  jls: "/usr/sbin/jls",
  ngctl: "/usr/sbin/ngctl",
  service: "/usr/sbin/service",
};

/** Where a command of the administrator's own choice (`ngbuddy_set_mac_hash`) is looked for. */
const SEARCH_PATH = "/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin";
/** No command of ours takes long; one that does hangs. Milliseconds. */
const TIME_LIMIT = 30_000;
/** `service netif` may ask for an address, and dhclient(8) waits for one as long as a minute (dhclient.conf(5), "timeout"). */
const SERVICE_LIMIT = 120_000;
/** More than any host has to say: `ifconfig -a` of 10,000 interfaces is 4 MB. Of each of its two outputs, bytes. */
const MAX_OUTPUT = 8 * 1024 * 1024;

/** How a command is run, where it is not as the tables above say. */
export interface CommandOptions {
  /** What it reads; nothing when left out. */
  readonly stdin?: string | undefined;
  /** Instead of the table above: where a command is. */
  readonly pathOf?: ((name: string) => string) | undefined;
  /** Milliseconds, instead of those above. */
  readonly timeLimit?: number | undefined;
}

/**
 * Runs a command of the base system and settles when it has ended; it never rejects. What takes too long or prints too much
 * is killed; the exit status is one of `commandStatus` then, and 128 + n when signal n ended the command. Of one that
 * printed too much nothing is given.
 */
export async function runBaseCommand(
  argv: readonly string[],
  start: StartProcess,
  options: CommandOptions = {},
): Promise<CommandResult> {
  const [name, ...args] = argv;
  const path = options.pathOf?.(name!) ?? paths[name!] ?? name!;
  const limit = options.timeLimit ?? (name === "service" ? SERVICE_LIMIT : TIME_LIMIT);
  const { end, stdout, stderr } = await start({
    path,
    args,
    env: { PATH: SEARCH_PATH, LC_ALL: "C", ...(options.pathOf && process.env) },
    stdin: options.stdin ?? "",
    limit,
    maxOutput: MAX_OUTPUT,
    // What runs in a jail may be its root's own, who types at the terminal of a process's session, outside of the jail
    // (devfs_prison_check of sys/fs/devfs/devfs_vnops.c, TIOCSTI of sys/kern/tty.c).
    isApart: name === "jexec",
  });
  const failed = (status: number, why: string) => ({ argv, status, stdout: "", stderr: why });
  switch (end.how) {
    case "exited":
      return { argv, status: end.status, stdout, stderr };
    case "signalled":
      return {
        ...{ argv, status: 128 + end.signal, stdout },
        stderr: `${stderr}${path}: ended by ${signalName(end.signal)}\n`,
      };
    case "too late": {
      const why = `${path}: no answer within ${limit / 1000} s\n`;
      return { argv, status: commandStatus.tookTooLong, stdout, stderr: stderr + why };
    }
    case "too much":
      return failed(
        commandStatus.printedTooMuch,
        `${path}: printed more than ${MAX_OUTPUT / 1024 / 1024} MB\n`,
      );
    case "not found":
      return failed(commandStatus.notFound, `${path}: not found\n`);
    case "failed":
      return failed(commandStatus.notFound, `${path}: ${end.why}\n`);
  }
}

function signalName(number: number): string {
  const found = Object.entries(constants.signals).find(([, known]) => known === number);
  return found?.[0] ?? `signal ${number}`;
}

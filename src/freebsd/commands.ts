/** Commands of the base system: by absolute path, as an argument vector, in the C locale, with a time limit. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { CommandResult } from "../host/host.ts";

/** Where FreeBSD 13 to 16 keep the commands that we start. */
const paths: { readonly [name: string]: string } = {
  hostname: "/bin/hostname",
  sh: "/bin/sh",
  ifconfig: "/sbin/ifconfig",
  kldload: "/sbin/kldload",
  kldstat: "/sbin/kldstat",
  route: "/sbin/route",
  sysctl: "/sbin/sysctl",
  zfs: "/sbin/zfs",
  netstat: "/usr/bin/netstat",
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
/** How long what a command has printed is waited for when it has ended: a daemon that it started may hold the pipe for ever. */
const DRAIN = 500;

export interface CommandOptions {
  readonly stdin?: string | undefined;
  /** Instead of the table above: where a command is. */
  readonly pathOf?: ((name: string) => string) | undefined;
  /** Milliseconds, instead of those above. */
  readonly timeLimit?: number;
}

/** Runs a command. Exit status 127 when it is not there, 124 when it took too long, 128 + n when signal n ended it. */
export function runBaseCommand(
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const [name, ...args] = argv;
  const path = options.pathOf?.(name!) ?? paths[name!] ?? name!;
  const limit = options.timeLimit ?? (name === "service" ? SERVICE_LIMIT : TIME_LIMIT);
  return new Promise((resolve) => {
    let stdout = "";
    let stderr = "";
    const child = spawn(path, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { PATH: SEARCH_PATH, LC_ALL: "C", ...(options.pathOf && process.env) },
      timeout: limit,
      killSignal: "SIGKILL",
    });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    // A command that does not read what it is given (EPIPE) is judged by its exit status alone.
    child.stdin.on("error", () => {});
    child.stdin.end(options.stdin ?? "");
    child.on("error", (error: NodeJS.ErrnoException) => {
      const missing = error.code === "ENOENT" || error.code === "EACCES";
      resolve({
        argv,
        status: 127,
        stdout,
        stderr: missing ? `${path}: not found\n` : `${error.message}\n`,
      });
    });
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      const late = signal === "SIGKILL";
      if (late) stderr += `${path}: no answer within ${limit / 1000} s\n`;
      else if (signal !== null) stderr += `${path}: ended by ${signal}\n`;
      const status = code ?? (late ? 124 : 128 + constants.signals[signal!]);
      resolve({ argv, status, stdout, stderr });
    };
    child.on("exit", (code, signal) => {
      const drained = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        end(code, signal);
      }, DRAIN);
      child.on("close", () => {
        clearTimeout(drained);
        end(code, signal);
      });
    });
  });
}

/** Commands of the base system: by absolute path, as an argument vector, in the C locale, with a limit of time and of output. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import { type CommandResult, commandStatus } from "../host/host.ts";

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
export function runBaseCommand(
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const [name, ...args] = argv;
  const path = options.pathOf?.(name!) ?? paths[name!] ?? name!;
  const limit = options.timeLimit ?? (name === "service" ? SERVICE_LIMIT : TIME_LIMIT);
  return new Promise((resolve) => {
    const failed = (status: number, why: string, stdout = "") =>
      resolve({ argv, status, stdout, stderr: `${why}\n` });
    const child = spawn(path, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { PATH: SEARCH_PATH, LC_ALL: "C", ...(options.pathOf && process.env) },
    });
    // One that cannot be killed, waiting for a disk or for a lock in the kernel, is not waited for either.
    const stop = () => {
      clearTimeout(late);
      abandon(child);
    };
    const late = setTimeout(() => {
      stop();
      const why = `${path}: no answer within ${limit / 1000} s`;
      failed(commandStatus.tookTooLong, stderr() + why, stdout());
    }, limit);
    const tooMuch = () => {
      stop();
      const why = `${path}: printed more than ${MAX_OUTPUT / 1024 / 1024} MB`;
      failed(commandStatus.printedTooMuch, why);
    };
    const stdout = collect(child.stdout, tooMuch);
    const stderr = collect(child.stderr, tooMuch);
    // A command that does not read what it is given (EPIPE) is judged by its exit status alone.
    child.stdin.on("error", () => {});
    child.stdin.end(options.stdin ?? "");
    child.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(late);
      const missing = error.code === "ENOENT" || error.code === "EACCES";
      failed(commandStatus.notFound, missing ? `${path}: not found` : error.message);
    });
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      const how = signal === null ? "" : `${path}: ended by ${signal}\n`;
      const status = code ?? 128 + constants.signals[signal!];
      resolve({ argv, status, stdout: stdout(), stderr: stderr() + how });
    };
    child.on("exit", (code, signal) => {
      clearTimeout(late);
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

/** Collects what is printed, up to the limit. Returns the function that gives its text, whatever bytes it was of. */
function collect(stream: Readable, tooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_OUTPUT) tooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

function abandon(child: ChildProcessByStdio<Writable, Readable, Readable>): void {
  child.kill("SIGKILL");
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
  child.unref();
}

/**
 * Processes by posix_spawn(3): it shares the memory of a program of 100 MB with its child until that runs, where a fork
 * copies its tables and closes descriptors by the hundred thousand.
 */

import { cText } from "../calls/layout.ts";
import { errno, errnoText } from "../netgraph/errno.ts";
import { ProcessPipes } from "./processpipes.ts";
import type { SpawnCalls } from "./spawncalls.ts";
import { DRAIN, type End, type Started, type StartProcess } from "./startprocess.ts";

/** What differs between the systems that this is tried on; sizes have room for all of them. */
export interface SpawnNumbers {
  /** fcntl.h */
  readonly O_CLOEXEC: number;
  /** spawn.h */
  readonly POSIX_SPAWN_SETSIGDEF: number;
  readonly POSIX_SPAWN_SETSIGMASK: number;
}

/** FreeBSD 13 to 16: sys/fcntl.h, include/spawn.h. */
export const freebsdSpawnNumbers: SpawnNumbers = {
  O_CLOEXEC: 0x10_0000,
  POSIX_SPAWN_SETSIGDEF: 0x10,
  POSIX_SPAWN_SETSIGMASK: 0x20,
};

/** posix_spawn_file_actions_t and posix_spawnattr_t are pointers on FreeBSD, structs of up to 336 bytes elsewhere. */
const OPAQUE_SIZE = 512;
/** sigset_t: 16 bytes on FreeBSD, up to 128 elsewhere. */
const SIGSET_SIZE = 128;
const SIGPIPE = 13;
const WNOHANG = 1;
/** How long poll(2) may hold up everything else that this process does, milliseconds, shared among all that run. */
const SLICE = 16;

let running = 0;

/** Returns what starts processes by these calls. */
export function startBy(calls: SpawnCalls, numbers = freebsdSpawnNumbers): StartProcess {
  return async (started) => {
    // FreeBSD's posix_spawn(3) makes no session (include/spawn.h).
    if (started.isApart) return await (await import("./childprocess.ts")).startByRuntime(started);
    running++;
    try {
      return await run(calls, numbers, started);
    } finally {
      running--;
    }
  };
}

async function run(calls: SpawnCalls, numbers: SpawnNumbers, started: Started) {
  const pipes = new ProcessPipes(calls, started);
  const pid = spawn(calls, numbers, started, pipes);
  if (typeof pid !== "number") return { end: pid, ...pipes.end() };
  const deadline = performance.now() + started.limit;
  let end: End | undefined;
  let drainedBy = Infinity;
  while (true) {
    const left = Math.min(deadline, drainedBy) - performance.now();
    pipes.exchange(Math.max(1, Math.min(SLICE / running, left)));
    if (pipes.hasTooMuch) end = { how: "too much" };
    else if (end === undefined) {
      end = endOf(calls, pid);
      if (end !== undefined) drainedBy = performance.now() + DRAIN;
      else if (performance.now() >= deadline) end = { how: "too late" };
    }
    if (end?.how === "too much" || end?.how === "too late") {
      kill(pid);
      // One that cannot be killed, waiting for a disk or for a lock in the kernel, is not waited for either.
      endOf(calls, pid);
      return { end, ...pipes.end() };
    }
    if (end !== undefined && (pipes.areRead || performance.now() >= drainedBy))
      return { end, ...pipes.end() };
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Starts the process. Returns its pid, or why there is none. */
function spawn(
  calls: SpawnCalls,
  numbers: SpawnNumbers,
  { path, args, env }: Started,
  pipes: ProcessPipes,
): number | End {
  const actions = new Uint8Array(OPAQUE_SIZE);
  const attributes = new Uint8Array(OPAQUE_SIZE);
  const pid = new Int32Array(1);
  const argv = pointers(calls, [path, ...args]);
  const environment = pointers(
    calls,
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : `${name}=${value}`)),
  );
  const refused = pipes.open(numbers.O_CLOEXEC);
  if (refused !== 0) return { how: "failed", why: `pipe2: ${errnoText(refused)}` };
  calls.posix_spawn_file_actions_init(actions);
  calls.posix_spawnattr_init(attributes);
  try {
    for (const [to, from] of pipes.theirs.entries())
      calls.posix_spawn_file_actions_adddup2(actions, from, to);
    // This runtime ignores SIGPIPE, and what a process ignores or holds back its children do too.
    const signals = new Uint8Array(SIGSET_SIZE);
    calls.posix_spawnattr_setsigmask(attributes, signals);
    signals[(SIGPIPE - 1) >> 3] = 1 << ((SIGPIPE - 1) & 7);
    calls.posix_spawnattr_setsigdefault(attributes, signals);
    const { POSIX_SPAWN_SETSIGDEF, POSIX_SPAWN_SETSIGMASK } = numbers;
    calls.posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    const file = cText(path);
    const failure = calls.posix_spawn(pid, file, actions, attributes, argv, environment);
    if (failure === errno.ENOENT || failure === errno.EACCES) return { how: "not found" };
    return failure === 0 ? pid[0]! : { how: "failed", why: errnoText(failure) };
  } finally {
    pipes.closeTheirs();
    calls.posix_spawn_file_actions_destroy(actions);
    calls.posix_spawnattr_destroy(attributes);
  }
}

/** Texts as `char *const []`, all in one piece of memory that the list begins. */
function pointers(calls: SpawnCalls, texts: readonly string[]): BigUint64Array {
  const bytes = texts.map(cText);
  const head = (texts.length + 1) * 8;
  const all = new Uint8Array(bytes.reduce((size, one) => size + one.length, head));
  const list = new BigUint64Array(all.buffer, 0, texts.length + 1);
  const begin = calls.address(all);
  let at = head;
  for (const [index, one] of bytes.entries()) {
    all.set(one, at);
    list[index] = begin + BigInt(at);
    at += one.length;
  }
  return list;
}

/** How a process ended; undefined while it runs. */
function endOf(calls: SpawnCalls, pid: number): End | undefined {
  const status = new Int32Array(1);
  const found = calls.waitpid(pid, status, WNOHANG);
  if (found === 0) return undefined;
  if (found < 0) return { how: "failed", why: `its end is not known: ${errnoText(calls.errno())}` };
  // sys/wait.h: the signal in the lowest seven bits, else the exit status above them.
  const signal = status[0]! & 0x7f;
  return signal === 0
    ? { how: "exited", status: (status[0]! >> 8) & 0xff }
    : { how: "signalled", signal };
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
}

/** When this FreeBSD was booted, and when a process began, told so that no setting of the wall clock changes it. */

import type { Sysctl } from "../calls/sysctl.ts";
import { hostUptime } from "../host/commands.ts";
import type { Host, Uptime } from "../host/host.ts";

/** struct timeval where time_t has 64 bits. */
const TIMEVAL = 16;
/** The numbers of kern.proc.pid (sys/sysctl.h). */
const KERN_PROC_PID = [1, 14, 1] as const;
/** sizeof(struct kinfo_proc) where pointers have 64 bits (KINFO_PROC_SIZE of sys/user.h), and where its members are. */
const KINFO_PROC = 1088;
const KI_PID = 72;
const KI_START = 336;

/** Returns when the host was booted and how long ago that was, by the kernel's calls or, where there are none, by sysctl(8). */
export async function uptimeOf(sysctl: Sysctl | undefined, run: Host["run"]): Promise<Uptime> {
  const seconds = sysctl && secondsUp(sysctl, () => Date.now() * 1000);
  if (sysctl === undefined || seconds === undefined)
    return await hostUptime(run, Date.now() / 1000);
  const id = sysctl.read("kern.boot_id", 16) ?? [];
  return { boot: Buffer.from(id).toString("hex"), seconds };
}

/** The kernel moves its boot time by as much as its clock is set (sys/kern/kern_tc.c): the difference stays. `clock` is in microseconds. */
export function secondsUp(sysctl: Sysctl, clock: () => number): number | undefined {
  for (;;) {
    const booted = bootMicroseconds(sysctl);
    if (booted === undefined) return undefined;
    const now = clock();
    // It may have been set between the two.
    if (bootMicroseconds(sysctl) === booted) return (now - booted) / 1e6;
  }
}

/** Returns microseconds from the boot to a process's beginning; undefined when there is no such process, or it is not told. */
export function processBegan(sysctl: Sysctl, pid: number): string | undefined {
  for (;;) {
    const booted = bootMicroseconds(sysctl);
    const told = sysctl.read([...KERN_PROC_PID, pid], KINFO_PROC);
    if (booted === undefined || told?.length !== KINFO_PROC) return undefined;
    const view = new DataView(told.buffer, told.byteOffset, told.length);
    if (view.getInt32(0, true) !== KINFO_PROC || view.getInt32(KI_PID, true) !== pid)
      return undefined;
    // ki_start is the boot time and what had gone by since (sys/kern/kern_proc.c).
    if (bootMicroseconds(sysctl) === booted)
      return String(timeval(told.subarray(KI_START)) - booted);
  }
}

function bootMicroseconds(sysctl: Sysctl): number | undefined {
  const bytes = sysctl.read("kern.boottime", TIMEVAL);
  return bytes?.length === TIMEVAL ? timeval(bytes) : undefined;
}

/** Microseconds; of a date within this century they are exact in a number. */
function timeval(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, TIMEVAL);
  return Number(view.getBigInt64(0, true)) * 1e6 + Number(view.getBigInt64(8, true));
}

/** Processes by their number and their beginning: a number alone is given again to another one. */
import { readFileSync } from "node:fs";

/** A process for good. `began` says when it did, in the system's own measure; empty where the system does not say. */
export interface ProcessMark {
  readonly pid: number;
  readonly began: string;
}

/** The processes of the machine this runs on. */
export interface Processes {
  /** This process. */
  readonly own: ProcessMark;
  /** Is that very process still there? One of unknown beginning is known by its number alone. */
  lives(mark: ProcessMark): boolean;
}

/** Makes Processes of what tells when a process began: undefined for one that is gone, or where nobody can tell. */
export function processesBy(began: (pid: number) => string | undefined): Processes {
  return {
    own: { pid: process.pid, began: began(process.pid) ?? "" },
    lives(mark) {
      if (!isAlive(mark.pid)) return false;
      return mark.began === "" || (began(mark.pid) ?? mark.began) === mark.began;
    },
  };
}

/** The processes as far as they can be told without the kernel's calls: on Linux by /proc, elsewhere by their numbers. */
export function plainProcesses(): Processes {
  return processesBy(process.platform === "linux" ? beganByProc : () => undefined);
}

/** The boot and the ticks between it and the process's beginning (proc(5)). */
function beganByProc(pid: number): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").slice(0, 8);
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name, in parentheses, may hold anything; the beginning is the 22nd field, the 20th behind it.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return ticks === undefined ? undefined : `${boot}.${ticks}`;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A killed process whose parent has not looked yet still has its number (Linux; elsewhere nobody is asked). */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")")).startsWith(") Z ");
  } catch {
    return false;
  }
}

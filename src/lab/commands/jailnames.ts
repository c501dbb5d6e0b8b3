/** A jail by name or number, as jail_getid(3) finds it for jexec, ifconfig, ngctl and the others. */
import type { Jail } from "../jails/jail.ts";
import { errx } from "../process/failure.ts";
import type { Process } from "../process/process.ts";

/** The jails that a process sees: from inside a jail only those in it, which the lab has none of. */
export function visibleJails({ lab, jail }: Process): readonly Jail[] {
  return jail === undefined ? lab.jails.all() : [];
}

export function findJail({ lab, jail }: Process, nameOrId: string): Jail | undefined {
  return jail === undefined ? lab.jails.find(nameOrId) : undefined;
}

/** What the kernel says of a jail that is not there: a word of digits is a number (kern_jail.c). */
export function jailNotFound(nameOrId: string): string {
  const what = /^\d+$/.test(nameOrId) ? Number(nameOrId) : `"${nameOrId}"`;
  return `jail ${what} not found`;
}

/** Ends the command with `status` when there is no such jail. */
export function jailNamed(process: Process, nameOrId: string, status = 1): Jail {
  return findJail(process, nameOrId) ?? errx(status, jailNotFound(nameOrId));
}

/** A jail by name or number, as jail_getid(3) finds it for jexec, ifconfig, ngctl and the others. */
import type { Jail } from "../jails/jail.ts";
import type { Process } from "../process.ts";
import { errx } from "./failure.ts";

/** What the kernel says of a jail that is not there: a word of digits is a number (kern_jail.c). */
export function jailNotFound(nameOrId: string): string {
  return /^\d+$/.test(nameOrId)
    ? `jail ${Number(nameOrId)} not found`
    : `jail "${nameOrId}" not found`;
}

/** Ends the command with `status` when there is no such jail. */
export function jailNamed({ lab }: Process, nameOrId: string, status = 1): Jail {
  return lab.jails.find(nameOrId) ?? errx(status, jailNotFound(nameOrId));
}

/** Exit statuses of sysexits(3), as far as the lab's commands have them. */

export const EX_USAGE = 64;
export const EX_DATAERR = 65;
export const EX_NOINPUT = 66;
export const EX_NOHOST = 68;
/** What FreeBSD has and a lab has not. */
export const EX_UNAVAILABLE = 69;
export const EX_SOFTWARE = 70;
export const EX_OSERR = 71;
export const EX_TEMPFAIL = 75;
export const EX_NOPERM = 77;

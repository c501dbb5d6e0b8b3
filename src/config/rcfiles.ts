/** rc.conf's files: which there are, and in what order they are read. */

/** What the base system brings, and what a vendor of it puts on top. */
const DEFAULTS = "/etc/defaults/";

/** Where a variable goes that is set nowhere (sysrc(8): the first of rc_conf_files). */
export const RC_CONF = "/etc/rc.conf";

/**
 * The files that a service called ngbuddy reads, in order; later ones win (rc.subr(8), load_rc_config;
 * vendor.conf is read by the end of /etc/defaults/rc.conf). Those that are not there are passed over.
 */
export const RC_FILES = [
  `${DEFAULTS}rc.conf`,
  `${DEFAULTS}vendor.conf`,
  RC_CONF,
  "/etc/rc.conf.local",
  "/etc/rc.conf.d/ngbuddy",
  "/usr/local/etc/rc.conf.d/ngbuddy",
] as const;

/** Is a file the administrator's to edit? */
export function isEditable(path: string): boolean {
  return !path.startsWith(DEFAULTS);
}

/** rc.conf's files: which there are, and in what order they are read. */

/** What the base system brings, and what a vendor of it puts on top. */
const DEFAULTS = "/etc/defaults/";

/** Where a variable goes that is set nowhere (sysrc(8): the first of rc_conf_files). */
export const RC_CONF = "/etc/rc.conf";

/** The services whose files are read, later ones win: nuageinit(7) writes those of network and routing; netif reads network's first. */
export const RC_SERVICES = "network netif routing pf ipfw dnsmasq jail vm ngbuddy".split(" ");

/** Their files, in order (rc.subr(8), load_rc_config; the end of /etc/defaults/rc.conf reads vendor.conf). Any may be missing. */
export const RC_FILES: readonly string[] = [
  `${DEFAULTS}rc.conf`,
  `${DEFAULTS}vendor.conf`,
  RC_CONF,
  "/etc/rc.conf.local",
  ...RC_SERVICES.flatMap((name) =>
    ["", "/usr/local"].map((prefix) => `${prefix}/etc/rc.conf.d/${name}`),
  ),
];

/** Is a file the administrator's to edit? */
export function isEditable(path: string): boolean {
  return !path.startsWith(DEFAULTS);
}

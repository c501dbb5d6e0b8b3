/** rc.conf's files: which there are, and in what order they are read. */

/** What the base system brings, and what a vendor of it puts on top. */
const DEFAULTS = "/etc/defaults/";

/** Where a variable goes that is set nowhere (sysrc(8): the first of rc_conf_files). */
export const RC_CONF = "/etc/rc.conf";

/**
 * The services whose files are read besides, in order; later ones win. What rc.conf says of interfaces, routes, firewalls and
 * machines may be in theirs: nuageinit(7) puts a cloud's network into rc.conf.d/network and rc.conf.d/routing. netif reads
 * those of `network` and then its own (libexec/rc/rc.d/netif).
 */
export const RC_SERVICES = [
  ...["network", "netif", "routing", "pf", "ipfw", "dnsmasq", "jail", "vm"],
  "ngbuddy",
] as const;

/**
 * The files that these services read, in order; later ones win (rc.subr(8), load_rc_config;
 * vendor.conf is read by the end of /etc/defaults/rc.conf). Those that are not there are passed over.
 */
export const RC_FILES: readonly string[] = [
  `${DEFAULTS}rc.conf`,
  `${DEFAULTS}vendor.conf`,
  RC_CONF,
  "/etc/rc.conf.local",
  ...RC_SERVICES.flatMap((name) => [`/etc/rc.conf.d/${name}`, `/usr/local/etc/rc.conf.d/${name}`]),
];

/** Is a file the administrator's to edit? */
export function isEditable(path: string): boolean {
  return !path.startsWith(DEFAULTS);
}

/** The parameters that jail(8) knows (jail.8, config.c); any other is refused. */

/** Parameters whose names are whole. */
const KNOWN = new Set([
  ...[
    "name",
    "jid",
    "path",
    "persist",
    "vnet",
    "securelevel",
    "devfs_ruleset",
    "children.max",
    "children.cur",
  ],
  ...[
    "enforce_statfs",
    "host",
    "host.hostname",
    "host.domainname",
    "host.hostuuid",
    "host.hostid",
    "osrelease",
    "osreldate",
  ],
  ...[
    "ip4",
    "ip4.addr",
    "ip4.saddrsel",
    "ip6",
    "ip6.addr",
    "ip6.saddrsel",
    "ip_hostname",
    "interface",
    "vnet.interface",
  ],
  ...[
    "linux",
    "linux.osname",
    "linux.osrelease",
    "linux.oss_version",
    "sysvmsg",
    "sysvsem",
    "sysvshm",
    "cpuset.id",
  ],
  ...[
    "command",
    "depend",
    "stop.timeout",
    "zfs.mount_snapshot",
    "zfs.dataset",
    "allow",
    "meta",
    "env",
  ],
  ...["mount", "mount.fstab", "mount.devfs", "mount.fdescfs", "mount.procfs"],
]);
/** Parameters that come in families. */
const FAMILIES = ["exec.", "allow.", "zfs.", "meta.", "env."];

/** Does jail(8) know this parameter? A leading `no` of the last part turns a boolean off (`allow.noraw_sockets`, `nopersist`). */
export function isParameter(name: string): boolean {
  if (KNOWN.has(name) || FAMILIES.some((family) => name.startsWith(family))) return true;
  const positive = name.replace(/(^|\.)no([^.]*)$/, "$1$2").replace(/^no/, "");
  return (
    positive !== name &&
    (KNOWN.has(positive) || FAMILIES.some((family) => positive.startsWith(family)))
  );
}

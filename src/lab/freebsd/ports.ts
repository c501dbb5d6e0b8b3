/** Programs of ports that a lab has once they are installed: the file where the program would be says which one it is. */

/** What stands in such a file, as the interpreter of a script would. */
const INTERPRETER = "/usr/local/libexec/lab";

/** Returns the text of the file that stands for a port's program. */
export function portProgram(name: string): string {
  return `#!${INTERPRETER} ${name}\n`;
}

/** Returns the name of the program that a file stands for; undefined for a file of anybody's. */
export function portNamed(text: string): string | undefined {
  return new RegExp(`^#!${INTERPRETER} ([\\w-]+)\\n`).exec(text)?.[1];
}

/** A package that can be installed in a lab. */
export interface Package {
  readonly version: string;
  readonly comment: string;
  /** Its programs, by their paths. */
  readonly programs: { readonly [path: string]: string };
  /** Its files, which are left as they are where they are there already. */
  readonly files: { readonly [path: string]: string };
}

const BASTILLE_CONF = `## Settings of Bastille, with the values that its package has.

## Where its files are
bastille_prefix="/usr/local/bastille"
bastille_backupsdir="\${bastille_prefix}/backups"
bastille_cachedir="\${bastille_prefix}/cache"
bastille_jailsdir="\${bastille_prefix}/jails"
bastille_logsdir="/var/log/bastille"
bastille_releasesdir="\${bastille_prefix}/releases"
bastille_templatesdir="\${bastille_prefix}/templates"
bastille_volumesdir="\${bastille_prefix}/volumes"
bastille_pf_conf="/etc/pf.conf"
bastille_resolv_conf="/etc/resolv.conf"

## ZFS
bastille_zfs_enable="NO"

## Networking
bastille_network_vnet_type="if_bridge"
bastille_network_loopback="bastille0"
bastille_network_pf_ext_if="ext_if"
bastille_network_pf_table="jails"
bastille_network_shared=""
bastille_network_gateway=""
bastille_network_gateway6=""
`;

/** Where Bastille's settings are. */
export const BASTILLE_SETTINGS = "/usr/local/etc/bastille/bastille.conf";
/** Where its program is. */
export const BASTILLE_PROGRAM = "/usr/local/bin/bastille";

/** The packages that there are, by their names. */
export const packages: { readonly [name: string]: Package } = {
  bastille: {
    version: "1.4.4",
    comment: "BSD jail manager",
    programs: { [BASTILLE_PROGRAM]: "bastille" },
    files: {
      [BASTILLE_SETTINGS]: BASTILLE_CONF,
      [`${BASTILLE_SETTINGS}.sample`]: BASTILLE_CONF,
    },
  },
};

/** Returns the files of a package as a host's description has them, for a host that has it from the beginning. */
export function filesOf({ programs, files }: Package): { readonly [path: string]: string } {
  const texts = Object.entries(programs).map(([path, name]) => [path, portProgram(name)] as const);
  return { ...Object.fromEntries(texts), ...files };
}

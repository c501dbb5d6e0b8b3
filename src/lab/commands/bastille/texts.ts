/** The texts of a jail's files as Bastille 1.4 writes them (recording 53). */

/** What jail.conf says of a jail beside its network. */
export interface JailText {
  readonly name: string;
  /** The directory of its files. */
  readonly directory: string;
  readonly consoleLog: string;
  /** What freebsd-version(1) of its release says. */
  readonly version: string;
  /** Has it a network stack of its own? */
  readonly isVnet: boolean;
  /** The lines of its network. */
  readonly network: readonly string[];
}

/** Returns a jail's jail.conf. */
export function jailConfText(jail: JailText): string {
  const { name, directory, consoleLog, version, isVnet, network } = jail;
  const lines = [
    "enforce_statfs = 2;",
    `devfs_ruleset = ${isVnet ? 13 : 4};`,
    "exec.clean;",
    `exec.consolelog = ${consoleLog};`,
    "exec.start = '/bin/sh /etc/rc';",
    "exec.stop = '/bin/sh /etc/rc.shutdown';",
    `host.hostname = ${name};`,
    "mount.devfs;",
    `mount.fstab = ${directory}/fstab;`,
    `path = ${directory}/root;`,
    "securelevel = 2;",
    `osrelease = "${version}";`,
  ];
  const text = (all: readonly string[]) => all.map((line) => `  ${line}\n`).join("");
  return `${name} {\n${text(lines)}\n${text(network)}}\n`;
}

/** Returns fstab of a thin jail: the release, and its ports when there are any. */
export function fstabText(directory: string, release: string, hasPorts: boolean): string {
  const line = (path: string, at: string, mode: string) =>
    `${release}${path} ${directory}/root${at} nullfs ${mode} 0 0\n`;
  return line("", "/.bastille", "ro") + (hasPorts ? line("/usr/ports", "/usr/ports", "rw") : "");
}

/** Returns settings.conf: whether and when a boot starts the jail. */
export function settingsText(boot: "on" | "off", priority = "99"): string {
  return `boot="${boot}"\ndepend=""\npriority="${priority}"\n`;
}

/** An interface of a vnet jail. */
export interface VnetText {
  readonly jail: string;
  /** The NIC, the if_bridge, or the interface itself. */
  readonly external: string;
  /** The first eleven digits of an address that stays. */
  readonly address?: string | undefined;
}

function prestart(line: string): string {
  return `exec.prestart += "${line}";`;
}

function poststop(line: string): string {
  return `exec.poststop += "${line}";`;
}

/** Returns the lines of an interface that jng makes. */
export function jngLines({ jail, external, address }: VnetText): string[] {
  const name = `ng0_${jail}`;
  return [
    "vnet;",
    `vnet.interface = ${name};`,
    prestart(`jng bridge ${jail} ${external}`),
    ...(address === undefined ? [] : [prestart(`ifconfig ${name} ether ${address}b`)]),
    poststop(`jng shutdown ${jail}`),
  ];
}

/** Returns the lines of an epair that is called by `suffix`: by jib for a NIC (`-V`), by ifconfig(8) for an if_bridge (`-B`). */
export function epairLines(
  kind: "standard" | "bridge",
  { jail, external, address, suffix }: VnetText & { readonly suffix: string },
): string[] {
  const [host, inside] = [`e0a_${suffix}`, `e0b_${suffix}`];
  const made =
    kind === "standard"
      ? [prestart(`jib addm ${suffix} ${external}`)]
      : [
          prestart(
            `epair0=\\$(ifconfig epair create) && ifconfig \\\${epair0} up name ${host} && ifconfig \\\${epair0%a}b up name ${inside}`,
          ),
          prestart(`ifconfig ${external} addm ${host}`),
        ];
  const addresses =
    address === undefined ? [] : [`${host} ether ${address}a`, `${inside} ether ${address}b`];
  return [
    "vnet;",
    `vnet.interface = ${inside};`,
    ...made,
    ...addresses.map((one) => prestart(`ifconfig ${one}`)),
    prestart(`ifconfig ${host} description \\"vnet0 host interface for Bastille jail ${jail}\\"`),
    poststop(`ifconfig ${host} destroy`),
  ];
}

/** The rules for devices of vnet jails, in /etc/devfs.rules. */
export const DEVFS_RULES = `[bastille_vnet=13]
add include $devfsrules_hide_all
add include $devfsrules_unhide_basic
add include $devfsrules_unhide_login
add include $devfsrules_jail
add include $devfsrules_jail_vnet
add path 'bpf*' unhide
`;

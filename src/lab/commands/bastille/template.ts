/** Bastille's own templates: what a new jail gets written into its files, line by line. */
import type { Bastille } from "./context.ts";

/** The variables of rc.conf for a vnet jail's interface, in their order. */
export interface VnetValues {
  /** The name in jail.conf. */
  readonly interface: string;
  /** The name in the jail. */
  readonly inside: string;
  readonly external: string;
  readonly ifconfig: string;
  readonly ifconfig6: string;
  readonly gateway: string;
  readonly gateway6: string;
}

/** The template of an interface. */
export async function applyVnet(
  bastille: Bastille,
  jail: string,
  values: VnetValues,
): Promise<void> {
  const { interface: name, inside, external, ifconfig, ifconfig6, gateway, gateway6 } = values;
  begin(bastille, jail, "default/vnet");
  const given = {
    EXT_INTERFACE: external,
    INTERFACE: name,
    VNET: inside,
    GATEWAY: gateway,
    GATEWAY6: gateway6,
    IFCONFIG: ifconfig,
    IFCONFIG6: ifconfig6,
  };
  for (const [argument, value] of Object.entries(given))
    if (value === "") bastille.say(`[WARNING]: No value provided for arg: ${argument}`);
  await sysrc(bastille, jail, [
    `ifconfig_${name}_name=${inside}`,
    `ifconfig_${inside}=${ifconfig}`,
    `ifconfig_${inside}_descr=jail interface for ${external}`,
    `ifconfig_${inside}_ipv6=${ifconfig6}`,
    `defaultrouter=${gateway}`,
    `ipv6_defaultrouter=${gateway6}`,
  ]);
  end(bastille, "default/vnet");
}

/** The template of an interface with a VLAN on it. */
export async function applyVlan(
  bastille: Bastille,
  jail: string,
  vlan: string,
  ifconfig: string,
): Promise<void> {
  begin(bastille, jail, "default/vlan");
  await sysrc(bastille, jail, [
    "ifconfig_vnet0=up",
    `vlans_vnet0+=${vlan}`,
    `ifconfig_vnet0_${vlan}=${ifconfig}`,
  ]);
  end(bastille, "default/vlan");
}

/** What all jails have in their files. */
const BASE = [
  "syslogd_flags=-ss",
  "sendmail_enable=NO",
  "sendmail_submit_enable=NO",
  "sendmail_outbound_enable=NO",
  "sendmail_msp_queue_enable=NO",
  "cron_flags=-J 60",
];

/** The template of a kind of jail: `thin` or `thick`. A lab has no users, whose passwords it would lock. */
export async function applyBase(bastille: Bastille, jail: string, kind: string): Promise<void> {
  begin(bastille, jail, `default/${kind}`);
  begin(bastille, jail, "default/base");
  for (const file of ["rc.conf", "periodic.conf"]) {
    bastille.head(jail);
    await bastille.run("jexec", "-l", "-U", "root", jail, "touch", `/etc/${file}`);
  }
  bastille.head(jail);
  await sysrc(bastille, jail, ["daily_status_world_kernel=NO"], "-f", "/etc/periodic.conf");
  await sysrc(bastille, jail, BASE);
  bastille.head(jail);
  const resolv = bastille.get("resolv_conf") || "/etc/resolv.conf";
  if (bastille.files.exists(resolv)) {
    const to = bastille.jail(jail, "/root/etc/resolv.conf");
    bastille.write(to, bastille.text(resolv));
    bastille.say(`${resolv} -> ${to}`);
  }
  end(bastille, "default/base");
  end(bastille, `default/${kind}`);
}

function begin(bastille: Bastille, jail: string, template: string): void {
  bastille.head(jail);
  bastille.say(`Applying template: ${template}...`);
}

function end(bastille: Bastille, template: string): void {
  bastille.say(`\nTemplate applied: ${template}`);
}

async function sysrc(
  bastille: Bastille,
  jail: string,
  assignments: readonly string[],
  ...options: readonly string[]
): Promise<void> {
  for (const one of assignments) {
    bastille.head(jail);
    await bastille.run("sysrc", "-j", jail, ...options, one);
  }
}

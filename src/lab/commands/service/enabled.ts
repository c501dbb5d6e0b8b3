/** What `service -e` lists: the scripts of FreeBSD's base system that are enabled, in the order of rcorder(8), and the lab's own. */

import { baseServices } from "../../freebsd/rcdefaults.ts";
import { errx } from "../../process/failure.ts";
import type { Process } from "../../process/process.ts";
import { isYes, loadRc } from "../../rc/config.ts";
import { jailScript } from "./jail.ts";
import { ngbuddyScript } from "./ngbuddy.ts";

/** As recorded on FreeBSD 15 (recording 30): names of scripts in /etc/rc.d, with their variables where those are called otherwise. The place of others is not known. */
const recorded: readonly (readonly [name: string, variable?: string])[] = [
  ["hostid"],
  ["hostid_save", "hostid_enable"],
  ["var_run"],
  ["kldxref"],
  ["cleanvar"],
  ["devmatch"],
  ["ip6addrctl"],
  ["rctl"],
  ["netif"],
  ["devd"],
  ["ngbuddy"],
  ["resolv"],
  ["gptboot"],
  ["os-release", "osrelease_enable"],
  ["dmesg"],
  ["syslogd"],
  ["utx"],
  ["sshd"],
  ["jail"],
  ["bgfsck", "background_fsck"],
];

/** Services that are on without a script of this name, or whose scripts have no variable. */
const WITHOUT_SCRIPT = ["crashinfo"];

export async function enabledScripts(process: Process): Promise<string[]> {
  const config = await loadRc(process, "service");
  const isOn = (variable: string) => isYes(config, variable);
  const placed = new Set(recorded.map(variableOf));
  for (const name of baseServices) {
    const variable = `${name}_enable`;
    if (placed.has(variable) || WITHOUT_SCRIPT.includes(name) || !isOn(variable)) continue;
    errx(1, `-e with ${variable}="YES": not emulated in a lab`);
  }
  return recorded.filter((entry) => isOn(variableOf(entry))).map(([name]) => pathOf(name));
}

function variableOf([name, variable]: (typeof recorded)[number]): string {
  return variable ?? `${name}_enable`;
}

function pathOf(name: string): string {
  if (name === ngbuddyScript.name) return ngbuddyScript.path;
  return name === jailScript.name ? jailScript.path : `/etc/rc.d/${name}`;
}

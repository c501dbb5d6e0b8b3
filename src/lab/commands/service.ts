/** service(8): runs the service scripts that a lab has (usr.sbin/service/service.sh). */

import { baseScripts } from "../freebsd/services.ts";
import { command, errx } from "../process/failure.ts";
import { getopts } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { Process } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { type EmulatedScript, isHere } from "../rc/emulated.ts";
import { bastilleScript } from "./service/bastille.ts";
import { devfsScript } from "./service/devfs.ts";
import { dhclientScript } from "./service/dhclient.ts";
import { dnsmasqScript } from "./service/dnsmasq.ts";
import { enabledScripts } from "./service/enabled.ts";
import { ipfwScript } from "./service/ipfw.ts";
import { jailScript } from "./service/jail.ts";
import { netifScript, routingScript } from "./service/network.ts";
import { ngbuddyScript } from "./service/ngbuddy.ts";
import {
  ngbuddyAgentScript,
  ngbuddyExporterScript,
  ngbuddyMonitorScript,
} from "./service/ngbuddydaemons.ts";
import { ngbuddyNatScript } from "./service/ngbuddynat.ts";
import { ngbuddyRecoverScript } from "./service/ngbuddyrecover.ts";
import { pfScript } from "./service/pf.ts";
import { type RcScript, runRcScript } from "./service/rcscript.ts";
import { rtadvdScript } from "./service/rtadvd.ts";
import { rtsoldScript } from "./service/rtsold.ts";
import {
  cleanvarScript,
  defaultrouteScript,
  hostnameScript,
  kldScript,
  sysctlScript,
} from "./service/system.ts";

const LOCAL_STARTUP = "/usr/local/etc/rc.d";
const DIRECTORIES = ["/etc/rc.d", LOCAL_STARTUP];

const USAGE = `
Usage:
service [-j <jail name or id>] -e
service [-j <jail name or id>] [-q] -R
service [-j <jail name or id>] [-v] -l
service [-j <jail name or id>] [-v] -r
service [-j <jail name or id>] [-dqv] [-E var=value] <rc.d script> start|stop|etc.
service -h

-d                Enable debugging of rc.d scripts
-j		Perform actions within the named jail
-E n=val	Set variable n to val before executing the rc.d script
-e		Show services that are enabled
-R		Stop and start enabled ${LOCAL_STARTUP} services
-l		List all scripts in /etc/rc.d and ${LOCAL_STARTUP}
-r		Show the results of boot time rcorder
-q		quiet
-v		Verbose

`;

export const service = command(async (process) => {
  const { has, value, operands, complaint } = getopts(process, "dE:ehj:lqrRv");
  if (has("h")) {
    process.out(USAGE);
    return 0;
  }
  if (complaint !== undefined) {
    process.err(`${complaint}\n`);
    process.out(USAGE);
    return 1;
  }
  const jailName = value("j");
  if (jailName !== undefined) {
    const passed = ["e", "l", "q", "r", "R", "v"].filter(has);
    return await process.run([
      ...["jexec", "-l", jailName, "/usr/sbin/service"],
      ...[...passed.map((letter) => `-${letter}`), ...operands],
    ]);
  }
  for (const letter of ["d", "E", "r", "R"]) {
    if (has(letter)) errx(1, `-${letter}: not emulated in a lab`);
  }
  if (has("e")) {
    for (const path of await enabledScripts(process)) process.out(`${path}\n`);
    return 0;
  }
  if (has("l")) return list(process, has("v"));
  const [name, ...words] = operands;
  if (name === undefined) {
    process.out(USAGE);
    return 1;
  }
  for (const directory of DIRECTORIES) {
    if (!ownScripts(process, directory).includes(name)) continue;
    if (has("v")) process.out(`${name} is located in ${directory}\n`);
    return await process.run([`${directory}/${name}`, ...words]);
  }
  const script = scriptNamed(process, name);
  if (script === undefined && baseScripts.has(name)) {
    errx(EX_UNAVAILABLE, `${name}: not emulated in a lab`);
  }
  if (script === undefined) {
    process.out(
      `${name} does not exist in /etc/rc.d or the local startup\ndirectories (${LOCAL_STARTUP}), or is not executable\n`,
    );
    return 1;
  }
  if (has("v")) {
    process.out(`${name} is located in ${script.path.slice(0, script.path.lastIndexOf("/"))}\n`);
  }
  return await runRcScript(process, script, words);
});

const scripts: { readonly [name in EmulatedScript]: RcScript } = {
  bastille: bastilleScript,
  cleanvar: cleanvarScript,
  defaultroute: defaultrouteScript,
  devfs: devfsScript,
  dhclient: dhclientScript,
  dnsmasq: dnsmasqScript,
  hostname: hostnameScript,
  ipfw: ipfwScript,
  jail: jailScript,
  kld: kldScript,
  netif: netifScript,
  ngbuddy: ngbuddyScript,
  ngbuddy_agent: ngbuddyAgentScript,
  ngbuddy_exporter: ngbuddyExporterScript,
  ngbuddy_monitor: ngbuddyMonitorScript,
  ngbuddy_nat: ngbuddyNatScript,
  ngbuddy_recover: ngbuddyRecoverScript,
  pf: pfScript,
  routing: routingScript,
  rtadvd: rtadvdScript,
  rtsold: rtsoldScript,
  sysctl: sysctlScript,
};

function scriptNamed({ lab }: Process, name: string): RcScript | undefined {
  return isHere(lab, name) ? scripts[name] : undefined;
}

/** Scripts that somebody has put into a directory of the lab's: service(8) takes those that may be run. */
function ownScripts(process: Process, directory: string): string[] {
  const { files } = process.lab;
  const place = placeOf(process, directory);
  if (!files.isDirectory(place)) return [];
  return files.list(place).filter((name) => files.isExecutable(`${place}/${name}`));
}

function list(process: Process, isVerbose: boolean): number {
  for (const directory of DIRECTORIES) {
    const own = ownScripts(process, directory);
    const base =
      directory === LOCAL_STARTUP
        ? [
            bastilleScript.name,
            dnsmasqScript.name,
            ngbuddyScript.name,
            ngbuddyAgentScript.name,
            ngbuddyExporterScript.name,
            ngbuddyMonitorScript.name,
            ngbuddyNatScript.name,
            ngbuddyRecoverScript.name,
          ].filter((name) => scriptNamed(process, name) !== undefined)
        : baseScripts;
    if (isVerbose) process.out(`From ${directory}:\n`);
    for (const name of [...new Set([...base, ...own])].sort()) process.out(`${name}\n`);
  }
  return 0;
}

/** What `service -e` lists: the scripts that are enabled, FreeBSD's and the lab's own, in the order of rcorder(8). */

import { wordsOf } from "../../../config/list.ts";
import { baseServices } from "../../freebsd/rcdefaults.ts";
import { errx } from "../../process/failure.ts";
import { placeOf } from "../../process/paths.ts";
import type { Process } from "../../process/process.ts";
import { isYes, loadRc, type RcConfig, rcValue } from "../../rc/config.ts";
import { type OrderedScript, orderedScripts, variableOf } from "../../rc/order.ts";

/** Scripts of FreeBSD's that no variable enables, and services that are on without a script of this name. */
const WITHOUT_VARIABLE = [
  ...["sysctl", "kld", "hostname", "iovctl", "routing", "defaultroute", "bridge", "static_arp"],
  ...["static_ndp", "netoptions", "mountcritremote", "devfs", "ldconfig", "local"],
  ...["FILESYSTEMS", "NETWORKING", "SERVERS", "DAEMON", "LOGIN"],
];
const WITHOUT_SCRIPT = ["crashinfo", "gateway", "ipv6_gateway"];

export async function enabledScripts(process: Process): Promise<string[]> {
  const config = await loadRc(process, "service");
  const scripts = orderedScripts(process, wordsOf(rcValue(config, "local_startup")));
  const placed = new Set(scripts.map(variableOf));
  for (const name of baseServices) {
    const variable = `${name}_enable`;
    if (placed.has(variable) || WITHOUT_SCRIPT.includes(name) || !isYes(config, variable)) continue;
    errx(1, `-e with ${variable}="YES": not emulated in a lab`);
  }
  return scripts.filter((script) => isOn(process, config, script)).map(({ path }) => path);
}

function isOn(process: Process, config: RcConfig, script: OrderedScript): boolean {
  if (!script.isFile) {
    return !WITHOUT_VARIABLE.includes(script.name) && isYes(config, variableOf(script));
  }
  const variable = variableIn(process.lab.files.read(placeOf(process, script.path)));
  return variable !== undefined && isYes(config, variable);
}

/** The variable that a script names by its line `rcvar=`, which may name the script's `name`. */
function variableIn(text: string): string | undefined {
  const assigned = (name: string) => new RegExp(`^${name}=["']?([^"'\\s]*)`, "m").exec(text)?.[1];
  return assigned("rcvar")?.replaceAll(/\$(?:name|\{name\})/g, assigned("name") ?? "");
}

/** The scripts of rc.d that a lab has. */
import { BASTILLE_PROGRAM } from "../freebsd/ports.ts";
import type { System } from "../process/process.ts";

/** Their names: `service NAME` works on them, and a boot runs them. */
const EMULATED = [
  "bastille",
  "cleanvar",
  "defaultroute",
  "devfs",
  "dhclient",
  "dnsmasq",
  "hostname",
  "ipfw",
  "jail",
  "kld",
  "netif",
  "ngbuddy",
  "ngbuddy_agent",
  "ngbuddy_exporter",
  "ngbuddy_monitor",
  "ngbuddy_nat",
  "ngbuddy_recover",
  "pf",
  "routing",
  "rtadvd",
  "rtsold",
  "sysctl",
] as const;

/** The name of such a script. */
export type EmulatedScript = (typeof EMULATED)[number];

/** Is the script of this name one of a lab's? */
function isEmulated(name: string): name is EmulatedScript {
  return EMULATED.some((one) => one === name);
}

/** The program of the port dnsmasq: its script comes with it. */
const DNSMASQ = "/usr/local/sbin/dnsmasq";

/** Is this a script that the lab has, and what it is for, too? */
export function isHere(
  lab: Pick<System, "files" | "command">,
  name: string,
): name is EmulatedScript {
  if (name === "bastille") return lab.files.exists(BASTILLE_PROGRAM);
  if (name === "dnsmasq") return lab.files.exists(DNSMASQ);
  return isEmulated(name) && (!name.startsWith("ngbuddy") || lab.command("ngbuddy") !== undefined);
}

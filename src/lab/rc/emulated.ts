/** The scripts of rc.d that a lab has. */

/** Their names: `service NAME` works on them, and a boot runs them. */
const EMULATED = [
  "cleanvar",
  "defaultroute",
  "devfs",
  "dhclient",
  "hostname",
  "jail",
  "kld",
  "netif",
  "ngbuddy",
  "pf",
  "routing",
  "sysctl",
] as const;

/** The name of such a script. */
export type EmulatedScript = (typeof EMULATED)[number];

/** Is the script of this name one of a lab's? */
export function isEmulated(name: string): name is EmulatedScript {
  return EMULATED.some((one) => one === name);
}

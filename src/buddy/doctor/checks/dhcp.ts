/** Can jails that are to get their address by DHCP ask for one? */
import { evaluate, RcSyntaxError } from "../../../config/rcconf.ts";
import { FileError } from "../../../host/host.ts";
import type { HostInterface } from "../../../host/ifconfig.ts";
import type { JailInfo } from "../../../host/jls.ts";
import type { DoctorCheck, Found } from "../check.ts";
import { commandLine } from "../remedies.ts";
import type { Sight } from "../sight.ts";

export const dhcp: DoctorCheck = {
  name: "dhcp",
  topic: "jails",
  summary: "jails that take their address by DHCP have bpf, which dhclient needs",
  async examine(sight) {
    const { read } = await sight.insides();
    const found: Found[] = [];
    for (const { jail, found: interfaces } of read) {
      const waiting = interfaces.find((one) => isWithout(one));
      if (waiting === undefined || !(await asksDhcp(sight, jail))) continue;
      const devices = await devicesOf(sight, jail);
      if (devices === undefined || devices.includes("bpf")) continue;
      found.push(withoutBpf(jail, waiting));
    }
    return found;
  },
};

function isWithout({ flags, ether, inet }: HostInterface): boolean {
  return !flags.includes("LOOPBACK") && ether !== undefined && inet.length === 0;
}

/** Says the jail's own rc.conf that an interface is to be configured by DHCP? What cannot be read says nothing. */
async function asksDhcp({ host }: Sight, { path: root }: JailInfo): Promise<boolean> {
  try {
    const path = "/etc/rc.conf";
    const text = (await host.files.inside(root).read(path)) ?? "";
    return [...evaluate([{ path, text }])].some(
      ([name, { value }]) => name.startsWith("ifconfig_") && /\bDHCP\b|SYNCDHCP/i.test(value ?? ""),
    );
  } catch (error) {
    if (error instanceof FileError || error instanceof RcSyntaxError) return false;
    throw error;
  }
}

/** The names in the jail's /dev; undefined where nothing is mounted there that could be read. */
async function devicesOf(
  { host }: Sight,
  { path }: JailInfo,
): Promise<readonly string[] | undefined> {
  try {
    const names = await host.files.list(`${path}/dev`);
    return names.includes("null") ? names : undefined;
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

function withoutBpf({ name, jid, path }: JailInfo, { name: iface }: HostInterface): Found {
  return {
    severity: "error",
    about: name,
    found: `is to get its address on ${iface} by DHCP, and has no /dev/bpf`,
    why: "dhclient(8) cannot ask without it. For good: the rules of /usr/local/share/examples/ngbuddy/devfs.rules at the end of /etc/devfs.rules, and devfs_ruleset = 11; in jail.conf",
    type: [
      ...commandLine("devfs", "-m", `${path}/dev`, "rule", "apply", "path", "bpf*", "unhide"),
      ...commandLine("jexec", String(jid), "service", "netif", "start", iface),
    ],
  };
}

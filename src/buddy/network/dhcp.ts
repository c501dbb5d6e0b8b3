/** DHCP by dnsmasq of the ports: a file a bridge, and what dnsmasq's own configuration must have for it. */
import { maskOf } from "../../config/innetwork.ts";
import type { DhcpRange } from "../../config/networksettings.ts";
import { isEnabled } from "../../config/settings.ts";
import { formatIpv4 } from "../../netgraph/inet.ts";
import type { Wanted } from "../plan/wanted.ts";
import type { KnownGuest } from "./guests.ts";
import { DNSMASQ, type DnsmasqSeen, dnsmasqConfOf } from "./observe.ts";

/** How long a guest may keep its address. */
const LEASE = "12h";

/** Returns dnsmasq's file for a bridge; null when it gives out nothing there. */
export function dnsmasqText(
  bridge: string,
  ranges: readonly DhcpRange[],
  guests: readonly KnownGuest[],
): string | null {
  if (ranges.length === 0) return null;
  const lines = [
    `# ngbuddy(8) writes this file for the bridge ${bridge}: what is changed here is lost.`,
    ...ranges.map(
      ({ first, last, at }) =>
        `dhcp-range=${formatIpv4(first)},${formatIpv4(last)},${formatIpv4(maskOf(at.prefix))},${LEASE}`,
    ),
    ...guests.map(
      ({ name, ether, address }) =>
        `dhcp-host=${ether},${address}${isHostName(name) ? `,${name}` : ""}`,
    ),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/**
 * Does dnsmasq take a word of a dhcp-host for a name? One that begins with _ keeps it from starting at all, `12h` and `7` are
 * a time to it, and `ignore` keeps the guest from an address (its option.c and util.c).
 */
function isHostName(name: string): boolean {
  return /^[a-z\d][\w-]*$/i.test(name) && !/^(?:\d+[smhdw]?|infinite|ignore)$/i.test(name);
}

/** Returns why dnsmasq cannot serve, with what to type; undefined when it can. `willBeEnabled`: the request enables it. */
export function whyNoDhcp(
  wanted: Wanted,
  dnsmasq: DnsmasqSeen,
  willBeEnabled: boolean,
): string | undefined {
  if (!dnsmasq.isInstalled)
    return "DHCP takes dnsmasq, which is not installed: pkg install dnsmasq";
  if (!includesOurs(dnsmasq.conf)) {
    return `DHCP takes this line in ${dnsmasqConfOf(wanted)}: conf-dir=${DNSMASQ.directory},*.conf`;
  }
  return willBeEnabled || isEnabled(wanted, "dnsmasq_enable")
    ? undefined
    : "DHCP takes the service dnsmasq, which rc.conf does not enable: sysrc dnsmasq_enable=YES";
}

/** Does a configuration of dnsmasq(8) read our files? */
function includesOurs(conf: string): boolean {
  return conf.split("\n").some((line) => {
    const [, value] = /^\s*conf-dir\s*=\s*([^#]*?)\s*(?:#.*)?$/.exec(line) ?? [];
    const [directory, ...endings] = value?.split(",").map((one) => one.trim()) ?? [];
    if (directory?.replace(/\/+$/, "") !== DNSMASQ.directory) return false;
    const only = endings.filter((one) => one.startsWith("*"));
    const never = endings.filter((one) => !one.startsWith("*"));
    return (only.length === 0 || only.includes("*.conf")) && !never.includes(".conf");
  });
}

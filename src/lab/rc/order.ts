/** The order in which /etc/rc runs the scripts of rc.d, as rcorder(8) finds it. */
import { wordsOf } from "../../config/list.ts";
import { baseScripts } from "../freebsd/services.ts";
import { placeOf } from "../process/paths.ts";
import type { Process } from "../process/process.ts";

/** A script that is to be run, by its path. */
export interface OrderedScript {
  readonly name: string;
  readonly path: string;
  /** Keywords of its head, such as `nojail`. */
  readonly keywords: readonly string[];
  /** Is it a file of the lab's, which FreeBSD does not come with? */
  readonly isFile: boolean;
}

const LOCAL = "/usr/local/etc/rc.d";

/**
 * FreeBSD's own scripts that do something in a lab, that change what its network does, or that others are said to be behind
 * or before; in the order that rcorder gives (recording 30; the scripts' heads). `NAME:KEYWORD` has a keyword.
 */
const base: readonly (readonly [name: string, ...keywords: string[]])[] = wordsOf(
  `sysctl hostid:nojail hostid_save:nojail zfs var_run:nojail kldxref:nojail kld:nojail cleanvar FILESYSTEMS devmatch:nojail
  hostname ip6addrctl:nojailvnet rctl:nojail iovctl:nojail ngbuddy_recover:nojail netif:nojailvnet devd:nojail ngbuddy:nojail ppp:nojail stf:nojailvnet
  routing:nojailvnet defaultroute:nojailvnet routed:nojailvnet route6d:nojailvnet pflog:nojail pfsync:nojail pf:nojailvnet
  ipfilter:nojailvnet ipnat:nojailvnet natd:nojailvnet ipfw:nojailvnet ngbuddy_nat:nojail ipsec:nojailvnet netwait:nojail bridge:nojailvnet
  static_arp:nojailvnet static_ndp:nojailvnet netoptions:nojailvnet resolv:nojailvnet NETWORKING gptboot:nojail
  mountcritremote:nojail devfs:nojail os-release dmesg:nojail newsyslog syslogd ngbuddy_monitor:nojail ngbuddy_exporter:nojail ngbuddy_agent:nojail savecore:nojail ntpdate:nojail ldconfig SERVERS
  dnsmasq local_unbound ftp-proxy:nojail rtadvd:nojailvnet rtsold:nojailvnet hostapd:nojail pppoed:nojail DAEMON utx mixer:nojail
  virecover ntpd:nojail powerd:nojail moused:nojail LOGIN inetd cron sshd sendmail dhcpd jail bastille securelevel:nojail bgfsck:nojail
  local`,
).map((word) => {
  const [name = "", ...keywords] = word.split(":");
  return [name, ...keywords];
});

/** How the variables are called of scripts that have no NAME_enable. */
const VARIABLES: { readonly [name: string]: string } = {
  bgfsck: "background_fsck",
  bridge: "autobridge_interfaces",
  "ftp-proxy": "ftpproxy_enable",
  hostid_save: "hostid_enable",
  ipfw: "firewall_enable",
  ngbuddy_nat: "ngbuddy_enable",
  "os-release": "osrelease_enable",
  securelevel: "kern_securelevel_enable",
  static_arp: "static_arp_pairs",
  static_ndp: "static_ndp_pairs",
};

/** The variable of rc.conf that a script of FreeBSD's looks at. */
export function variableOf({ name }: Pick<OrderedScript, "name">): string {
  return VARIABLES[name] ?? `${name}_enable`;
}

/** Where a script of this name is that no file of the lab is. */
function scriptPath(name: string): string {
  return `${baseScripts.has(name) ? "/etc/rc.d" : LOCAL}/${name}`;
}

/** Returns the scripts in their order: FreeBSD's, and those that somebody has put into the lab's /etc/rc.d and into `startup`, behind what they require and before what they are to be before. */
export function orderedScripts(process: Process, startup: readonly string[]): OrderedScript[] {
  const own = ["/etc/rc.d", ...startup].flatMap((directory) => filesIn(process, directory));
  const isOwn = new Set(own.map(({ name }) => name));
  const order: (OrderedScript & { readonly provides: readonly string[] })[] = base
    .filter(([name]) => !isOwn.has(name))
    .map(([name, ...keywords]) => ({
      ...{ name, keywords, path: scriptPath(name), isFile: false },
      provides: name === "NETWORKING" ? [name, "NETWORK"] : [name],
    }));
  const indexOf = (wanted: string) => order.findIndex(({ provides }) => provides.includes(wanted));
  let left = own;
  while (left.length > 0) {
    const unplaced = new Set(left.flatMap(({ provides }) => provides));
    // One that requires another one of these waits for it; where they wait for each other, the first one goes first.
    const next =
      left.find(({ requires }) => !requires.some((one) => unplaced.has(one))) ?? left[0]!;
    left = left.filter((one) => one !== next);
    const after = Math.max(-1, ...next.requires.map(indexOf));
    const bounds = next.before.map(indexOf).filter((at) => at >= 0);
    const replaced = base.findIndex(([name]) => name === next.name);
    const standard = replaced < 0 ? order.length : placeBehind(order, replaced);
    const wanted = next.requires.length > 0 ? after + 1 : standard;
    order.splice(Math.min(wanted, ...bounds), 0, next);
  }
  return order;
}

/** Where the script goes that had this place among FreeBSD's. */
function placeBehind(order: readonly OrderedScript[], place: number): number {
  const before = new Set(base.slice(0, place).map(([name]) => name));
  return order.findLastIndex(({ name }) => before.has(name)) + 1;
}

interface Head extends OrderedScript {
  readonly provides: readonly string[];
  readonly requires: readonly string[];
  readonly before: readonly string[];
}

/** The scripts in a directory of the lab: files that may be run (rc.subr, find_local_scripts_new). */
function filesIn(process: Process, directory: string): Head[] {
  const { files } = process.lab;
  const place = placeOf(process, directory);
  if (!files.isDirectory(place)) return [];
  return files
    .list(place)
    .filter((name) => !/^\.|\.(?:sample|pkgsave|orig|core)$|~$/.test(name))
    .filter((name) => files.isExecutable(`${place}/${name}`))
    .map((name) => headOf(name, `${directory}/${name}`, files.read(`${place}/${name}`)));
}

/** What the lines `# PROVIDE:`, `# REQUIRE:`, `# BEFORE:` and `# KEYWORD:` of a script say. */
function headOf(name: string, path: string, text: string): Head {
  const all = (word: string) =>
    [...text.matchAll(new RegExp(`^# ${word}S?:(.*)$`, "gm"))].flatMap(([, words = ""]) =>
      wordsOf(words),
    );
  const provides = all("PROVIDE");
  return {
    ...{ name, path, isFile: true },
    provides: provides.length > 0 ? provides : [name],
    requires: all("REQUIRE"),
    before: all("BEFORE"),
    keywords: all("KEYWORD"),
  };
}

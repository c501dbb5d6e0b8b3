/** ndp(8): shows and clears the neighbour cache, shows routers and prefixes, and sets IPv6's flags of an interface (usr.sbin/ndp). */

import { errno } from "../../netgraph/errno.ts";
import { removeInet6, setNd6 } from "../net/configure.ts";
import { ND6_WORDS } from "../net/flags.ts";
import { IN6_IFF_AUTOCONF } from "../net/inet6.ts";
import type { Interface } from "../net/interface.ts";
import type { NdEntry, NdState } from "../net/ndtable.ts";
import { preferenceOf } from "../net/routers6.ts";
import { formatScoped, parseScoped, type Scoped } from "../net/scoped.ts";
import { command, err, errx, usage, warnx } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { Process } from "../process/process.ts";
import { formatEther, formatIpv6, isLinkLocal } from "../wire/address.ts";
import { isInNetwork6, sameAddress6 } from "../wire/address6.ts";

const USAGE = `usage: ndp [-nt] hostname
       ndp [-nt] -a | -c | -p | -r | -H | -P | -R
       ndp [-nt] -A wait
       ndp [-nt] -d hostname
       ndp [-nt] -f filename
       ndp [-nt] -i interface [flags...]
       ndp [-nt] -I [interface|delete]
       ndp [-nt] -s nodename etheraddr [temp] [proxy]`;

/** Widths of the columns (ndp.h). */
const ADDRESS_WIDTH = 36;
const ETHER_WIDTH = 17;
const NAME_WIDTH = 6;

/** A router says that addresses, or other things, are to be had by DHCP (ND_RA_FLAG_MANAGED, ND_RA_FLAG_OTHER). */
const RA_MANAGED = 0x80;
const RA_OTHER = 0x40;

const STATES: { readonly [state in NdState]: string } = {
  incomplete: "I",
  reachable: "R",
  stale: "S",
  delay: "D",
  probe: "P",
};

export const ndp = command((process) => {
  const options = getopt(process, "acd:f:Ii:nprstA:HPR", USAGE);
  const { operands } = options;
  for (const letter of "fIstAH") {
    if (options.has(letter)) errx(1, `-${letter}: not emulated in a lab`);
  }
  const modes = ["a", "c", "d", "i", "p", "r", "P", "R"].filter((letter) => options.has(letter));
  if (modes.length > 1) usage(USAGE);
  const [mode] = modes;
  if (mode === "i") return settings(process, options.value("i") ?? "", operands);
  if (mode !== undefined && operands.length > 0) usage(USAGE);
  if (mode === "a") return show(process, undefined);
  if (mode === "c") return clear(process);
  if (mode === "d") return remove(process, options.value("d") ?? "");
  if (mode === "p") return showPrefixes(process);
  if (mode === "r") return showRouters(process);
  if (mode !== undefined) return forget(process, mode);
  const [host, ...rest] = operands;
  if (host === undefined || rest.length > 0) usage(USAGE);
  return show(process, host);
});

interface Row {
  readonly iface: Interface;
  readonly entry: NdEntry;
}

function rowsOf({ vnet }: Process): Row[] {
  return vnet.interfaces.flatMap((iface) =>
    vnet.stack.nd.list(iface).map((entry) => ({ iface, entry })),
  );
}

/** `1d2h3m4s`: the greatest unit that there is something of, and those below it. */
function sinceText(total: number): string {
  const parts = [Math.floor(total / 86_400), Math.floor(total / 3600) % 24];
  const [days = 0, hours = 0] = parts;
  const minutes = Math.floor(total / 60) % 60;
  const shown = [days > 0 ? `${days}d` : ""];
  if (shown[0] !== "" || hours > 0) shown.push(`${hours}h`);
  if (shown.join("") !== "" || minutes > 0) shown.push(`${minutes}m`);
  return `${shown.join("")}${total % 60}s`;
}

function describe({ vnet }: Process, { iface, entry }: Row): string {
  const address = formatScoped(entry.address, iface);
  const ether = entry.ether === undefined ? "(incomplete)" : formatEther(entry.ether);
  const left = entry.expires - vnet.stack.nd.uptime();
  const expiry = entry.permanent ? "permanent" : left > 0 ? sinceText(left) : "expired";
  // What is too long for its column takes the room of the next ones.
  const addressWidth = Math.max(ADDRESS_WIDTH, address.length);
  const etherWidth = Math.max(ether.length, ADDRESS_WIDTH + ETHER_WIDTH - addressWidth);
  const room = ADDRESS_WIDTH + ETHER_WIDTH + NAME_WIDTH - addressWidth - etherWidth;
  const columns = [
    address.padEnd(addressWidth),
    ether.padEnd(etherWidth),
    iface.name.padStart(Math.max(iface.name.length, room)),
    expiry.slice(0, 9).padEnd(9),
    STATES[entry.state],
    entry.router ? "R" : "",
  ];
  return `${columns.join(" ")}${entry.asked > 0 ? ` ${entry.asked}` : ""}\n`;
}

function show(process: Process, host: string | undefined): number {
  const wanted = host === undefined ? undefined : hostNamed(process, host);
  if (host !== undefined && wanted === undefined) return 0;
  const head = [
    "Neighbor".padEnd(ADDRESS_WIDTH),
    "Linklayer Address".padEnd(ETHER_WIDTH),
    "Netif".padStart(NAME_WIDTH),
    "Expire".padEnd(9),
    "S",
    "Flags",
  ];
  process.out(`${head.join(" ")}\n`);
  const rows = rowsOf(process).filter((row) => wanted === undefined || isAbout(row, wanted));
  for (const row of rows) process.out(describe(process, row));
  if (host === undefined || wanted === undefined || rows.length > 0) return 0;
  errx(1, `${host} (${formatScoped(wanted.address, wanted.zone)}) -- no entry`);
}

function isAbout({ iface, entry }: Row, { address, zone }: Scoped): boolean {
  if (!sameAddress6(entry.address, address)) return false;
  return !isLinkLocal(address) || zone === iface;
}

/** An address; the lab asks no name server. Says so when it is none. */
function hostNamed(process: Process, host: string): Scoped | undefined {
  const found = parseScoped(host, process.vnet.interfaces);
  if (found === undefined) warnx(process, `${host}: Name does not resolve`);
  return found;
}

/** What was learnt goes; the host's own addresses stay. */
function clear(process: Process): number {
  for (const row of rowsOf(process)) {
    if (row.entry.permanent) continue;
    const text = formatScoped(row.entry.address, row.iface);
    process.vnet.stack.nd.remove(row.iface, row.entry.address);
    process.out(`${text} (${text}) deleted\n`);
  }
  return 0;
}

function remove(process: Process, host: string): number {
  const wanted = hostNamed(process, host);
  if (wanted === undefined) return 0;
  const { vnet } = process;
  const route = vnet.stack.routes6.lookup(wanted.address, wanted.zone);
  const iface = wanted.zone ?? (route?.gateway === undefined ? route?.interface : undefined);
  if (iface === undefined || isLinkLocal(wanted.address) !== (wanted.zone !== undefined)) {
    warnx(process, `delete: cannot locate ${host}`);
    return 0;
  }
  if (!vnet.stack.nd.remove(iface, wanted.address)) {
    warnx(process, `delete ${host}: No such file or directory`);
    return 0;
  }
  process.out(`${host} (${formatScoped(wanted.address, wanted.zone)}) deleted\n`);
  return 0;
}

const PREFERENCES: { readonly [preference: number]: string } = {
  1: "high",
  0: "medium",
  [-1]: "low",
};

/** `-r`: the default routers (ndp.c, rtrlist). */
function showRouters({ vnet, lab, out }: Process): number {
  for (const { address, interface: by, flags, until } of vnet.stack.routers6.list()) {
    const words = `${flags & RA_MANAGED ? "M" : ""}${flags & RA_OTHER ? "O" : ""}`;
    const preference = PREFERENCES[preferenceOf(flags)];
    const expire = sinceText(secondsTo(until, lab.clock.now()));
    out(
      `${formatScoped(address, by)} if=${by.name}, flags=${words}, pref=${preference}, expire=${expire}\n`,
    );
  }
  return 0;
}

/** `-p`: the prefixes that routers told of (ndp.c, plist). */
function showPrefixes({ vnet, lab, out }: Process): number {
  const { stack } = vnet;
  for (const one of stack.routers6.listPrefixes()) {
    const { prefix, length, interface: by, onLink, autonomous, valid, preferred, until } = one;
    const made = by.inet6.filter(
      ({ flags, groups }) => flags & IN6_IFF_AUTOCONF && isInNetwork6(groups, prefix, length),
    );
    const flags = `${onLink ? "L" : ""}${autonomous ? "A" : ""}${onLink ? "O" : ""}`;
    const times = [valid, preferred].map((time) => (time === Infinity ? "infinity" : time));
    const left = secondsTo(until, lab.clock.now());
    const expire =
      until === Infinity ? "expire=Never" : left < 0 ? "expired" : `expire=${sinceText(left)}`;
    out(`${formatIpv6(prefix)}/${length} if=${by.name}\n`);
    out(`flags=${flags} vltime=${times[0]}, pltime=${times[1]}, ${expire}, ref=${made.length}\n`);
    out(one.routers.length > 0 ? "  advertised by\n" : "  No advertising router\n");
    for (const router of one.routers) {
      const entry = stack.nd.find(by, router);
      const state =
        entry === undefined
          ? "no neighbor state"
          : entry.state === "incomplete"
            ? "unreachable"
            : "reachable";
      out(`    ${formatScoped(router, by)} (${state})\n`);
    }
  }
  return 0;
}

function secondsTo(until: number, now: number): number {
  return Math.floor((until - now) / 1000);
}

/** `-R` and `-P`: the routers are forgotten, or the prefixes with the addresses that were made of them. */
function forget({ vnet }: Process, mode: string): number {
  const { routers6 } = vnet.stack;
  if (mode === "R") routers6.forget();
  else {
    for (const { interface: by, prefix, length } of routers6.forgetPrefixes()) {
      for (const { flags, groups, address } of [...by.inet6]) {
        if (flags & IN6_IFF_AUTOCONF && isInNetwork6(groups, prefix, length))
          removeInet6(by, address);
      }
    }
  }
  return 0;
}

/** The flags that ndp has words for, in the order that it shows them. */
const FLAGS: readonly (readonly [word: string, flag: string])[] = [
  ["disabled", "IFDISABLED"],
  ["nud", "PERFORMNUD"],
  ["accept_rtadv", "ACCEPT_RTADV"],
  ["auto_linklocal", "AUTO_LINKLOCAL"],
  ["no_prefer_iface", "NO_PREFER_IFACE"],
];

function bitOf(flag: string): number {
  return ND6_WORDS.find(([, name]) => name === flag)?.[0] ?? 0;
}

function settings({ vnet, out }: Process, name: string, words: readonly string[]): number {
  const iface = vnet.interface(name) ?? err(1, errno.ENXIO, "ioctl(SIOCGIFINFO_IN6)");
  for (const word of words) {
    const known = FLAGS.find(([one]) => one === word.replace(/^-/, ""));
    if (known === undefined) errx(1, `${word}: not emulated in a lab`);
    const bit = bitOf(known[1]);
    setNd6(iface, word.startsWith("-") ? iface.nd6 & ~bit : iface.nd6 | bit);
  }
  const mtus = `linkmtu=${iface.mtu}, maxmtu=${iface.mtu}, curhlim=64`;
  out(`${mtus}, basereachable=30s0ms, reachable=30s, retrans=1s0ms\n`);
  const shown = FLAGS.filter(([, flag]) => iface.nd6 & bitOf(flag)).map(([word]) => `${word} `);
  out(`Flags: ${shown.join("")}\n`);
  return 0;
}

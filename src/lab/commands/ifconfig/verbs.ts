/** ifconfig's verbs, as a table: what each takes and does (ifconfig.c, ifclone.c, ifgroup.c, af_inet6.c). */
import { IFNAMSIZ } from "../../../config/names.ts";
import { errno } from "../../../netgraph/errno.ts";
import { bringUp, setNd6, takeDown } from "../../net/configure.ts";
import * as flagbits from "../../net/flagbits.ts";
import * as flags from "../../net/flags.ts";
import { type Interface, MAX_DESCRIPTION } from "../../net/interface.ts";
import { setMtu } from "../../net/mtu.ts";
import { err, errx, warnx } from "../../process/failure.ts";
import { failIoctl } from "./address.ts";
import { bridgeVerbs } from "./bridgeverbs.ts";
import { capabilityNamed, switchCapability } from "./capabilities.ts";
import { carpVerbs } from "./carpverbs.ts";
import type { Invocation } from "./invocation.ts";
import { moveIn, takeBack } from "./jails.ts";
import { plain, type Verb, type Verbs, withWord } from "./verb.ts";
import { vlanVerbs } from "./vlanverbs.ts";

/** The interface, or what is said when it is gone. */
function target(invocation: Invocation, request: string): Interface {
  return invocation.find() ?? err(1, errno.ENXIO, request);
}

/** A verb that sets or clears a flag of if_flags(9): the flags are asked for first. */
function flagVerb(set: (iface: Interface) => void): Verb {
  return plain((invocation) => {
    set(invocation.find() ?? failIoctl(errno.ENXIO, "ioctl (SIOCGIFFLAGS)"));
  });
}

/** Sets or clears a flag that nothing else in the lab looks after. */
function flag(bit: number, on: boolean): Verb {
  return flagVerb((iface) => {
    iface.extraFlags = on ? iface.extraFlags | bit : iface.extraFlags & ~bit;
  });
}

/** Promiscuous mode until told otherwise (if.c, if_setppromisc). */
function permanentPromisc(on: boolean): Verb {
  return flagVerb((iface) => {
    if (iface.permanentPromiscuous === on) return;
    iface.permanentPromiscuous = on;
    const what = `permanently promiscuous mode ${on ? "enabled" : "disabled"}`;
    iface.vnet.log(`${iface.name}: ${what}`);
  });
}

function nd6(word: string, on: boolean): Verb {
  const bit = flags.ND6_WORDS.find(([, name]) => name === word)?.[0] ?? 0;
  return plain(({ iface, family }) => {
    if (family !== "inet6") errx(1, `${on ? "" : "-"}${word.toLowerCase()}: bad value`);
    setNd6(iface, on ? iface.nd6 | bit : iface.nd6 & ~bit);
  });
}

/** How long an IPv6 address is preferred, or valid: seconds, as strtoul(3) reads them (af_inet6.c, setip6lifetime). */
function lifetime(word: "pltime" | "vltime"): Verb {
  return withWord(({ family, addresses }, text) => {
    const [number] = /^\s*[+-]?(?:0x[\da-f]+|\d+)/i.exec(text) ?? [];
    if (number === undefined) errx(1, `invalid ${word}`);
    if (family !== "inet6") errx(1, `${word} not allowed for the AF`);
    addresses.takeLifetime?.(word, Number(number));
  });
}

const SET_NAME = "ioctl SIOCSIFNAME (set name)";

function rename(invocation: Invocation, name: string): void {
  const iface = target(invocation, SET_NAME);
  const { vnet } = iface;
  if (name.length >= IFNAMSIZ) err(1, errno.ENAMETOOLONG, SET_NAME);
  if (name === "") err(1, errno.EINVAL, SET_NAME);
  if (name !== iface.name) {
    if (vnet.interface(name) !== undefined) err(1, errno.EEXIST, SET_NAME);
    vnet.rename(iface, name);
  }
  invocation.name = name;
  invocation.printsName = true;
}

function destroy(invocation: Invocation): void {
  const found = target(invocation, "SIOCIFDESTROY");
  if (found.destroy === undefined) err(1, errno.EINVAL, "SIOCIFDESTROY");
  if (found.kind === "vlan" && found.vlans?.size) err(1, errno.EBUSY, "SIOCIFDESTROY");
  found.destroy();
}

function setLimit(invocation: Invocation, word: string): void {
  const request = "ioctl SIOCSIFMTU (set mtu)";
  const error = setMtu(target(invocation, request), Number.parseInt(word, 10) || 0);
  if (error !== 0) err(1, error, request);
}

function describe(invocation: Invocation, text: string): void {
  const request = "ioctl SIOCSIFDESCR (set descr)";
  const found = target(invocation, request);
  if (Buffer.byteLength(text) >= MAX_DESCRIPTION) err(1, errno.ENAMETOOLONG, request);
  found.descriptionText = text;
}

/** `group NAME`, `-group NAME` (ifgroup.c). */
function groupVerb(verb: string, change: (groups: readonly string[], name: string) => string[]) {
  return withWord((invocation, name) => {
    if (/\d$/.test(name)) errx(1, `${verb}: group names may not end in a digit`);
    if (name.length >= IFNAMSIZ) errx(1, `${verb}: group name too long`);
    // The space is ifconfig's.
    const request = verb === "setifgroup" ? " SIOCAIFGROUP" : "SIOCDIFGROUP";
    const found = target(invocation, request);
    if (name === "") err(1, errno.EINVAL, request);
    found.groups = change(found.groups, name);
  });
}

const table: Verbs = {
  up: flagVerb(bringUp),
  down: flagVerb(takeDown),
  arp: flag(flagbits.IFF_NOARP, false),
  "-arp": flag(flagbits.IFF_NOARP, true),
  debug: flag(flagbits.IFF_DEBUG, true),
  "-debug": flag(flagbits.IFF_DEBUG, false),
  link0: flag(flagbits.IFF_LINK0, true),
  "-link0": flag(flagbits.IFF_LINK0, false),
  normal: flag(flagbits.IFF_LINK0, false),
  compress: flag(flagbits.IFF_LINK0, true),
  link1: flag(flagbits.IFF_LINK1, true),
  "-link1": flag(flagbits.IFF_LINK1, false),
  noicmp: flag(flagbits.IFF_LINK1, true),
  link2: flag(flagbits.IFF_LINK2, true),
  "-link2": flag(flagbits.IFF_LINK2, false),
  monitor: flag(flagbits.IFF_MONITOR, true),
  "-monitor": flag(flagbits.IFF_MONITOR, false),
  staticarp: flag(flagbits.IFF_STATICARP, true),
  "-staticarp": flag(flagbits.IFF_STATICARP, false),
  stickyarp: flag(flagbits.IFF_STICKYARP, true),
  "-stickyarp": flag(flagbits.IFF_STICKYARP, false),
  promisc: permanentPromisc(true),
  "-promisc": permanentPromisc(false),
  add: plain((invocation) => invocation.setAlias(1)),
  alias: plain((invocation) => invocation.setAlias(1)),
  "-alias": plain((invocation) => invocation.setAlias(-1)),
  delete: plain((invocation) => invocation.setAlias(-1)),
  remove: plain((invocation) => invocation.setAlias(-1)),
  netmask: withWord((invocation, word) => invocation.takeMask(word)),
  prefixlen: withWord((invocation, word) => invocation.takePrefixLength(word)),
  pltime: lifetime("pltime"),
  vltime: lifetime("vltime"),
  broadcast: withWord((invocation, word) => invocation.addresses.take(word, "broadcast")),
  metric: withWord((invocation, word) => {
    const found = target(invocation, "ioctl SIOCSIFMETRIC (set metric)");
    found.metric = Number.parseInt(word, 10) || 0;
  }),
  mtu: withWord(setLimit),
  name: withWord(rename),
  description: withWord(describe),
  descr: withWord(describe),
  "-description": plain((invocation) => describe(invocation, "")),
  "-descr": plain((invocation) => describe(invocation, "")),
  group: groupVerb("setifgroup", (groups, name) => [...new Set([...groups, name])]),
  "-group": groupVerb("unsetifgroup", (groups, name) => groups.filter((one) => one !== name)),
  vnet: withWord(moveIn),
  "-vnet": withWord(takeBack),
  destroy: plain(destroy),
  unplumb: plain(destroy),
  ...bridgeVerbs,
  ...carpVerbs,
  ...vlanVerbs,
  ifdisabled: nd6("IFDISABLED", true),
  "-ifdisabled": nd6("IFDISABLED", false),
  auto_linklocal: nd6("AUTO_LINKLOCAL", true),
  "-auto_linklocal": nd6("AUTO_LINKLOCAL", false),
  accept_rtadv: nd6("ACCEPT_RTADV", true),
  "-accept_rtadv": nd6("ACCEPT_RTADV", false),
  no_dad: nd6("NO_DAD", true),
  "-no_dad": nd6("NO_DAD", false),
  ...Object.fromEntries(["rxtls", "-rxtls", "ipsec", "-ipsec"].map((word) => [word, named()])),
};

/** Capabilities that the drivers of the lab do not know at all (ifconfig.c, setifcapnv). */
function named(): Verb {
  return plain((invocation) => {
    if (invocation.find() === undefined) failIoctl(errno.ENXIO, "ioctl (SIOCGIFCAP)");
    warnx(invocation.process, "IFCAP_NV not supported");
  });
}

/** Verbs of FreeBSD's ifconfig that the lab does not have: said so, rather than taken for an address. */
const notEmulated = new Set(
  `allmulti -allmulti media mediaopt -mediaopt mode instance fib tunnelfib tunnel -tunnel deletetunnel pcp -pcp
  carpver vrrpprio vrrpinterval laggproto laggport -laggport lagghash stp -stp span -span static deladdr
  maclabel eui64 anycast -anycast tentative -tentative deprecated -deprecated autoconf -autoconf prefer_source
  -prefer_source ifuntagged -ifuntagged iftagged +iftagged -iftagged ifvlanproto vlanfilter
  -vlanfilter defuntagged -defuntagged defqinq -defqinq qinq -qinq defaultif -defaultif`.split(
    /\s+/,
  ),
);

/** The verb of this name. Ends the command for one that FreeBSD has and the lab has not; undefined for what is no verb. */
export function verbNamed(word: string): Verb | undefined {
  const known = Object.hasOwn(table, word) ? table[word] : undefined;
  if (known !== undefined) return known;
  const capability = capabilityNamed(word);
  if (capability !== undefined) {
    return plain((invocation) => {
      const found = invocation.find() ?? failIoctl(errno.ENXIO, "ioctl (SIOCGIFCAP)");
      const error = switchCapability(found, capability.bits, capability.on);
      if (error !== 0) failIoctl(error, word);
    });
  }
  if (notEmulated.has(word)) errx(1, `${word}: not emulated in a lab`);
  return undefined;
}

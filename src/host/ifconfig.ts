/** What ifconfig(8) prints of interfaces, as values. */

/** An interface, as far as ifconfig(8) shows it. */
export interface HostInterface {
  readonly name: string;
  /** `UP`, `PROMISC`, …: the names in the flags line. */
  readonly flags: readonly string[];
  readonly up: boolean;
  /** Bytes. */
  readonly mtu: number;
  /** Capabilities that are on: `TSO4`, `LRO`, … */
  readonly options: readonly string[];
  /** `58:9c:fc:00:2a:01`; absent for what is no Ethernet interface. */
  readonly ether?: string;
  /** The address the driver was made with, when another one was set since. */
  readonly hwaddr?: string;
  /** `10.0.2.15/24`. */
  readonly inet: readonly string[];
  /** `fe80::1%lo0/64`. */
  readonly inet6: readonly string[];
  /** `active`, `no carrier`; absent when ifconfig shows none. */
  readonly status?: string;
  readonly groups: readonly string[];
  /** Members of an if_bridge(4), ports of a lagg(4). */
  readonly members: readonly string[];
  /** The interface a VLAN is on. */
  readonly parent?: string;
  /** The VLAN's tag. */
  readonly tag?: number;
  /** The virtual hosts of carp(4); absent when there are none, and where the kernel's calls were asked. */
  readonly carp?: readonly CarpHost[];
  /** What is said of IPv6 addresses besides (`duplicated`, `autoconf`, …), by address; absent as `carp` is. */
  readonly marks6?: readonly { readonly address: string; readonly marks: readonly string[] }[];
  /** The settings of IPv6: `IFDISABLED`, `ACCEPT_RTADV`, …; absent as `carp` is. */
  readonly nd6?: readonly string[];
}

/** A virtual host of carp(4) on an interface. */
export interface CarpHost {
  readonly vhid: number;
  /** `MASTER`, `BACKUP` or `INIT`; empty when ifconfig has shown only an address of it. */
  readonly state: string;
  /** The addresses that are shared, as `inet` and `inet6` have them. */
  readonly addresses: readonly string[];
}

/**
 * May an output show interfaces that are not there? A description is printed as it was given, over several lines too, and
 * a jail's root describes the jail's own interfaces, which keep that when they come back.
 */
export function mayLie(text: string): boolean {
  return text.includes("\tdescription: ");
}

type Draft = {
  -readonly [key in keyof Omit<HostInterface, "carp" | "marks6">]: HostInterface[key];
} & {
  inet: string[];
  inet6: string[];
  members: string[];
  carp?: { vhid: number; state: string; addresses: string[] }[];
  marks6?: { address: string; marks: readonly string[] }[];
};

/**
 * Reads the output of `ifconfig`, `ifconfig -a` or `ifconfig IF`. Lines it does not know are passed over: releases add
 * some. Netmasks become prefix lengths, whatever way they are written. Of two interfaces of one name the first is taken:
 * what `mayLie` tells of comes after it.
 */
export function parseIfconfig(text: string): HostInterface[] {
  const interfaces: Draft[] = [];
  let current: Draft | undefined;
  for (const line of text.split("\n")) {
    // A name may have any characters: a jail's root chooses those of its own.
    const head = /^(.+): flags=[0-9a-f]+(?:<([^>]*)>)?( metric .*)$/.exec(line);
    if (head !== null) {
      const isNew = interfaces.every(({ name }) => name !== head[1]);
      current = isNew ? newInterface(head[1]!, names(head[2]), head[3]!) : undefined;
      if (current !== undefined) interfaces.push(current);
      continue;
    }
    // Whatever this is of, it is not of the interface before it.
    if (!line.startsWith("\t")) current = undefined;
    if (current === undefined) continue;
    const words = line.trim().split(/\s+/);
    readLine(current, words, line.trim());
  }
  return interfaces;
}

function newInterface(name: string, flags: string[], rest: string): Draft {
  return {
    name,
    flags,
    up: flags.includes("UP"),
    mtu: Number(/\bmtu (\d+)/.exec(rest)?.[1] ?? 0),
    options: [],
    inet: [],
    inet6: [],
    groups: [],
    members: [],
  };
}

function readLine(to: Draft, words: readonly string[], line: string): void {
  const [key = "", value = ""] = words;
  if (key === "ether") to.ether = value;
  else if (key === "hwaddr") to.hwaddr = value;
  else if (key === "inet") shareBy(to, words, added(to.inet, withPrefix(value, words, inetPrefix)));
  else if (key === "inet6") readInet6(to, words, withPrefix(value, words, inet6Prefix));
  else if (key === "carp:") virtualHost(to, after(words, "vhid")).state = value;
  // The same by VRRP's protocol (carpver 3), FreeBSD 15 (sbin/ifconfig/carp.c).
  else if (key === "vrrp:") virtualHost(to, after(words, "vrid")).state = value;
  else if (key === "nd6") to.nd6 = names(/<([^>]*)>/.exec(line)?.[1]);
  else if (key === "status:") to.status = line.slice("status:".length).trim();
  else if (key === "groups:") to.groups = words.slice(1);
  else if (key === "member:" || key === "laggport:") to.members.push(value);
  else if (key === "vlan:") {
    if (/^\d+$/.test(value)) to.tag = Number(value);
    const parent = /\bparent interface: (\S+)/.exec(line)?.[1];
    if (parent !== undefined && parent !== "<none>") to.parent = parent;
  } else if (/^options=/.test(key)) to.options = names(/<([^>]*)>/.exec(line)?.[1]);
}

function added(list: string[], address: string): string {
  list.push(address);
  return address;
}

/** What ifconfig(8) says of an IPv6 address behind its prefix length (in6_ifaddr flags). */
const MARKS6 = ["anycast", "tentative", "duplicated", "detached", "deprecated", "autoconf"];

function readInet6(to: Draft, words: readonly string[], address: string): void {
  shareBy(to, words, added(to.inet6, address));
  const marks = words.slice(2).filter((word) => MARKS6.includes(word));
  if (marks.length > 0) to.marks6 = [...(to.marks6 ?? []), { address, marks }];
}

/** Of an address that is shared by carp(4) its line says by which virtual host. */
function shareBy(to: Draft, words: readonly string[], address: string): void {
  const vhid = after(words, "vhid");
  if (vhid !== undefined) virtualHost(to, vhid).addresses.push(address);
}

function virtualHost(to: Draft, text: string | undefined): NonNullable<Draft["carp"]>[number] {
  const vhid = Number(text);
  to.carp ??= [];
  const known = to.carp.find((one) => one.vhid === vhid);
  if (known !== undefined) return known;
  const host = { vhid, state: "", addresses: [] };
  to.carp.push(host);
  return host;
}

function names(list: string | undefined): string[] {
  return list === undefined || list === "" ? [] : list.split(",");
}

function withPrefix(
  address: string,
  words: readonly string[],
  prefix: (words: readonly string[]) => number | undefined,
): string {
  const length = address.includes("/") ? undefined : prefix(words);
  return length === undefined ? address : `${address}/${length}`;
}

/** Returns the length of the network that words of ifconfig(8) say: `netmask 0xffffff00`, or `255.255.255.0` as `ifconfig -f inet:dotted` writes it. */
export function inetPrefix(words: readonly string[]): number | undefined {
  const mask = after(words, "netmask");
  if (mask === undefined) return undefined;
  const bits = /^0x[0-9a-f]{1,8}$/i.test(mask)
    ? Number(mask)
    : mask.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  if (!(bits >= 0 && bits <= 0xffff_ffff)) return undefined;
  return Math.clz32(~bits >>> 0);
}

function inet6Prefix(words: readonly string[]): number | undefined {
  const length = after(words, "prefixlen");
  return length !== undefined && /^\d{1,3}$/.test(length) ? Number(length) : undefined;
}

function after(words: readonly string[], key: string): string | undefined {
  const at = words.indexOf(key);
  return at < 0 ? undefined : words[at + 1];
}

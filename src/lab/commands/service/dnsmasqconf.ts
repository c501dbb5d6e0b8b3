/** dnsmasq.conf(5) as far as a lab has it: which addresses are given out, and to whom. */

import type { DnsmasqConfig, FixedLease, LeaseRange } from "../../net/dnsmasq.ts";
import { parseEther, parseIpv4 } from "../../wire/address.ts";

/** The files that a configuration may name. */
export interface ConfFiles {
  /** A file's text; undefined when there is none. */
  read(path: string): string | undefined;
  /** The names in a directory; undefined when there is none. */
  list(path: string): readonly string[] | undefined;
}

/** Something that dnsmasq does not take, or that a lab has not: where and what. */
export class DnsmasqConfError extends Error {
  override readonly name = "DnsmasqConfError";
}

/** What changes nothing that a lab has. */
const IGNORED = [
  "local-service",
  "domain-needed",
  "bogus-priv",
  "log-dhcp",
  "no-resolv",
  "no-poll",
];

/** How deep a file may name others. */
const MAX_DEPTH = 8;

/** Reads a file and those that it names. Throws a DnsmasqConfError. */
export function readDnsmasqConf(path: string, files: ConfFiles, depth = 0): DnsmasqConfig {
  const text = files.read(path);
  if (text === undefined)
    throw new DnsmasqConfError(`cannot read ${path}: No such file or directory`);
  const ranges: LeaseRange[] = [];
  const fixed: FixedLease[] = [];
  const add = (config: DnsmasqConfig) => {
    ranges.push(...config.ranges);
    fixed.push(...config.fixed);
  };
  for (const [index, line] of text.split("\n").entries()) {
    const place = `at line ${index + 1} of ${path}`;
    const [, option, value] = /^\s*([\w-]+)\s*(?:=\s*(.*?)\s*)?$/.exec(withoutComment(line)) ?? [];
    if (option === undefined) {
      if (withoutComment(line).trim() !== "") throw new DnsmasqConfError(`bad option ${place}`);
      continue;
    }
    const words = (value ?? "").split(",").map((word) => word.trim());
    if (IGNORED.includes(option)) continue;
    if (option === "conf-dir") {
      if (depth >= MAX_DEPTH) throw new DnsmasqConfError(`files included too deep ${place}`);
      for (const one of filesOf(words, files)) add(readDnsmasqConf(one, files, depth + 1));
    } else if (option === "dhcp-range") ranges.push(readRange(words, place));
    else if (option === "dhcp-host") fixed.push(readHost(words, place));
    else throw new DnsmasqConfError(`${option}: not emulated in a lab ${place}`);
  }
  return { ranges, fixed };
}

/** A comment begins the line, or follows a blank. */
function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*$/, "$1");
}

/** The files of `conf-dir=DIRECTORY[,ENDING…]`: an ending with a star is one to read, another one to pass over. */
function filesOf([path = "", ...endings]: readonly string[], files: ConfFiles): string[] {
  const directory = path.replace(/\/+$/, "");
  const names = files.list(directory);
  if (names === undefined)
    throw new DnsmasqConfError(`cannot access directory ${path}: No such file or directory`);
  const only = endings.filter((one) => one.startsWith("*")).map((one) => one.slice(1));
  const never = endings.filter((one) => !one.startsWith("*") && one !== "");
  return names
    .filter((name) => !/^\.|~$|^#.*#$/.test(name))
    .filter((name) => only.length === 0 || only.some((ending) => name.endsWith(ending)))
    .filter((name) => !never.some((ending) => name.endsWith(ending)))
    .map((name) => `${directory}/${name}`);
}

/** An address of four numbers. */
function addressIn(word: string): number | undefined {
  return /^\d+\.\d+\.\d+\.\d+$/.test(word) ? parseIpv4(word) : undefined;
}

function readRange(words: readonly string[], place: string): LeaseRange {
  const [first, last] = words.slice(0, 2).map(addressIn);
  // A mask and a broadcast address may stand before the time, which may be nothing but a number.
  const rest = words.slice(2).filter((word) => addressIn(word) === undefined);
  const seconds = rest.length === 0 ? 3600 : secondsOf(rest[0]!);
  if (
    first === undefined ||
    last === undefined ||
    first > last ||
    rest.length > 1 ||
    seconds === undefined
  )
    throw new DnsmasqConfError(`bad dhcp-range ${place}`);
  return { first, last, lease: seconds };
}

const UNITS: { readonly [unit: string]: number } = { "": 1, m: 60, h: 3600, d: 86400, w: 604800 };

function secondsOf(text: string): number | undefined {
  if (text === "infinite") return 0xffffffff;
  const [, number, unit = ""] = /^(\d+)([mhdw]?)$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * UNITS[unit]!;
}

/** What is no address is a time, a word of dnsmasq's own, or a name (its option.c and util.c). */
function checkName(word: string, place: string): void {
  if (/^(?:\d+[smhdw]?|infinite|ignore)$/i.test(word))
    throw new DnsmasqConfError(`dhcp-host: ${word}: not emulated in a lab ${place}`);
  if (!/^[a-z\d][\w-]*(?:\.|$)/i.test(word))
    throw new DnsmasqConfError(`bad DHCP host name ${place}`);
}

function readHost(words: readonly string[], place: string): FixedLease {
  const bytes = words.flatMap((word) => parseEther(word) ?? []);
  const addresses = words.flatMap((word) => addressIn(word) ?? []);
  const [ether, address] = [bytes[0], addresses[0]];
  if (
    ether === undefined ||
    address === undefined ||
    bytes.length + addresses.length > 2 ||
    words.length > 3
  )
    throw new DnsmasqConfError(
      `dhcp-host: not emulated in a lab without an address for an Ethernet address ${place}`,
    );
  for (const word of words)
    if (parseEther(word) === undefined && addressIn(word) === undefined) checkName(word, place);
  return { ether: [...ether].map((byte) => byte.toString(16).padStart(2, "0")).join(":"), address };
}

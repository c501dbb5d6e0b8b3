/** The addresses on ifconfig's command line, and what is done with them at its end (af_inet.c, af_inet6.c, af_link.c). */
import { errno } from "../../../netgraph/errno.ts";
import { addInet, addInet6, removeInet, removeInet6, setEther } from "../../net/configure.ts";
import type { Interface } from "../../net/interface.ts";
import { parseScoped } from "../../net/scoped.ts";
import { err, errx } from "../../process/failure.ts";
import { hostAddress } from "../../process/hosts.ts";
import type { Process } from "../../process/process.ts";
import { classPrefix, formatIpv4, formatIpv6, parseIpv4, prefixOf } from "../../wire/address.ts";
import type { Family } from "./family.ts";

/** What an address on the command line is for. */
export type Purpose = "add" | "remove" | "mask" | "peer" | "broadcast";

/** Gathers addresses while the command line is read, and sets or removes them at its end. */
export interface AddressWork {
  take(text: string, purpose: Purpose): void;
  /** `prefixlen`, for the family that has it. */
  takePrefixLength?(prefix: number): void;
  /** `pltime` and `vltime`, for the family that has them: seconds. */
  takeLifetime?(word: "pltime" | "vltime", seconds: number): void;
  /** `ifconfig IF ADDRESS delete`: the address that was to be added is the one to remove. */
  turnIntoRemoval(): void;
  /** Says what FreeBSD warns of; undefined for nothing. */
  warning(adding: boolean): string | undefined;
  /** Returns an errno. */
  remove(iface: Interface): number;
  add(iface: Interface): number;
}

/** Finds the interface that the command line is about by now. */
interface Finder {
  readonly process: Process;
  /** The virtual host of carp(4) that the address is to be shared by. */
  readonly carp: { readonly vhid?: number };
  find(): Interface | undefined;
}

export function addressWork(family: Family, finder: Finder): AddressWork {
  if (family === "inet") return inetWork(finder);
  return family === "inet6" ? inet6Work(finder) : linkWork();
}

function inetWork(finder: Finder): AddressWork {
  let address: number | undefined;
  let prefix: number | undefined;
  let removal: number | undefined;
  let peer: number | undefined;
  let broadcast: number | undefined;

  function takeAddress(text: string): number {
    const slash = text.lastIndexOf("/");
    if (slash >= 0) prefix = prefixLength(text, text.slice(slash + 1));
    return hostNamed(finder, slash < 0 ? text : text.slice(0, slash));
  }

  return {
    take(text, purpose) {
      if (purpose === "add") address = takeAddress(text);
      else if (purpose === "remove") removal = hostNamed(finder, text);
      else if (purpose === "mask") prefix = prefixOf(hostNamed(finder, text));
      else if (purpose === "peer") peer = hostNamed(finder, text);
      else broadcast = hostNamed(finder, text);
    },
    turnIntoRemoval() {
      removal = address;
    },
    warning(adding) {
      const masked = prefix !== undefined;
      if (address === undefined || masked || !adding) return undefined;
      prefix = classPrefix(address);
      const iface = finder.find();
      if (iface?.pointToPoint || iface?.kind === "loopback") return undefined;
      return "WARNING: setting interface address without mask is deprecated,\ndefault mask may not be correct.";
    },
    remove: (from) => removeInet(from, removal === undefined ? undefined : formatIpv4(removal)),
    add(to) {
      if (address === undefined) return errno.EINVAL;
      const { vhid } = finder.carp;
      const error = withoutCarp(finder);
      if (error !== 0) return error;
      return addInet(to, {
        ...(vhid !== undefined && { vhid }),
        address: formatIpv4(address),
        prefix: prefix ?? 32,
        ...(broadcast !== undefined && { broadcast: formatIpv4(broadcast) }),
        ...(peer !== undefined && to.pointToPoint && { peer: formatIpv4(peer) }),
      });
    },
  };
}

function inet6Work(finder: Finder): AddressWork {
  let address: string | undefined;
  let prefix: number | undefined;
  let isPrefixSaid = false;
  let removal: string | undefined;
  const until: { pltime?: number; vltime?: number } = {};

  return {
    take(text, purpose) {
      if (purpose === "add") {
        const [, host = "", length] = /^(.*?)(?:\/([^/]*))?$/.exec(text) ?? [];
        prefix = length === undefined ? 128 : prefixLength6(length);
        isPrefixSaid ||= length !== undefined;
        address = host6Named(finder, host);
      } else if (purpose === "remove") removal = host6Named(finder, text);
      else errx(1, `${text}: not emulated in a lab`);
    },
    takePrefixLength(length) {
      prefix = length;
      isPrefixSaid = true;
    },
    takeLifetime(word, seconds) {
      until[word] = untilIn(finder.process, seconds);
    },
    turnIntoRemoval() {
      removal = address;
    },
    warning: () => undefined,
    // Without an address, it is :: that goes.
    remove: (from) => removeInet6(from, removal ?? "::"),
    add(to) {
      if (address === undefined) return errno.EINVAL;
      const error = withoutCarp(finder);
      if (error !== 0) return error;
      const { vhid } = finder.carp;
      const size = isPrefixSaid ? (prefix ?? 0) : 64;
      const { pltime: preferredUntil = Infinity, vltime: validUntil = Infinity } = until;
      return addInet6(to, { address, prefix: size, vhid, preferredUntil, validUntil });
    },
  };
}

/** Returns what an address that is to be shared is refused with where there is no carp(4); 0 where it is not. */
function withoutCarp({ process, carp }: Finder): number {
  if (carp.vhid === undefined || process.vnet.stack.carp !== undefined) return 0;
  // In a jail ifconfig speaks of the module that it could not load (recording 70).
  return process.jail === undefined ? errno.EPROTONOSUPPORT : errno.EPERM;
}

/** The lab's milliseconds so many seconds from now, kept in 32 bits: the greatest number is for ever (ND6_INFINITE_LIFETIME). */
function untilIn({ lab }: Process, seconds: number): number {
  if (!Number.isFinite(seconds)) return Infinity;
  const kept = Number(BigInt.asUintN(32, BigInt(seconds)));
  return kept === 0xffffffff ? Infinity : lab.clock.now() + kept * 1000;
}

/** The start of a word that is a number, as strtol(3) reads it; 0 when it has none. */
export function prefixLength6(text: string): number {
  const prefix = Number.parseInt(text, 10) || 0;
  return prefix < 0 || prefix > 128 ? errx(1, `${text}: bad value`) : prefix;
}

function linkWork(): AddressWork {
  let ether: Uint8Array | undefined;
  return {
    take(text, purpose) {
      if (purpose !== "add") errx(1, "can't set link-level netmask or broadcast");
      if (text === "random") errx(1, "ether random: not emulated in a lab");
      ether = parseLinkAddress(text) ?? errx(1, "malformed link-level address");
    },
    turnIntoRemoval() {},
    warning: () => undefined,
    remove: () => errno.EINVAL,
    add: (to) => (ether === undefined ? errno.EINVAL : setEther(to, ether)),
  };
}

/** struct sockaddr's sa_data has no room for more. */
const LINK_ADDRESS_MAX = 14;

/**
 * The bytes of a link-level address, as link_addr(3) of FreeBSD 15 reads them: hex digits in pairs, alone or between
 * delimiters that are all the same (lib/libc/tests/net/link_addr_test.cc). undefined when it is none.
 */
function parseLinkAddress(text: string): Uint8Array | undefined {
  const delimiter = /[^0-9a-f]/i.exec(text)?.[0] ?? ":";
  if (!":.-".includes(delimiter)) return undefined;
  const groups = text.split(delimiter);
  if (groups.some((group) => /[^0-9a-f]/i.test(group))) return undefined;
  // An empty one is a zero: the old way to write it.
  const bytes = groups.flatMap((group) => (group === "" ? ["0"] : (group.match(/..?/g) ?? [])));
  if (bytes.length > LINK_ADDRESS_MAX) return undefined;
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16));
}

/** strtonum(3)'s verdict on a prefix length. */
function prefixLength(text: string, digits: string): number {
  const verdict = !/^\d+$/.test(digits) ? "invalid" : Number(digits) > 32 ? "too large" : "";
  if (verdict !== "") errx(1, `${text}: bad value (width ${verdict})`);
  return Number(digits);
}

/** A host by its address, or by its name in /etc/hosts (af_inet.c: gethostbyname). */
function hostNamed({ process }: Finder, text: string): number {
  const known = parseIpv4(text) ?? parseIpv4(hostAddress(process, text, "inet") ?? "");
  return known ?? errx(1, `${text}: bad value`);
}

function host6Named({ process }: Finder, text: string): string {
  const found = parseScoped(text, process.vnet.interfaces);
  if (found !== undefined) return formatIpv6(found.address);
  return hostAddress(process, text, "inet6") ?? errx(1, `${text}: bad value`);
}

/** Says what an ioctl refused, as ifconfig's Perror does. */
export function failIoctl(number: number, what: string): never {
  if (number === errno.ENXIO) errx(1, `${what}: no such interface`);
  if (number === errno.EPERM) errx(1, `${what}: permission denied`);
  err(1, number, what);
}

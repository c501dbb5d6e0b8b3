/** The addresses on ifconfig's command line, and what is done with them at its end (af_inet.c, af_inet6.c, af_link.c). */
import { errno } from "../../../netgraph/errno.ts";
import { classPrefix, formatIpv4, parseIpv4, parseIpv6 } from "../../net/address.ts";
import { addInet, addInet6, removeInet, removeInet6, setEther } from "../../net/configure.ts";
import type { Interface } from "../../net/interface.ts";
import { err, errx } from "../failure.ts";
import type { Family } from "./family.ts";

/** What an address on the command line is for. */
export type Purpose = "add" | "remove" | "mask" | "peer" | "broadcast";

/** Gathers addresses while the command line is read, and sets or removes them at its end. */
export interface AddressWork {
  take(text: string, purpose: Purpose): void;
  /** `ifconfig IF ADDRESS delete`: the address that was to be added is the one to remove. */
  turnIntoRemoval(): void;
  /** Says what FreeBSD warns of; undefined for nothing. */
  warning(adding: boolean): string | undefined;
  /** Gives an errno. */
  remove(networkInterface: Interface): number;
  add(networkInterface: Interface): number;
}

export function addressWork(family: Family, networkInterface: Interface | undefined): AddressWork {
  if (family === "inet") return inetWork(networkInterface);
  return family === "inet6" ? inet6Work() : linkWork();
}

function inetWork(networkInterface: Interface | undefined): AddressWork {
  let address: number | undefined;
  let prefix: number | undefined;
  let removal: number | undefined;
  let peer: number | undefined;
  let broadcast: number | undefined;

  function takeAddress(text: string): number {
    const slash = text.lastIndexOf("/");
    if (slash >= 0) prefix = prefixLength(text, text.slice(slash + 1), 32);
    return hostNamed(slash < 0 ? text : text.slice(0, slash));
  }

  return {
    take(text, purpose) {
      if (purpose === "add") address = takeAddress(text);
      else if (purpose === "remove") removal = hostNamed(text);
      else if (purpose === "mask") prefix = bitsOf(hostNamed(text));
      else if (purpose === "peer") peer = hostNamed(text);
      else broadcast = hostNamed(text);
    },
    turnIntoRemoval() {
      removal = address;
    },
    warning(adding) {
      const masked = prefix !== undefined;
      if (address === undefined || masked || !adding) return undefined;
      prefix = classPrefix(address);
      if (networkInterface?.pointToPoint || networkInterface?.kind === "loopback") return undefined;
      return "WARNING: setting interface address without mask is deprecated,\ndefault mask may not be correct.";
    },
    remove: (from) => removeInet(from, removal === undefined ? undefined : formatIpv4(removal)),
    add(to) {
      if (address === undefined) return errno.EINVAL;
      return addInet(to, {
        address: formatIpv4(address),
        prefix: prefix ?? 32,
        ...(broadcast !== undefined && { broadcast: formatIpv4(broadcast) }),
        ...(peer !== undefined && to.pointToPoint && { peer: formatIpv4(peer) }),
      });
    },
  };
}

function inet6Work(): AddressWork {
  let address: string | undefined;
  let prefix = 64;
  let removal: string | undefined;

  function takeAddress(text: string): string {
    const [host = "", length] = text.split("/");
    if (length !== undefined) prefix = prefixLength(text, length, 128);
    return host6Named(host);
  }

  return {
    take(text, purpose) {
      if (purpose === "add") address = takeAddress(text);
      else if (purpose === "remove") removal = host6Named(text.split("/")[0] ?? "");
      else if (purpose === "mask") prefix = prefixLength(text, text, 128);
      else errx(1, `${text}: not emulated in a lab`);
    },
    turnIntoRemoval() {
      removal = address;
    },
    warning: () => undefined,
    remove: (from) => (removal === undefined ? 0 : removeInet6(from, removal)),
    add: (to) => (address === undefined ? errno.EINVAL : addInet6(to, { address, prefix })),
  };
}

function linkWork(): AddressWork {
  let ether: Uint8Array | undefined;
  return {
    take(text, purpose) {
      if (purpose !== "add") errx(1, "can't set link-level netmask or broadcast");
      if (text === "random") errx(1, "ether random: not emulated in a lab");
      if (!/^[0-9a-fA-F]{1,2}([:.-][0-9a-fA-F]{1,2})*$/.test(text)) {
        errx(1, "malformed link-level address");
      }
      ether = Uint8Array.from(text.split(/[:.-]/), (part) => Number.parseInt(part, 16));
    },
    turnIntoRemoval() {},
    warning: () => undefined,
    remove: () => errno.EINVAL,
    add: (to) => (ether === undefined ? errno.EINVAL : setEther(to, ether)),
  };
}

/** strtonum(3)'s verdict on a prefix length. */
function prefixLength(text: string, digits: string, most: number): number {
  const verdict = !/^\d+$/.test(digits) ? "invalid" : Number(digits) > most ? "too large" : "";
  if (verdict !== "") errx(1, `${text}: bad value (width ${verdict})`);
  return Number(digits);
}

/** A host by its address; the lab resolves no names. */
function hostNamed(text: string): number {
  return parseIpv4(text) ?? errx(1, `${text}: bad value`);
}

function host6Named(text: string): string {
  const [address = ""] = text.split("%");
  return parseIpv6(address) === undefined ? errx(1, `${text}: bad value`) : address;
}

function bitsOf(mask: number): number {
  return mask.toString(2).replaceAll("0", "").length;
}

/** Says what an ioctl refused, as ifconfig's Perror does. */
export function failIoctl(number: number, what: string): never {
  if (number === errno.ENXIO) errx(1, `${what}: no such interface`);
  if (number === errno.EPERM) errx(1, `${what}: permission denied`);
  err(1, number, what);
}

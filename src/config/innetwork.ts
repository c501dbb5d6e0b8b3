/** Networks of IPv4 and IPv6, by an address and the number of its first bits. */
import { parseIpv4, parseIpv6 } from "../netgraph/inet.ts";

/** Returns the mask of an IPv4 network, an unsigned number of 32 bits. */
export function maskOf(prefix: number): number {
  return prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
}

/** Returns an address without its prefix length and its zone. */
export function addressOf(written: string): string {
  return written.replace(/[/%].*/, "");
}

/** Is an address in the network of another one, given with its prefix length? What is no address is in none. */
export function isIn(address: string, other: string): boolean {
  const [network = "", length = ""] = other.replace(/%[^/]*/, "").split("/");
  const [one, two] = [bitsOf(address), bitsOf(network)];
  return (
    length !== "" &&
    one !== undefined &&
    two !== undefined &&
    one.length === two.length &&
    one.slice(0, Number(length)) === two.slice(0, Number(length))
  );
}

/**
 * Have two addresses, given with their prefix lengths, networks that overlap, or are they the same? One whose prefix is the
 * whole address has no network.
 */
export function overlap(one: string, other: string): boolean {
  const [first = "", second = ""] = [one, other].map((text) => text.split("/")[0]);
  if (isIn(first, `${second}/128`)) return true;
  const isAlone = (text: string) => text.endsWith(text.includes(":") ? "/128" : "/32");
  return !isAlone(one) && !isAlone(other) && (isIn(first, other) || isIn(second, one));
}

/** The bits of an address as text; undefined for what is none. */
function bitsOf(address: string): string | undefined {
  const bits = (value: number, length: number) => value.toString(2).padStart(length, "0");
  if (!address.includes(":")) {
    const four = parseIpv4(address);
    return four === undefined ? undefined : bits(four, 32);
  }
  return parseIpv6(address)
    ?.map((group) => bits(group, 16))
    .join("");
}

/** Internet addresses as CNI writes them: `10.60.0.5/24`. What is read here goes to ifconfig(8), route(8) and pf(4) as it is. */
import { readIpv4 } from "../config/networksettings.ts";
import { formatIpv4, formatIpv6, parseIpv6 } from "../netgraph/inet.ts";

/** An address alone. */
export interface Address {
  readonly family: "inet" | "inet6";
  readonly address: string;
}

/** An address with the length of its network, or a network. */
export interface Prefixed extends Address {
  readonly length: number;
}

/** Reads an address. Returns undefined when it is none. */
export function readAddress(text: string): Address | undefined {
  const four = readIpv4(text);
  if (four !== undefined) return { family: "inet", address: formatIpv4(four) };
  const six = text.includes(":") ? parseIpv6(text) : undefined;
  return six && { family: "inet6", address: formatIpv6(six) };
}

/** Reads an address with a length. Returns undefined when it is none. */
export function readPrefixed(text: string): Prefixed | undefined {
  const [, before = "", digits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = readAddress(before);
  const length = Number(digits);
  if (address === undefined || length > (address.family === "inet" ? 32 : 128)) return undefined;
  return { ...address, length };
}

/** Returns an address with its length as text. */
export function prefixedText({ address, length }: Prefixed): string {
  return `${address}/${length}`;
}

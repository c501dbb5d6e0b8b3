/** The addresses of a jail as they are typed: `DHCP`, `10.0.0.5/24`, `inherit`, `SLAAC`, several in one word. */
import { parseIpv4 } from "../../wire/address.ts";
import type { Bastille } from "./context.ts";

/** What is typed, looked at: `DHCP` and its like, or an address with its prefix length for a vnet. */
export interface Addresses {
  readonly inet?: string;
  readonly inet6?: string;
}

/** Addresses that somebody else gives. */
export function isByDhcp(inet: string): boolean {
  return ["DHCP", "SYNCDHCP", "0.0.0.0"].includes(inet);
}

const IPV6 = /^(?:[\da-f:]+(?:\/\d{1,3})?|SLAAC)$/i;

/** Reads addresses, and says which are good. Ends the command for one that is not. */
export function readAddresses(bastille: Bastille, text: string, isVnet: boolean): Addresses {
  let found: Addresses = {};
  for (const word of text.split(/\s+/).filter((one) => one !== "")) {
    const one = readAddress(bastille, word, isVnet);
    bastille.say(`\nValid IP: ${one.inet ?? one.inet6}`);
    found = { ...found, ...one };
  }
  return found;
}

function readAddress(bastille: Bastille, word: string, isVnet: boolean): Addresses {
  const [address = "", length] = word.split("/");
  if (word.includes(":") || word === "SLAAC") {
    if (!IPV6.test(word)) bastille.fail(`[ERROR]: IP incorrectly formatted: ${word}`);
    return { inet6: withLength(bastille, address, length, isVnet, { standard: "64", max: 128 }) };
  }
  if (word === "inherit" || word === "ip_hostname") return { inet: word, inet6: word };
  if (isByDhcp(word)) return { inet: word };
  if (parseIpv4(address) === undefined) bastille.fail(`[ERROR]: Invalid IP: ${word}`);
  return { inet: withLength(bastille, address, length, isVnet, { standard: "24", max: 32 }) };
}

/** An interface of a vnet needs the length; an address on the host's stack is taken without. */
function withLength(
  bastille: Bastille,
  address: string,
  length: string | undefined,
  isVnet: boolean,
  { standard, max }: { readonly standard: string; readonly max: number },
): string {
  if (!isVnet) return address;
  const own = length ?? standard;
  if (!/^\d+$/.test(own) || Number(own) < 1 || Number(own) > max)
    bastille.fail(`[ERROR]: Invalid subnet: /${own}`);
  return `${address}/${own}`;
}

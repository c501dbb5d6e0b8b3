/** What rc.conf says of a NIC's addresses, as it has to be for another interface: `ifconfig_em0="DHCP"` → `ifconfig_lan0="SYNCDHCP"`. */
import { variablePart } from "./interfaces.ts";
import { wordsOf } from "./list.ts";

/** Variables as they are, by name. */
export interface Written {
  /** A variable's text; undefined when it is not set. */
  value(variable: string): string | undefined;
}

/** A variable that is to be set, or removed. */
export type Move =
  | { readonly variable: string; readonly set: string }
  | { readonly variable: string; readonly unset: true };

/** netif counts until one is missing (network.subr, ifalias_af_common); nobody has more. */
const MAX_ALIASES = 1000;

const DHCP = /^(?:SYNC|NOSYNC)?DHCP$/i;
/** What follows a family and belongs to its address: words that take another one, and those that stand alone. */
const WITH_VALUE = /^(?:netmask|prefixlen|broadcast|vltime|pltime|metric)$/;
const ALONE =
  /^(?:alias|accept_rtadv|-?auto_linklocal|no_dad|-?no_radr|prefer_source|autoconf|deprecated|eui64|-?ifdisabled|anycast)$/;

/** Is an interface to get its address by DHCP? */
export function asksDhcp(text: string | undefined): boolean {
  return wordsOf(text ?? "").some((word) => DHCP.test(word));
}

/** Returns the changes that give `to` the addresses which rc.conf has for `from`; what is about the hardware stays with it. */
export function movedAddresses(written: Written, from: string, to: string): Move[] {
  const [own, other] = [variablePart(from), variablePart(to)];
  const { addresses, rest } = parted(written.value(`ifconfig_${own}`) ?? "");
  const before = wordsOf(written.value(`ifconfig_${other}`) ?? "");
  const stays = rest.length === 0 ? ["up"] : rest.includes("up") ? rest : [...rest, "up"];
  // ifconfig(8) takes one address a call: of the two, the moved one becomes an alias.
  const isSecond =
    before.some((word) => /^inet6?$/.test(word)) && /^inet6?$/.test(addresses[0] ?? "");
  const kept = before.filter((word) => word !== "up");
  const gets = isSecond ? kept : [...kept, ...addresses];
  const moved: Move[] = [
    { variable: `ifconfig_${own}`, set: stays.join(" ") },
    { variable: `ifconfig_${other}`, set: gets.length === 0 ? "up" : gets.join(" ") },
  ];
  const taken = new Set<string>();
  const aliasOf = (number: number) => `ifconfig_${other}_alias${number}`;
  const freeAlias = () => {
    for (let number = 0; ; number++) {
      const variable = aliasOf(number);
      if (taken.has(variable) || written.value(variable) !== undefined) continue;
      taken.add(variable);
      return variable;
    }
  };
  if (isSecond) moved.push({ variable: freeAlias(), set: addresses.join(" ") });
  const others = [
    ...["ipv6", "aliases"].map((what) => `ifconfig_${own}_${what}`),
    ...Array.from({ length: MAX_ALIASES }, (_, number) => `ifconfig_${own}_alias${number}`),
    ...[
      `ipv4_addrs_${own}`,
      `ipv6_prefix_${own}`,
      `dhclient_flags_${own}`,
      `background_dhclient_${own}`,
    ],
  ];
  for (const variable of others) {
    const text = written.value(variable);
    if (text === undefined) continue;
    const there = variable.replace(`_${own}`, `_${other}`);
    const isTaken = taken.has(there) || written.value(there) !== undefined;
    moved.push({ variable: isTaken ? freeAlias() : there, set: text });
    moved.push({ variable, unset: true });
  }
  // An address of a link has the link's name behind it.
  for (const variable of ["ipv6_defaultrouter", "defaultrouter"]) {
    const text = written.value(variable);
    if (text?.endsWith(`%${from}`))
      moved.push({ variable, set: `${text.slice(0, -from.length)}${to}` });
  }
  return moved;
}

/** The words that are addresses, and those that are about the hardware. */
function parted(text: string): { readonly addresses: string[]; readonly rest: string[] } {
  const addresses: string[] = [];
  const rest: string[] = [];
  const words = wordsOf(text);
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    // Whoever waits for the network at boot has to wait for this one, which netif does not start.
    if (DHCP.test(word)) addresses.push("SYNCDHCP");
    else if (/^inet6?$/.test(word)) {
      addresses.push(word);
      if (/^[\d.:a-f/-]+(?:%\w+)?$/i.test(words[at + 1] ?? "")) addresses.push(words[++at]!);
      for (let next = words[at + 1] ?? ""; ; next = words[at + 1] ?? "") {
        const count = WITH_VALUE.test(next) ? 2 : ALONE.test(next) ? 1 : 0;
        if (count === 0) break;
        addresses.push(...words.slice(at + 1, at + 1 + count));
        at += count;
      }
    } else if (/^\d+(?:\.\d+){3}(?:\/\d+)?$/.test(word) && rest.length === 0) {
      // Older files leave the family out.
      addresses.push("inet", word);
      while (WITH_VALUE.test(words[at + 1] ?? "")) addresses.push(words[++at]!, words[++at] ?? "");
    } else rest.push(word);
  }
  return { addresses, rest };
}

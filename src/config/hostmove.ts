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

/** Returns what netif goes by for an interface that is there when a host boots: `ifconfig_DEFAULT` where `ifconfig_IF` is not set (network.subr). */
export function netifText(written: Written, iface: string): string | undefined {
  return written.value(`ifconfig_${variablePart(iface)}`) ?? written.value("ifconfig_DEFAULT");
}

/** Settings of IPv6, which say so by themselves: Amazon's image has `SYNCDHCP accept_rtadv` (release/tools/ec2-base.conf). */
const ABOUT_IPV6 =
  /^-?(?:accept_rtadv|auto_linklocal|ifdisabled|no_dad|no_prefer_iface|no_radr|prefer_source)$/;

/** What `ifconfig_DEFAULT` has of IPv6, and the rest. */
function bySix(words: readonly string[]): { readonly six: string[]; readonly main: string[] } {
  const six: string[] = [];
  const main: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === "inet6" && ADDRESS6.test(words[at + 1] ?? "")) six.push(word, words[++at]!);
    else if (word === "prefixlen" && six.length > 0) six.push(word, words[++at] ?? "");
    else if (word === "inet6" || ABOUT_IPV6.test(word)) {
      if (six.length === 0) six.push("inet6");
      if (word !== "inet6") six.push(word);
    } else main.push(word);
  }
  return { six, main };
}

const ADDRESS6 = /^[\da-f]*:[\d.:a-f]*(?:%\w+)?(?:\/\d+)?$/i;

/**
 * Returns the variables as netif reads them for an interface, where it goes by `ifconfig_DEFAULT`: what that has of IPv6 is
 * said of both, the interface and its IPv6 (network.subr, ifconfig_up).
 */
export function byDefault(written: Written, iface: string): Written {
  const stem = `ifconfig_${variablePart(iface)}`;
  const { six, main } = bySix(wordsOf(written.value("ifconfig_DEFAULT") ?? ""));
  const texts = new Map([
    ...(main.length > 0 && written.value(stem) === undefined ? [[stem, main] as const] : []),
    ...(six.length > 0 ? [[`${stem}_ipv6`, six] as const] : []),
  ]);
  return {
    value: (variable) => written.value(variable) ?? texts.get(variable)?.join(" "),
  };
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
  moved.push(...spokenOf(written, from, to));
  return moved;
}

/** Variables of routes and of IPv6 that have interfaces among their words. */
const OF_ROUTES = ["static_routes", "ipv6_static_routes"];
const OF_IPV6 = ["ipv6_network_interfaces", "ipv6_default_interface", "ipv6_cpe_wanif"];

/** Returns the changes of what else leads over `from`: routers and routes that name their link, and where IPv6 is. */
function spokenOf(written: Written, from: string, to: string): Move[] {
  const routes = OF_ROUTES.flatMap((list) =>
    wordsOf(written.value(list) ?? "").map(
      (name) =>
        `${list.replace("static_routes", "route")}_${variablePart(name.replace(/:.*/, ""))}`,
    ),
  );
  const changed = (variable: string, rename: (word: string) => string): Move[] => {
    const words = wordsOf(written.value(variable) ?? "");
    const after = words.map(rename);
    return after.every((word, at) => word === words[at])
      ? []
      : [{ variable, set: after.join(" ") }];
  };
  // An address of a link has the link's name behind it, and so has a route that is for one.
  const scoped = (word: string) =>
    [`%${from}`, `:${from}`].some((end) => word.endsWith(end))
      ? `${word.slice(0, -from.length)}${to}`
      : word;
  const whole = (word: string) => (word === from ? to : scoped(word));
  return [
    ...["ipv6_defaultrouter", "defaultrouter", ...OF_ROUTES].flatMap((one) => changed(one, scoped)),
    ...[...new Set(routes), ...OF_IPV6].flatMap((one) => changed(one, whole)),
  ];
}

/** Words behind which an address is not one of the interface. */
const OF_OTHERS = /^(?:tunnel|vxlan\w+|dstaddr|netmask|broadcast)$/;

/** Is a word an IPv4 address of the interface, without `inet` before it? */
function isBareAddress(words: readonly string[], at: number): boolean {
  const found = /^\d+(?:\.\d+){3}(\/\d+)?$/.exec(words[at] ?? "");
  if (found === null || OF_OTHERS.test(words[at - 1] ?? "")) return false;
  return at === 0 || found[1] !== undefined || words[at + 1] === "netmask";
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
    } else if (isBareAddress(words, at)) {
      // Older files leave the family out, and so does the Handbook behind the ports of a lagg(4).
      addresses.push("inet", word);
      while (WITH_VALUE.test(words[at + 1] ?? "")) addresses.push(words[++at]!, words[++at] ?? "");
    } else if (word === "fib") addresses.push(word, words[++at] ?? "");
    else if (ABOUT_IPV6.test(word)) addresses.push(word);
    else rest.push(word);
  }
  return { addresses, rest };
}

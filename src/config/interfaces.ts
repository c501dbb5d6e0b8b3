/** What rc.conf says of an interface, as netif makes ifconfig's arguments of it (rc.conf(5); libexec/rc/network.subr). */
import { wordsOf } from "./list.ts";

/** What has to be done for an interface to be as rc.conf has it. */
export interface InterfaceSettings {
  /** Arguments of one ifconfig after the other. */
  readonly commands: readonly (readonly string[])[];
  /** Does it take more than ifconfig? Then the base system's own script has to do all of it. */
  readonly needsScripts: boolean;
}

/** An interface's name as a part of a variable's (network.subr, get_if_var). */
export function variablePart(iface: string): string {
  return iface.replaceAll(/\W/g, "_");
}

/** The interface is brought up, and devd(8) starts dhclient(8) when it has a link (network.subr, ifconfig_up; devd.conf). */
const LEFT_TO_DEVD = /^(?:NOSYNC)?DHCP$/i;

/** Waiting for DHCP and its like are programs, a range of addresses is a loop, and what has quotes is for sh to read. */
const NEEDS_SCRIPTS =
  /\b(?:(?:SYNC|NOSYNC)?DHCP|WPA|HOSTAP|accept_rtadv)\b|[\da-f]-[\da-f]|["'\\$`;&|<>()]/i;
const FAMILIES = ["inet", "inet6", "link", "ether"];

/** `text` gives a variable's text, empty when it is not set; `variables` are the names of all that are. */
export function interfaceSettings(
  name: string,
  text: (variable: string) => string,
  variables: Iterable<string>,
): InterfaceSettings {
  const suffix = variablePart(name);
  const stem = `ifconfig_${suffix}`;
  const numbered = [...variables].flatMap((variable) => {
    const number = variable.startsWith(`${stem}_alias`) && variable.slice(`${stem}_alias`.length);
    return number && /^\d+$/.test(number) ? [{ variable, number: Number(number) }] : [];
  });
  const isYes = (variable: string) => /^(?:yes|true|on|1)$/i.test(text(variable));
  const waits = isYes("synchronous_dhclient");
  const isDevds = (word: string) => LEFT_TO_DEVD.test(word) && (!waits || /^NOSYNC/i.test(word));
  const words = wordsOf(text(stem));
  const own = words.filter((word) => !isDevds(word));
  const main = withoutPseudo(own);
  const ipv6 = wordsOf(text(`${stem}_ipv6`));
  const aliases = [
    text(`${stem}_aliases`),
    ...numbered
      .sort((a, b) => a.number - b.number)
      .map(({ variable }) => withFamily(text(variable), "inet")),
    ...wordsOf(text(`ipv4_addrs_${suffix}`)).map((address) => `inet ${address}`),
  ];
  // ipv6_up passes by an interface that has no ifconfig_IF_ipv6 (ipv6if).
  const isWanted = ([family]: string[]) => family !== "inet6" || ipv6.length > 0;
  const description = text(`${stem}_descr`);
  const values = [own.join(" "), ipv6.join(" "), ...aliases];
  return {
    commands: [
      ...(isYes("ipv6_activate_all_interfaces") ? [["inet6", "-ifdisabled"]] : []),
      ...(main.length > 0 || own.length < words.length ? [[...main, "up"]] : []),
      ...(ipv6.length > 0
        ? [
            ["inet6", "-ifdisabled"],
            [...wordsOf(withFamily(ipv6.join(" "), "inet6")), "up"],
          ]
        : []),
      ...(description === "" ? [] : [["description", description]]),
      ...aliases
        .flatMap(byFamily)
        .filter(isWanted)
        .map((alias) => [...alias, "alias"]),
    ],
    needsScripts:
      values.some((value) => NEEDS_SCRIPTS.test(value)) ||
      [`ipv6_prefix_${suffix}`, `vlans_${suffix}`].some((variable) => text(variable) !== ""),
  };
}

/** Words that are for netif alone: NOAUTO, and `vnet JAIL`. */
function withoutPseudo(words: readonly string[]): string[] {
  return words.filter(
    (word, index) => !/^noauto$/i.test(word) && word !== "vnet" && words[index - 1] !== "vnet",
  );
}

/** Older files leave the family out. */
function withFamily(text: string, family: string): string {
  const [first] = wordsOf(text);
  return first === undefined || FAMILIES.includes(first) ? text : `${family} ${text}`;
}

/** `inet 10.0.0.2/32 inet 10.0.0.3/32` is two aliases. */
function byFamily(text: string): string[][] {
  const groups: string[][] = [];
  for (const word of wordsOf(text)) {
    if (FAMILIES.includes(word)) groups.push([word]);
    else groups.at(-1)?.push(word);
  }
  return groups;
}

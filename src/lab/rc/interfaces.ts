/** What rc.conf says of an interface, as network.subr of FreeBSD 15 reads it (libexec/rc/network.subr; recording 60). */
import { wordsOf } from "../../config/list.ts";
import { isYes, type RcConfig, rcValue } from "./config.ts";

/** A variable whose name has the interface's: characters that it cannot have are `_`. */
export function interfaceVariable(config: RcConfig, name: string, pattern: string): string {
  return config.get(variableName(name, pattern)) ?? "";
}

export function variableName(name: string, pattern: string): string {
  return pattern.replace("IF", name.replace(/[.\-/+]/g, "_"));
}

/** The words of `ifconfig_IF`, or of `ifconfig_IF_ipv6`; those of `ifconfig_DEFAULT` when it is not set. */
function allWords(config: RcConfig, name: string, family: "" | "_ipv6"): string[] {
  const own = config.get(variableName(name, `ifconfig_IF${family}`));
  return wordsOf(own ?? rcValue(config, "ifconfig_DEFAULT"));
}

const PSEUDO = /^(?:(?:no)?(?:sync)?dhcp|noauto|wpa|hostap)$/i;

/** The arguments for ifconfig(8): what is for netif alone is left out. The text still has sh's quotes. */
export function ifconfigArguments(
  config: RcConfig,
  name: string,
  family: "" | "_ipv6" = "",
): string {
  const words: string[] = [];
  let isJail = false;
  for (const word of allWords(config, name, family)) {
    if (isJail) isJail = false;
    else if (word === "vnet") isJail = true;
    else if (!PSEUDO.test(word)) words.push(word);
  }
  return words.join(" ");
}

function has(config: RcConfig, name: string, pattern: RegExp): boolean {
  return allWords(config, name, "").some((word) => pattern.test(word));
}

/** Is it configured without being asked for by name? */
export function isAutomatic(config: RcConfig, name: string): boolean {
  return !has(config, name, /^noauto$/i);
}

/** Interfaces without addresses (noafif). */
export function hasNoFamilies(name: string): boolean {
  return /^(?:pflog|pfsync|usbus|an|ath|ipw|ipfw|iwi|iwn|ral|wi|wl|wpi)\d/.test(name);
}

export function usesDhcp(config: RcConfig, name: string): boolean {
  if (/^(?:lo|stf|lp|sl)\d/.test(name) || hasNoFamilies(name)) return false;
  return has(config, name, /^(?:(?:no)?sync)?dhcp$/i);
}

/** Does netif wait for the lease? */
export function waitsForDhcp(config: RcConfig, name: string): boolean {
  if (has(config, name, /^nosyncdhcp$/i)) return false;
  return has(config, name, /^syncdhcp$/i) || isYes(config, "synchronous_dhclient");
}

/** `WPA` and `HOSTAP` are programs that a lab has not. */
export function wirelessProgram(config: RcConfig, name: string): string | undefined {
  if (has(config, name, /^wpa$/i)) return "wpa_supplicant";
  return has(config, name, /^hostap$/i) ? "hostapd" : undefined;
}

/** The jail of `vnet JAIL`. */
export function jailOf(config: RcConfig, name: string): string | undefined {
  const words = allWords(config, name, "");
  const at = words.indexOf("vnet");
  return at < 0 ? undefined : words[at + 1];
}

/** Is it to have IPv6 addresses? */
export function usesIpv6(config: RcConfig, name: string): boolean {
  if (name === "lo0") return true;
  const wanted = wordsOf(config.get("ipv6_network_interfaces") ?? "auto");
  if (!wanted.includes(name) && !wanted.some((word) => /^auto$/i.test(word))) return false;
  return (
    allWords(config, name, "_ipv6").length > 0 ||
    interfaceVariable(config, name, "ipv6_prefix_IF") !== "" ||
    interfaceVariable(config, name, "ipv6_ifconfig_IF") !== ""
  );
}

/** Does it take its IPv6 address from routers' announcements? */
export function listensToRouters(config: RcConfig, name: string): boolean {
  if (/^(?:lo|stf|lp|sl)\d/.test(name) || hasNoFamilies(name) || !usesIpv6(config, name)) {
    return false;
  }
  if (isYes(config, "ipv6_gateway_enable")) return false;
  return (
    allWords(config, name, "_ipv6").includes("accept_rtadv") ||
    wordsOf(interfaceVariable(config, name, "ipv6_ifconfig_IF")).includes("accept_rtadv")
  );
}

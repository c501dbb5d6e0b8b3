/** What ifconfig prints of an interface, in FreeBSD 15's order (ifconfig_netlink.c, status_nl). */

import { wordsOfBits } from "../../../host/bitwords.ts";
import { formatFlags, isLinkUp, isWireless, ND6_WORDS, withWords } from "../../net/flags.ts";
import { bridgeOf } from "../../net/ifbridge.ts";
import { IN6_FLAG_WORDS, type Inet6 } from "../../net/inet6.ts";
import type { Inet, Interface } from "../../net/interface.ts";
import { formatScoped } from "../../net/scoped.ts";
import { formatIpv4, isLinkLocal, maskOf, parseIpv4 } from "../../wire/address.ts";
import { carpLines } from "./carpwords.ts";
import type { Family } from "./family.ts";
import type { AddressFormat } from "./format.ts";
import { describeBridge } from "./showbridge.ts";

/** All of an interface, or only the addresses of one family. `now`: the lab's milliseconds, for addresses to be shown with what is left of their lifetimes. */
export function describe(
  iface: Interface,
  family: Family | undefined,
  format: AddressFormat,
  now?: number,
): string {
  const { name, metric, mtu, descriptionText, options } = iface;
  const lines = [`${name}: flags=${formatFlags(iface)} metric ${metric} mtu ${mtu}`];
  if (descriptionText !== "") lines.push(`\tdescription: ${descriptionText}`);
  lines.push(`\toptions=${options}`);
  if (family === undefined || family === "link") lines.push(...etherLines(iface, format));
  if (family === undefined || family === "inet") {
    for (const inet of iface.inet) lines.push(inetLine(iface, inet, format));
  }
  if (family === undefined || family === "inet6") {
    for (const inet of iface.inet6) lines.push(inet6Line(iface, inet, format, now));
  }
  let text = `${lines.join("\n")}\n`;
  if (family === undefined) text += otherStatus(iface);
  if (family === undefined || family === "inet6") {
    text += `\tnd6 options=${withWords(iface.nd6, ND6_WORDS)}\n`;
  }
  return text;
}

function etherLines({ ether, hwaddr, kind }: Interface, format: AddressFormat): string[] {
  if (ether === undefined) return [];
  const text = formatEtherAs(ether, format.ether);
  const original = hwaddr === undefined ? text : formatEtherAs(hwaddr, format.ether);
  const lines = [`\tether ${text}`];
  // A VLAN's address follows its parent's and is not called its hardware's.
  if (original !== text && kind !== "vlan") lines.push(`\thwaddr ${original}`);
  return lines;
}

function formatEtherAs(bytes: Uint8Array, style: AddressFormat["ether"]): string {
  const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
  if (style === "dotted") return [0, 2, 4].map((at) => `${pairs[at]}${pairs[at + 1]}`).join(".");
  return pairs.join(style === "dash" ? "-" : ":");
}

function inetLine(iface: Interface, inet: Inet, format: AddressFormat): string {
  const { address, prefix, peer } = inet;
  const mask = maskOf(prefix);
  let line = `\tinet ${address}`;
  if (iface.pointToPoint) line += ` --> ${peer ?? "0.0.0.0"}`;
  if (format.inet === "cidr") line += `/${prefix}`;
  else if (format.inet === "dotted") line += ` netmask ${formatIpv4(mask)}`;
  else line += ` netmask 0x${mask.toString(16)}`;
  const broadcasts = iface.kind !== "loopback" && !iface.pointToPoint;
  if (broadcasts && prefix !== 0) line += ` broadcast ${inet.broadcast ?? lastOf(address, mask)}`;
  if (inet.vhid !== undefined) line += ` vhid ${inet.vhid}`;
  return line;
}

function lastOf(address: string, mask: number): string {
  return formatIpv4(((parseIpv4(address) ?? 0) | ~mask) >>> 0);
}

function inet6Line(
  iface: Interface,
  inet: Inet6,
  format: AddressFormat,
  now: number | undefined,
): string {
  const prefix = format.inet6 === "cidr" ? `/${inet.prefix}` : ` prefixlen ${inet.prefix}`;
  const flags = wordsOfBits(inet.flags, IN6_FLAG_WORDS).map((word) => ` ${word}`);
  const scopeId = isLinkLocal(inet.groups) ? ` scopeid 0x${iface.index.toString(16)}` : "";
  return `\tinet6 ${formatScoped(inet.groups, iface)}${prefix}${flags.join("")}${scopeId}${lifetimesOf(inet, now)}${inet.vhid === undefined ? "" : ` vhid ${inet.vhid}`}`;
}

/** What is left, seconds. An address that stays shows nothing, and what stays of one that does not shows as 0 (af_inet6.c, show_lifetime). */
function lifetimesOf({ preferredUntil, validUntil }: Inet6, now: number | undefined): string {
  if (now === undefined || (preferredUntil === Infinity && validUntil === Infinity)) return "";
  const left = (until: number) =>
    until === Infinity ? 0 : Math.max(0, Math.floor((until - now) / 1000));
  return ` pltime ${left(preferredUntil)} vltime ${left(validUntil)}`;
}

/** What is not about one address family: bridge, groups, VLAN, media, status. */
function otherStatus(iface: Interface): string {
  const { groups, kind, media, carrier } = iface;
  const bridge = bridgeOf(iface);
  let text = bridge === undefined ? "" : describeBridge(bridge);
  if (groups.length > 0) text += `\tgroups: ${groups.join(" ")}\n`;
  text += carpLines(iface.carp?.hosts ?? []);
  if (kind === "vlan") text += vlanLine(iface);
  if (media !== undefined && carrier !== undefined) {
    const up = isLinkUp(iface);
    text += `\tmedia: ${up ? media.up : media.down}\n`;
    const works = isWireless(iface) ? "associated" : "active";
    text += `\tstatus: ${up ? works : "no carrier"}\n`;
  }
  return text;
}

/** In a jail that it was not made in, a VLAN does not say what it is on (if_vlan.c, SIOCGETVLAN). */
function vlanLine({ vlan, vnet, home }: Interface): string {
  if (vnet !== home) return "";
  const [tag, proto] = vlan === undefined ? [0, "0x0000"] : [vlan.tag, vlan.protocol];
  const parent = vlan?.parent.name ?? "<none>";
  return `\tvlan: ${tag} vlanproto: ${proto} vlanpcp: ${vlan?.pcp ?? 0} parent interface: ${parent}\n`;
}

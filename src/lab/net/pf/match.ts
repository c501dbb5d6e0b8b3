/** Does a rule of pf(4) fit a packet? */
import { maskOf, parseIpv4, parseIpv6 } from "../../wire/address.ts";
import type { Interface } from "../interface.ts";
import { bytesOf4, compareAddresses, isIn, pfAddress } from "./address.ts";
import type { PfPacket } from "./packet.ts";
import type { DynamicAddress, PfAddress, PfHost, PfNetwork, PortMatch, Rule } from "./rule.ts";

/** What rules refer to, as it is at the moment. */
export interface Surroundings {
  interfaceNamed(name: string): Interface | undefined;
  /** Is an address in a table? */
  isInTable(name: string, address: PfAddress): boolean;
  hasRoute(address: PfAddress): boolean;
}

/** Fits the rule this packet, on its way in or out by this interface? */
export function fits(
  rule: Rule,
  packet: PfPacket,
  way: "in" | "out",
  iface: Interface,
  around: Surroundings,
): boolean {
  const { direction, protocol, family, source, destination, flags, icmp } = rule;
  if (direction !== undefined && direction !== way) return false;
  if (rule.iface !== undefined && isOn(rule.iface.name, iface) === rule.iface.not) return false;
  if (family !== undefined && family !== packet.family) return false;
  if (protocol !== undefined && protocol !== packet.protocol) return false;
  if (!fitsHost(source.host, packet.source, around, source.not)) return false;
  if (!fitsPort(source.port, packet.sourcePort, packet)) return false;
  if (!fitsHost(destination.host, packet.destination, around, destination.not)) return false;
  if (!fitsPort(destination.port, packet.destinationPort, packet)) return false;
  if (flags !== undefined && packet.protocol === 6) {
    if ((packet.tcpFlags & flags.of) !== flags.set) return false;
  }
  if (icmp === undefined) return true;
  if (packet.icmp?.type !== icmp.type) return false;
  return icmp.code === undefined || packet.icmp.code === icmp.code;
}

/** Is an interface meant by its name or by a group of its? */
export function isOn(name: string, iface: Interface): boolean {
  return iface.name === name || iface.groups.includes(name);
}

function fitsHost(host: PfHost, address: PfAddress, around: Surroundings, not: boolean): boolean {
  return isMeant(host, address, around) !== not;
}

function isMeant(host: PfHost, address: PfAddress, around: Surroundings): boolean {
  switch (host.kind) {
    case "any":
      return true;
    case "network":
      return isIn(address, host);
    case "range":
      return (
        address.length === host.from.length &&
        compareAddresses(address, host.from) >= 0 &&
        compareAddresses(address, host.to) <= 0
      );
    case "table":
      return around.isInTable(host.name, address);
    case "no-route":
      return !around.hasRoute(address);
    case "dynamic": {
      const iface = around.interfaceNamed(host.iface);
      return networksOf(host, iface).some((network) => isIn(address, network));
    }
  }
}

/** The addresses of an interface that are meant, or the networks that they are in. */
export function networksOf(
  { what, first }: DynamicAddress,
  iface: Interface | undefined,
): PfNetwork[] {
  if (iface === undefined) return [];
  const found: PfNetwork[] = [];
  for (const { address, prefix, broadcast, peer } of iface.inet) {
    const number = parseIpv4(address) ?? 0;
    const last = (number | (~maskOf(prefix) >>> 0)) >>> 0;
    if (what === "addresses") found.push({ address: bytesOf4(number), prefix: 32 });
    if (what === "network")
      found.push({ address: bytesOf4((number & maskOf(prefix)) >>> 0), prefix });
    if (what === "broadcast") {
      found.push({ address: bytesOf4(parseIpv4(broadcast ?? "") ?? last), prefix: 32 });
    }
    const other = parseIpv4(peer ?? "");
    if (what === "peer" && other !== undefined)
      found.push({ address: bytesOf4(other), prefix: 32 });
    if (first) break;
  }
  for (const { address, prefix } of iface.inet6) {
    const bytes = pfAddress(address);
    // A link-local address is not meant by an interface's name (pfctl_parser.c).
    if (bytes === undefined || ((parseIpv6(address)?.[0] ?? 0) & 0xffc0) === 0xfe80) continue;
    if (what === "addresses") found.push({ address: bytes, prefix: 128 });
    if (what === "network") found.push({ address: bytes, prefix });
    if (first) break;
  }
  return found;
}

function fitsPort(match: PortMatch | undefined, port: number, packet: PfPacket): boolean {
  if (match === undefined) return true;
  // Without ports there is nothing to compare.
  if (packet.isFragment || (packet.protocol !== 6 && packet.protocol !== 17)) return false;
  const { operator, first, last } = match;
  switch (operator) {
    case "=":
      return port === first;
    case "!=":
      return port !== first;
    case "<":
      return port < first;
    case "<=":
      return port <= first;
    case ">":
      return port > first;
    case ">=":
      return port >= first;
    case "><":
      return port > first && port < last;
    case "<>":
      return port < first || port > last;
    case ":":
      return port >= first && port <= last;
  }
}

/** Does a rule of ipfw(8) fit a packet? */
import type { Interface } from "../interface.ts";
import { isIn } from "../pf/address.ts";
import type { PfPacket } from "../pf/packet.ts";
import { type PfAddress, PROTOCOL_ICMP6 } from "../pf/rule.ts";
import type { FwBody, FwEnd, FwOption } from "./rule.ts";

const PROTOCOL_ICMP = 1;
const PROTOCOL_TCP = 6;
const PROTOCOL_UDP = 17;
const SYN = 2;
const RST = 4;
const ACK = 16;

/** Fits the rule this packet, on its way in or out by this interface? `isOwn` tells the host's own addresses. */
export function fitsRule(
  rule: FwBody,
  packet: PfPacket,
  way: "in" | "out",
  iface: Interface,
  isOwn: (address: PfAddress) => boolean,
): boolean {
  const { family, protocol, source, destination, options } = rule;
  if (family !== undefined && family !== packet.family) return false;
  if (protocol !== undefined && protocol !== packet.protocol) return false;
  return (
    fitsEnd(source, packet.source, packet.sourcePort, packet, isOwn) &&
    fitsEnd(destination, packet.destination, packet.destinationPort, packet, isOwn) &&
    options.every((option) => fitsOption(option, packet, way, iface))
  );
}

function fitsEnd(
  { not, hosts, ports }: FwEnd,
  address: PfAddress,
  port: number,
  { protocol, isFragment }: PfPacket,
  isOwn: (address: PfAddress) => boolean,
): boolean {
  const isMeant =
    hosts === "any" ||
    (hosts === "me" ? isOwn(address) : hosts.some((network) => isIn(address, network)));
  if (isMeant === not) return false;
  if (ports.length === 0) return true;
  const hasPorts = !isFragment && (protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP);
  return hasPorts && ports.some(({ first, last }) => port >= first && port <= last);
}

function fitsOption(
  option: FwOption,
  { protocol, tcpFlags, icmp }: PfPacket,
  way: "in" | "out",
  { name }: Interface,
): boolean {
  switch (option.kind) {
    case "in":
    case "out":
      return way === option.kind;
    case "via":
      return isNamed(name, option.iface);
    case "recv":
      return way === "in" && isNamed(name, option.iface);
    case "xmit":
      return way === "out" && isNamed(name, option.iface);
    case "established":
      return protocol === PROTOCOL_TCP && (tcpFlags & (RST | ACK)) !== 0;
    case "setup":
      return protocol === PROTOCOL_TCP && (tcpFlags & (SYN | ACK)) === SYN;
    case "proto":
      return protocol === option.protocol;
    case "icmptypes":
      return protocol === PROTOCOL_ICMP && option.types.includes(icmp?.type ?? -1);
    case "icmp6types":
      return protocol === PROTOCOL_ICMP6 && option.types.includes(icmp?.type ?? -1);
  }
}

/** `vtnet0`, and `vtnet*` for all of a kind. */
function isNamed(name: string, pattern: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

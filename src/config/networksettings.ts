/** The network of a bridge, read strictly: what is in here goes into pf's rules and dnsmasq's file as it is. */
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from "../netgraph/inet.ts";
import { isIn, maskOf } from "./innetwork.ts";
import { wordsOf } from "./list.ts";
import { interfaceName, isEifaceName, NameError } from "./names.ts";
import type { NETWORK_FIELDS, NetworkTexts } from "./network.ts";
import { yesNo } from "./settings.ts";

/** An address of the host on a bridge, and the network that it is in. */
export interface NetworkAddress {
  readonly family: "inet" | "inet6";
  /** `10.60.0.1`. */
  readonly address: string;
  /** How many bits of it are the network's. */
  readonly prefix: number;
  /** `10.60.0.1/24`, as ifconfig(8) has it. */
  readonly text: string;
  /** `10.60.0.0/24`. */
  readonly network: string;
}

/** Addresses that are given out by DHCP: unsigned numbers of 32 bits. */
export interface DhcpRange {
  readonly first: number;
  readonly last: number;
  /** The host's address in the same network. */
  readonly at: NetworkAddress;
}

/** A port of the host that leads to a guest. */
export interface Forwarding {
  readonly protocol: "tcp" | "udp";
  readonly port: number;
  /** The guest's name, or an IPv4 address. */
  readonly to: string;
  readonly toPort: number;
}

/** The other hosts that have a bridge, too, and how frames go there. */
export interface Peers {
  /** IPv4 addresses. One of this host's own may be among them, so that all hosts can have the same list. */
  readonly hosts: readonly string[];
  /** Of UDP, the same on all hosts. */
  readonly port: number;
  /** The address of this host that the others know it by; the route's own when left out. */
  readonly local?: string;
}

/** What is wanted of the network of a bridge. */
export interface Network {
  readonly addresses: readonly NetworkAddress[];
  /** The interface to translate on: one by name, or that of the default route (true). */
  readonly nat: string | true | undefined;
  readonly forwardings: readonly Forwarding[];
  readonly ranges: readonly DhcpRange[];
  /** The other hosts that have the bridge, too; absent when it is this host's alone. */
  readonly peers?: Peers;
}

/** A text of rc.conf or the command line that cannot be used: why, and what would be right. */
export class NetworkTextError extends Error {
  override readonly name = "NetworkTextError";
  constructor(
    readonly field: (typeof NETWORK_FIELDS)[number],
    message: string,
  ) {
    super(message);
  }
}

/** Reads the texts of a bridge's variables. Throws a NetworkTextError. */
export function readNetwork(texts: NetworkTexts): Network {
  const addresses = wordsOf(texts.address).map(readAddress);
  const peers = readPeers(texts);
  return {
    addresses,
    nat: readNat(texts.nat),
    forwardings: readForwardings(texts.rdr),
    ranges: readRanges(texts.dhcp, addresses),
    ...(peers !== undefined && { peers }),
  };
}

/** Reads the host's address where the network may be meant as well: `10.60.0.0/24` is its first address. Throws a NetworkTextError. */
export function hostAddressIn(text: string): NetworkAddress {
  const [address = "", length = ""] = text.split("/");
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  const four = readIpv4(address);
  if (four !== undefined && prefix >= 1 && prefix <= 30 && (four & ~maskOf(prefix)) === 0)
    return readAddress(`${formatIpv4(four + 1)}/${prefix}`);
  const six = parseIpv6(address);
  const isNetwork = six !== undefined && prefix >= 1 && prefix < 127;
  if (isNetwork && networkOf6(six, prefix).every((group, at) => group === six[at]))
    return readAddress(`${formatIpv6([...six.slice(0, 7), six[7]! + 1])}/${prefix}`);
  return readAddress(text);
}

/** Reads `10.60.0.1/24` or `fd00:60::1/64`. Throws a NetworkTextError. */
export function readAddress(text: string): NetworkAddress {
  const [address = "", length = "", ...rest] = text.split("/");
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  const wrong = (why: string) => new NetworkTextError("address", `"${text}" ${why}`);
  const example = "is no address with its network's length, such as 10.60.0.1/24";
  if (rest.length > 0) throw wrong(example);
  const four = readIpv4(address);
  if (four !== undefined) {
    if (!(prefix >= 1 && prefix <= 32)) throw wrong(example);
    const mask = maskOf(prefix);
    const network = (four & mask) >>> 0;
    const last = (network | ~mask) >>> 0;
    if (four >>> 24 === 127 || four >>> 24 === 0 || four >>> 28 >= 14)
      throw wrong("is no address that an interface can have");
    if (prefix <= 30 && (four === network || four === last))
      throw wrong(
        `is ${four === network ? "the network itself" : "its broadcast address"}; the host's may be ${formatIpv4(network + 1)}/${prefix}`,
      );
    return {
      ...{ family: "inet", address: formatIpv4(four), prefix },
      text: `${formatIpv4(four)}/${prefix}`,
      network: `${formatIpv4(network)}/${prefix}`,
    };
  }
  const six = parseIpv6(address);
  if (six === undefined || !(prefix >= 1 && prefix <= 128)) throw wrong(example);
  const first = six[0]!;
  if (
    (first & 0xffc0) === 0xfe80 ||
    first >> 8 === 0xff ||
    six.slice(0, 7).every((one) => one === 0)
  )
    throw wrong("is no address that can be given; the kernel makes link-local ones itself");
  const shown = formatIpv6(six);
  return {
    ...{ family: "inet6", address: shown, prefix },
    text: `${shown}/${prefix}`,
    network: `${formatIpv6(networkOf6(six, prefix))}/${prefix}`,
  };
}

function networkOf6(groups: readonly number[], prefix: number): number[] {
  return groups.map((group, at) => {
    const bits = Math.min(16, Math.max(0, prefix - at * 16));
    return group & (0xffff << (16 - bits)) & 0xffff;
  });
}

/** An IPv4 address in four decimal numbers, and in no other way: pf and dnsmasq read the others differently. */
export function readIpv4(text: string): number | undefined {
  return /^(?:(?:0|[1-9]\d{0,2})(?:\.(?!$)|$)){4}$/.test(text) ? parseIpv4(text) : undefined;
}

/** The UDP port of tunnels that have none of their own: below those that programs get by chance (net.inet.ip.portrange.first). */
const PEER_PORT = 8742;

function readPeers({ peers = "", peerport = "", peerlocal = "" }: NetworkTexts): Peers | undefined {
  const hosts = wordsOf(peers);
  for (const [at, word] of hosts.entries()) {
    const why = whyNoHost(word);
    if (why !== undefined) throw new NetworkTextError("peers", `"${word}" ${why}`);
    if (hosts.indexOf(word) !== at)
      throw new NetworkTextError("peers", `"${word}" is there twice; name each host once`);
  }
  const port = peerport === "" ? PEER_PORT : Number(peerport);
  if (!/^\d{0,5}$/.test(peerport) || port < 1 || port > 65535)
    throw new NetworkTextError("peerport", `"${peerport}" is no UDP port; give 1 to 65535`);
  const why = peerlocal === "" ? undefined : whyNoHost(peerlocal);
  if (why !== undefined) throw new NetworkTextError("peerlocal", `"${peerlocal}" ${why}`);
  if (hosts.length === 0) return undefined;
  const others = hosts.filter((one) => one !== peerlocal);
  return { hosts: others, port, ...(peerlocal !== "" && { local: peerlocal }) };
}

/** Why a word is no address that another host can be reached at; undefined when it is one. */
function whyNoHost(word: string): string | undefined {
  const four = readIpv4(word);
  if (four === undefined) return "is no IPv4 address of a host, such as 192.0.2.1";
  return four >>> 24 === 127 || four >>> 24 === 0 || four >>> 28 >= 14
    ? "is no address that another host can be reached at"
    : undefined;
}

function readNat(text: string): Network["nat"] {
  const answer = yesNo(text);
  if (text === "" || answer === false) return undefined;
  if (answer === true) return true;
  try {
    return interfaceName(text);
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    throw new NetworkTextError("nat", `"${text}" is neither YES nor NO nor an interface's name`);
  }
}

/** Reads `tcp 8080 -> web1:80; udp 53 -> 10.60.0.5`. Throws a NetworkTextError. */
export function readForwardings(text: string): Forwarding[] {
  return text
    .split(";")
    .filter((one) => one.trim() !== "")
    .map(readForwarding);
}

function readForwarding(text: string): Forwarding {
  const [, protocol, port, to, toPort] =
    /^(tcp|udp)\s+(\d{1,5})\s*->\s*([\w.-]+)(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  const wrong = (why: string) => new NetworkTextError("rdr", `"${text.trim()}" ${why}`);
  if (protocol === undefined || port === undefined || to === undefined)
    throw wrong('is no forwarding, such as "tcp 8080 -> web1:80"; several are separated by ;');
  for (const one of [port, toPort ?? port])
    if (Number(one) < 1 || Number(one) > 65535) throw wrong("has a port that is not 1 to 65535");
  if (readIpv4(to) === undefined && !isEifaceName(to))
    throw wrong("leads neither to an IPv4 address nor to a guest's name");
  return {
    protocol: protocol as Forwarding["protocol"],
    ...{ port: Number(port), to, toPort: Number(toPort ?? port) },
  };
}

function readRanges(text: string, addresses: readonly NetworkAddress[]): DhcpRange[] {
  const wrong = (why: string) => new NetworkTextError("dhcp", why);
  const answer = yesNo(text);
  if (text === "" || answer === false) return [];
  const four = addresses.filter(({ family }) => family === "inet");
  if (four.length === 0)
    throw wrong("addresses can be given out where the host has an IPv4 address alone");
  if (answer === true) return [usualRange(four[0]!)];
  return wordsOf(text).map((word) => {
    const ends = word.split("-").map(readIpv4);
    const [first, last] = ends;
    if (ends.length !== 2 || first === undefined || last === undefined || first > last)
      throw wrong(`"${word}" is no range of addresses, such as 10.60.0.100-10.60.0.199`);
    const at = four.find(({ text: own }) =>
      [first, last].every((one) => isIn(formatIpv4(one), own)),
    );
    if (at === undefined)
      throw wrong(`"${word}" is not in ${four.map(({ network }) => network).join(" or ")}`);
    const network = (first & maskOf(at.prefix)) >>> 0;
    const broadcast = (network | ~maskOf(at.prefix)) >>> 0;
    const own = parseIpv4(at.address)!;
    if (first === network || last === broadcast || (own >= first && own <= last))
      throw wrong(`"${word}" has in it an address that no guest can have`);
    return { first, last, at };
  });
}

/** Returns the range that is given out when none is said: .100 to .199, in small networks the upper half. Throws a NetworkTextError. */
export function usualRange(at: NetworkAddress): DhcpRange {
  const mask = maskOf(at.prefix);
  const own = parseIpv4(at.address)!;
  const network = (own & mask) >>> 0;
  const size = 2 ** (32 - at.prefix);
  const [from, to] = size >= 256 ? [100, 199] : [size / 2, size - 2];
  const [first, last] = [network + from, network + to];
  if (at.prefix > 30 || (own >= first && own <= last))
    throw new NetworkTextError("dhcp", `${at.text} leaves no usual range; give one: FIRST-LAST`);
  return { first, last, at };
}

/** Returns a range as rc.conf has it. */
export function rangeText({ first, last }: DhcpRange): string {
  return `${formatIpv4(first)}-${formatIpv4(last)}`;
}

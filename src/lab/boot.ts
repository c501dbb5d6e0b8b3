/** The network of the host that is described: as its kernel finds it, and as it is once rc.d/netif and rc.d/routing have been through. */
import { readTags } from "../config/vlans.ts";
import type {
  DhcpDescription,
  HostDescription,
  LanHostDescription,
  NicDescription,
  RouteDescription,
} from "./base/description.ts";
import { addInet, bringUp } from "./net/configure.ts";
import { isWireless } from "./net/flags.ts";
import { Interface } from "./net/interface.ts";
import { Lan, type LanHost, lanHost } from "./net/lan.ts";
import { createLoopback } from "./net/loopback.ts";
import type { Vnet } from "./net/vnet.ts";
import {
  formatEther,
  formatIpv4,
  maskOf,
  parseCidr,
  parseCidr6,
  parseEther,
  parseIpv4,
  parseIpv6,
} from "./wire/address.ts";
import type { Address6 } from "./wire/address6.ts";
import { DEFAULT_TTL } from "./wire/ip.ts";

const NIC_MEDIA = "Ethernet autoselect (10Gbase-T <full-duplex>)";
const NIC_OPTIONS = "880028<VLAN_MTU,JUMBO_MTU,LINKSTATE,HWSTATS>";
const GATEWAY_TTL = 255;

/** What rc.d/routing refuses to send anywhere (static_inet6: IPv4-mapped and link-local addresses). */
const REJECTED6: readonly (readonly [groups: readonly number[], prefix: number])[] = [
  [[0, 0, 0, 0, 0, 0, 0, 0], 96],
  [[0, 0, 0, 0, 0, 0xffff, 0, 0], 96],
  [[0xfe80, 0, 0, 0, 0, 0, 0, 0], 10],
  [[0xff02, 0, 0, 0, 0, 0, 0, 0], 16],
];

/** The NICs of a host, in the order of its description, and lo0. */
export interface Hardware {
  readonly nics: readonly Nic[];
  readonly loopback: Interface;
}

/** Makes the host's NICs with the LANs behind them, and lo0, as a kernel finds them: nothing has an address yet. Throws an Error that names what is wrong in the description. */
export function findHardware(host: Vnet, description: HostDescription): Hardware {
  const nics = description.interfaces.map((nic) => {
    const iface = makeNic(host, nic);
    const lan = makeLan(iface, nic, description.routes);
    addHosts6(lan, nic);
    for (const { six } of lan.parts()) six.advertiseBy(host.stack.clock);
    host.attach(iface);
    return { nic, iface, lan };
  });
  return { nics, loopback: createLoopback(host, "lo0") };
}

interface Nic {
  readonly nic: NicDescription;
  readonly iface: Interface;
  readonly lan: Lan;
}

/** Gives the hardware that was found the addresses and routes of the description. */
export function bootNetwork(host: Vnet, description: HostDescription, hardware: Hardware): void {
  const { nics, loopback } = hardware;
  bringUp(loopback);
  addInet(loopback, { address: "127.0.0.1", prefix: 8 });
  for (const { nic, iface } of nics) {
    for (const inet of nic.inet ?? []) addInet(iface, inetOf(inet));
    if (nic.up ?? (nic.inet ?? []).length > 0) bringUp(iface);
  }
  for (const [groups, prefix] of REJECTED6) {
    host.stack.routes6.add({
      destination: groups,
      prefix,
      interface: loopback,
      scope: undefined,
      flags: new Set(["U", "R", "S"]),
      owner: loopback,
      address: "",
    });
  }
  for (const route of description.routes) addRoute(host, route);
}

function makeNic(host: Vnet, nic: NicDescription): Interface {
  const ether = parseEther(nic.ether);
  if (ether === undefined) throw new Error(`${nic.name}: not an Ethernet address: ${nic.ether}`);
  const media = nic.media ?? NIC_MEDIA;
  const iface = new Interface(host, {
    name: nic.name,
    kind: "nic",
    ether,
    options: nic.options ?? NIC_OPTIONS,
    media: { up: media, down: media.replace(/ \(.*\)$/, "") },
    ...(nic.mtu !== undefined && { mtu: nic.mtu }),
  });
  iface.carrier = true;
  // A wlan(4), which a cloner makes.
  if (isWireless(iface)) iface.groups = ["wlan"];
  return iface;
}

/** The hosts that the description puts behind a NIC, and the gateways of the routes that leave by it. The first gateway serves DHCP; without one the first host does, when the description says what. */
function makeLan(iface: Interface, nic: NicDescription, routes: readonly RouteDescription[]): Lan {
  const lan = new Lan(iface);
  const gateways = routes.filter((route) => route.interface === nic.name);
  const networks = (nic.inet ?? []).map(parseCidr).filter((inet) => inet !== undefined);
  const networksOf = (inet: string) => {
    const address = parseCidr(inet)?.address ?? 0;
    return networks.filter((one) => ((one.address ^ address) & maskOf(one.prefix)) === 0);
  };
  const untagged = (nic.lan ?? []).filter(({ vlan }) => vlan === undefined);
  const described = new Map(untagged.map((one) => [one.inet?.split("/")[0] ?? "", one]));
  const make = (
    inet: string,
    ttl: number,
    one: Omit<LanHostDescription, "inet"> = described.get(inet.split("/")[0] ?? "") ?? {},
  ) => {
    const { ether, reaches = [], behind, ports } = one;
    const own = networksOf(inet);
    const others = reaches.map(parseCidr).filter((network) => network !== undefined);
    return lanHost(inet, {
      ttl,
      ether,
      // Who is on one of the NIC's networks knows that way; of who is not, a description does not say.
      reaches: own.length > 0 ? [...own, ...others] : undefined,
      behind: behind && new Set(behind.map(parseIpv4).filter((one) => one !== undefined)),
      ports: ports && { tcp: new Set(ports.tcp), udp: new Set(ports.udp) },
    });
  };
  for (const [index, { gateway }] of gateways.entries()) {
    const host = make(gateway, GATEWAY_TTL);
    lan.add(host);
    if (index === 0) serve(host);
  }
  const server = nic.dhcp && gateways.length === 0 ? firstOf(untagged) : undefined;
  for (const one of nic.lan ?? []) {
    if (one.inet === undefined) continue;
    const host = make(one.inet, DEFAULT_TTL, one);
    lan.vlan(tagsOf(one)).add(host);
    if (one === server) serve(host);
  }
  return lan;

  function serve(host: LanHost): void {
    const prefix = networksOf(formatIpv4(host.address))[0]?.prefix ?? 24;
    lan.serveDhcp(host, prefix, termsOf(nic.dhcp));
  }
}

/** The first who speaks IPv4. */
const firstOf = (hosts: readonly LanHostDescription[]) =>
  hosts.find(({ inet }) => inet !== undefined);

function termsOf({ routers, nameServers, domain, lease, static: kept = [] }: DhcpDescription = {}) {
  const numbers = (texts: readonly string[] | undefined) =>
    texts?.map((one) => parseIpv4(one) ?? 0);
  return {
    routers: numbers(routers),
    nameServers: numbers(nameServers),
    domain,
    lease,
    kept: new Map(
      kept.map(({ ether, inet }) => [
        formatEther(parseEther(ether) ?? new Uint8Array(6)),
        parseIpv4(inet) ?? 0,
      ]),
    ),
  };
}

/** The length of the network that an IPv6 address is in when nothing says it. */
const PREFIX6 = 64;

const tagsOf = ({ vlan = "" }: LanHostDescription) => readTags(vlan) ?? [];

/** Puts those on a LAN who speak IPv6. Each knows the way to its own network, to the prefixes that are advertised there, and to what it is said to reach. */
function addHosts6(whole: Lan, { lan: all = [] }: NicDescription): void {
  const networks = (texts: readonly string[] = []) =>
    texts.map((text) => parseCidr6(text)).filter((network) => network !== undefined);
  for (const one of all) {
    const { inet, inet6, advertises, reaches, behind = [], vlan } = one;
    if (inet6 === undefined && advertises === undefined) continue;
    const own = inet6 === undefined ? undefined : parseCidr6(inet6, PREFIX6);
    const advertised = all
      .filter((other) => other.vlan === vlan)
      .flatMap((other) => networks(other.advertises));
    whole.vlan(tagsOf(one)).six.add({
      address: own?.address,
      ether: parseEther(one.ether ?? "") ?? madeEther(inet, own?.address),
      reaches: [...(own === undefined ? [] : [own]), ...advertised, ...networks(reaches)],
      advertises: advertises && networks(advertises),
      behind: behind.map(parseIpv6).filter((address) => address !== undefined),
    });
  }
}

/** The Ethernet address that one with an IPv4 address gets from that; one without gets it from the end of its IPv6 address. */
function madeEther(inet: string | undefined, address: Address6 | undefined): Uint8Array {
  if (inet !== undefined) return lanHost(inet, { ttl: DEFAULT_TTL }).ether;
  const [high = 0, low = 0] = address?.slice(6) ?? [];
  return Uint8Array.of(0x52, 0x56, high >> 8, high & 255, low >> 8, low & 255);
}

function inetOf(text: string): { address: string; prefix: number } {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(`not an IPv4 address with prefix length: ${text}`);
  return { address: text.split("/")[0]!, prefix: parsed.prefix };
}

function addRoute(host: Vnet, { destination, gateway, interface: name }: RouteDescription): void {
  const network = parseCidr(destination === "default" ? "0.0.0.0/0" : destination);
  const via = parseIpv4(gateway);
  const iface = host.interface(name);
  if (network === undefined || via === undefined || iface === undefined) {
    throw new Error(`route ${destination} by ${gateway} on ${name}: no such address or interface`);
  }
  host.stack.routes.add({
    destination: (network.address & maskOf(network.prefix)) >>> 0,
    prefix: network.prefix,
    gateway: via,
    interface: iface,
    source: host.stack.addresses(iface)[0]?.address ?? 0,
    flags: new Set(network.prefix === 32 ? ["U", "G", "H", "S"] : ["U", "G", "S"]),
  });
}

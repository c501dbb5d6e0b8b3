/** What is seen of a host for the networks of its bridges: pf(4), ipfw(4), dnsmasq, forwarding, and the guests' addresses. */

import { type Network, readIpv4 } from "../../config/networksettings.ts";
import { CommandError } from "../../host/commanderror.ts";
import { defaultRoute, hasModule } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { type IpfwRule, ipfwNats, ipfwRules } from "../../host/ipfw.ts";
import { formatIpv4 } from "../../netgraph/inet.ts";
import { isServiceUp } from "../apply/network.ts";
import { etherOf, writtenEther } from "../ethers.ts";
import type { Wanted } from "../plan/wanted.ts";

/** The port's own directories and files (dns/dnsmasq). */
export const DNSMASQ = {
  program: "/usr/local/sbin/dnsmasq",
  conf: "/usr/local/etc/dnsmasq.conf",
  directory: "/usr/local/etc/dnsmasq.d",
} as const;

/** The packet filter as it is. */
export interface PfSeen {
  readonly isLoaded: boolean;
  readonly isEnabled: boolean;
  /** Its main ruleset's translation rules as pfctl shows them; those of pf_rules as they are written where it is not enabled yet. */
  readonly mainRules: string;
  /** The rules in our anchors, by bridge. */
  readonly anchors: ReadonlyMap<string, string>;
}

/** The firewall ipfw(4) as it is. */
export interface IpfwSeen {
  readonly isLoaded: boolean;
  readonly isEnabled: boolean;
  /** Does a packet that NAT has seen pass without the rules behind? */
  readonly onePass: boolean;
  /** Is the module ipfw_nat there? */
  readonly hasNat: boolean;
  readonly rules: readonly IpfwRule[];
  /** What each NAT instance was configured by. */
  readonly nats: ReadonlyMap<number, string>;
}

/** The DHCP server as it is. */
export interface DnsmasqSeen {
  readonly isInstalled: boolean;
  readonly isRunning: boolean;
  /** What its own configuration file has; empty when there is none. */
  readonly conf: string;
  /** What our files for it have, by bridge. */
  readonly files: ReadonlyMap<string, string>;
}

/** What is seen of a host for NAT and forwarded ports. */
export interface TranslationSeen {
  readonly pf: PfSeen;
  readonly ipfw: IpfwSeen;
  readonly forwards: { readonly inet: boolean; readonly inet6: boolean };
  /** The interface that the default route leaves by. */
  readonly defaultRoute: string | undefined;
}

/** What is seen of a host for the networks of its bridges. */
export interface NetworkSeen extends TranslationSeen {
  readonly dnsmasq: DnsmasqSeen;
  /** The Ethernet addresses of guests that have one for good, by name. */
  readonly ethers: ReadonlyMap<string, string>;
}

/** Returns what pf's anchor for a bridge, or an eiface, is called. pfctl(8) loads none whose name begins with _, and no name of ours begins with -. */
export function anchorOf(name: string): string {
  return `ngbuddy/${name.startsWith("_") ? "-" : ""}${name}`;
}

export function dnsmasqFileOf(bridge: string): string {
  return `${DNSMASQ.directory}/ngbuddy-${bridge}.conf`;
}

/** Reads the host. `networks` are those of the bridges by name; `guests` the names of all their guests that may be known. */
export async function observeNetwork(
  host: Host,
  wanted: Wanted,
  networks: ReadonlyMap<string, Network>,
  guests: readonly string[],
): Promise<NetworkSeen> {
  const bridges = [...networks.keys()];
  return {
    ...(await observeTranslation(host, wanted, bridges)),
    dnsmasq: await observeDnsmasq(host, wanted, bridges),
    ethers: await ethersOfGuests(host, wanted, guests),
  };
}

/** Reads the host for NAT and forwarded ports. `names`: those of the anchors that matter. */
export async function observeTranslation(
  host: Host,
  wanted: Wanted,
  names: readonly string[],
): Promise<TranslationSeen> {
  const [inet, inet6] = [
    await textOf(host, "net.inet.ip.forwarding"),
    await textOf(host, "net.inet6.ip6.forwarding"),
  ];
  return {
    pf: await observePf(host, wanted, names),
    ipfw: await observeIpfw(host),
    forwards: { inet: inet.trim() === "1", inet6: inet6.trim() === "1" },
    defaultRoute: await defaultRoute(host),
  };
}

async function textOf(host: Host, name: string): Promise<string> {
  // A kernel without IPv6 has no value of its.
  return await told(host, ["sysctl", "-n", name], /unknown oid/);
}

async function observePf(host: Host, wanted: Wanted, bridges: readonly string[]): Promise<PfSeen> {
  const isLoaded = await hasModule(host, "pf");
  const isOn = isLoaded && /^Status: Enabled/m.test(await told(host, ["pfctl", "-s", "info"]));
  const anchors = new Map<string, string>();
  for (const bridge of isLoaded ? bridges : [])
    anchors.set(bridge, await rulesInAnchor(host, bridge));
  const mainRules = isOn
    ? await told(host, ["pfctl", "-q", "-s", "nat"])
    : ((await host.files.read(pfRulesOf(wanted))) ?? "");
  return { isLoaded, isEnabled: isOn, mainRules, anchors };
}

/** Returns the rules in an anchor of ours as pfctl shows them; empty when there are none. pf has to be loaded. */
export async function rulesInAnchor(host: Host, name: string): Promise<string> {
  // Without -P it shows names of services, which other releases may not have.
  const argv = ["pfctl", "-q", "-a", anchorOf(name), "-P", "-s", "nat"];
  return await told(host, argv, /DIOCGETRULES|does not exist/);
}

async function observeIpfw(host: Host): Promise<IpfwSeen> {
  const isLoaded = await hasModule(host, "ipfw");
  const isSet = async (name: string) =>
    isLoaded && (await told(host, ["sysctl", "-n", `net.inet.ip.fw.${name}`])).trim() === "1";
  const hasNat = isLoaded && (await hasModule(host, "ipfw_nat"));
  return {
    isLoaded,
    isEnabled: await isSet("enable"),
    onePass: await isSet("one_pass"),
    hasNat,
    rules: isLoaded ? await ipfwRules(host) : [],
    nats: hasNat ? await ipfwNats(host) : new Map(),
  };
}

/** What a command prints; empty when it fails for the reason that there is nothing. Throws a CommandError when it fails otherwise. */
async function told(host: Host, argv: readonly string[], nothing?: RegExp): Promise<string> {
  const result = await host.run(argv);
  if (result.status === 0) return result.stdout;
  if (nothing?.test(result.stderr)) return "";
  throw new CommandError(result);
}

/** The file of pf's rules. */
export function pfRulesOf(wanted: Pick<Wanted, "value">): string {
  return wanted.value("pf_rules") || "/etc/pf.conf";
}

/** The file of dnsmasq's own configuration. */
export function dnsmasqConfOf(wanted: Pick<Wanted, "value">): string {
  return wanted.value("dnsmasq_conf") || DNSMASQ.conf;
}

async function observeDnsmasq(
  host: Host,
  wanted: Wanted,
  bridges: readonly string[],
): Promise<DnsmasqSeen> {
  const { program } = DNSMASQ;
  const at = program.lastIndexOf("/");
  const isInstalled = (await host.files.list(program.slice(0, at))).includes(program.slice(at + 1));
  const files = new Map<string, string>();
  for (const bridge of bridges) {
    const text = await host.files.read(dnsmasqFileOf(bridge));
    if (text !== undefined) files.set(bridge, text);
  }
  return {
    isInstalled,
    isRunning: isInstalled && (await isServiceUp(host, "dnsmasq")),
    conf: isInstalled ? ((await host.files.read(dnsmasqConfOf(wanted))) ?? "") : "",
    files,
  };
}

/** A name's address is for good when rc.conf gives it, or a seed: what the kernel makes up is another one each time. */
async function ethersOfGuests(
  host: Host,
  wanted: Wanted,
  guests: readonly string[],
): Promise<Map<string, string>> {
  const ethers = new Map<string, string>();
  for (const name of guests) {
    const ether =
      writtenEther(wanted, name)?.ether ??
      (wanted.mac.seed === undefined ? undefined : await etherOf(host, wanted, name));
    if (ether !== undefined) ethers.set(name, ether);
  }
  return ethers;
}

/** The IPv4 address that rc.conf gives an interface itself; undefined when it gives none. */
export function writtenInet(wanted: Pick<Wanted, "ifconfig">, name: string): string | undefined {
  for (const args of wanted.ifconfig(name).commands) {
    const at = args.indexOf("inet");
    const address = at < 0 ? undefined : readIpv4(args[at + 1]?.split("/")[0] ?? "");
    if (address !== undefined) return formatIpv4(address);
  }
  return undefined;
}

/** NAT and forwarded ports as rules of pf(4), and what pf's own rules must have for them. */
import { asksDhcp } from "../../config/hostmove.ts";
import { isIn } from "../../config/innetwork.ts";
import { variablePart } from "../../config/interfaces.ts";
import type { Forwarding, Network, NetworkAddress } from "../../config/networksettings.ts";
import { readIpv4 } from "../../config/networksettings.ts";
import { isEnabled } from "../../config/settings.ts";
import { writtenRoutes } from "../../config/staticroutes.ts";
import { type HostInterface, inetPrefix } from "../../host/ifconfig.ts";
import { formatIpv4 } from "../../netgraph/inet.ts";
import type { Seen, Wanted } from "../plan/wanted.ts";
import { type NetworkSeen, type PfSeen, pfRulesOf } from "./observe.ts";

/** A forwarded port whose guest has its address. */
export type Forwarded = Omit<Forwarding, "to"> & {
  readonly address: string;
  /** The address of the host's that it is at; left out for all that the interface has. */
  readonly hostAddress?: string | undefined;
};

/** Returns the rules of a bridge's anchor, as pfctl shows them again; empty for none. */
export function rulesOf(
  {
    addresses,
    nat,
  }: {
    readonly addresses: readonly Pick<NetworkAddress, "family" | "network">[];
    readonly nat: Network["nat"];
  },
  forwarded: readonly Forwarded[],
  iface: string,
): string {
  const out = nat === undefined ? [] : addresses;
  const lines = [
    ...out.map(({ family, network }) =>
      family === "inet"
        ? `nat on ${iface} inet from ${network} to any -> (${iface}) round-robin`
        : // Without the 0 a link-local address would be one of those that packets leave with.
          `nat on ${iface} inet6 from ${network} to any -> (${iface}:0) round-robin`,
    ),
    // `pass`: whoever forwards a port wants it to be reached, whatever the other rules are.
    ...forwarded.map(({ protocol, port, address, hostAddress, toPort }) => {
      const family = address.includes(":") ? "inet6" : "inet";
      const [at, to] =
        hostAddress === undefined ? [` on ${iface}`, `(${iface})`] : ["", hostAddress];
      return `rdr pass${at} ${family} proto ${protocol} from any to ${to} port = ${port} -> ${address} port ${toPort}`;
    }),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** Are these rules in an anchor already? pfctl's words for the same thing differ a little between releases. */
export function isSameRules(shown: string, wanted: string): boolean {
  const plain = (text: string) =>
    text
      .split("\n")
      .map((line) => line.replace(/ round-robin\b/, "").trim())
      .filter((line) => line !== "")
      .join("\n");
  return plain(shown) === plain(wanted);
}

/** The interface to translate on; undefined when nothing tells which one `YES` means. */
export function natInterface(
  wanted: Wanted,
  seen: Seen,
  { defaultRoute }: Pick<NetworkSeen, "defaultRoute">,
  nat: Network["nat"],
): string | undefined {
  if (typeof nat === "string") return nat;
  return defaultRoute ?? futureRoute(wanted, seen);
}

/** When ngbuddy starts at boot, there is no default route yet: rc.conf tells where it will be, by the router's address or by DHCP. */
function futureRoute(wanted: Wanted, seen: Seen): string | undefined {
  const routes = writtenRoutes(wanted.value);
  const way = routes.find(({ destination }) => destination === "default");
  if (way?.toLink) return way.way;
  const router = readIpv4(way?.way ?? "");
  // Hosters give an address alone, and have the router reached by a route of its own.
  const link = routes.find(({ destination, toLink }) => {
    const net = destination.includes("/") ? destination : `${destination}/32`;
    return router !== undefined && toLink && isIn(formatIpv4(router), net);
  });
  if (link !== undefined) return link.way;
  const there = [...(seen.interfaces?.values() ?? [])];
  const hosts = wanted.bridges.flatMap(({ host }) => host ?? []);
  if (router !== undefined) {
    const beside = [
      ...there.map(({ name, inet }) => ({ name, inet })),
      ...hosts.map((name) => ({ name, inet: writtenNets(wanted, name) })),
    ].find(({ inet }) =>
      inet.some((text) => !text.endsWith("/0") && isIn(formatIpv4(router), text)),
    );
    if (beside !== undefined) return beside.name;
  }
  const own = (name: string) => wanted.value(`ifconfig_${variablePart(name)}`);
  const byDhcp = new Set([
    ...there
      .filter((one) =>
        asksDhcp(
          own(one.name) ?? (isFound(one, seen) ? wanted.value("ifconfig_DEFAULT") : undefined),
        ),
      )
      .map(({ name }) => name),
    // The host's own eifaces are made by the same start.
    ...hosts.filter((name) => asksDhcp(own(name))),
  ]);
  return byDhcp.size === 1 ? [...byDhcp][0] : undefined;
}

/** The addresses with their networks that rc.conf gives an interface. */
function writtenNets(wanted: Pick<Wanted, "ifconfig">, name: string): string[] {
  return wanted.ifconfig(name).commands.flatMap((words) => {
    const address = words[words.indexOf("inet") + 1] ?? "";
    if (!words.includes("inet")) return [];
    if (address.includes("/")) return address;
    const prefix = inetPrefix(words);
    return prefix === undefined ? [] : `${address}/${prefix}`;
  });
}

/** Is it an interface that the kernel finds at boot? What others make is not what ifconfig_DEFAULT is meant for. */
function isFound({ name, ether, groups }: HostInterface, { byName }: Seen): boolean {
  return ether !== undefined && groups.length === 0 && byName.get(name)?.type !== "eiface";
}

/** Returns why pf(4) cannot translate, with what to type; undefined when it can. */
export function whyNoPf(wanted: Wanted, pf: PfSeen): string | undefined {
  const isOn = pf.isEnabled || isEnabled(wanted, "pf_enable");
  const missing = ANCHORS.filter((kind) => !hasAnchor(pf.mainRules, kind));
  const file = pfRulesOf(wanted);
  const lines = missing.map((kind) => `${kind} "ngbuddy/*"`).join(" and ");
  const put = `put ${lines} (a line each, before all lines that begin with block, pass or anchor) into ${file}`;
  if (missing.length === 0 && isOn) return undefined;
  if (isOn) {
    const then = pf.isEnabled ? "reload" : "start";
    return `pf's own rules do not ask for ours: ${put}, then: service pf ${then}`;
  }
  const first = missing.length === 0 ? "" : `${put}, then: `;
  return `NAT and forwarded ports take pf(4), which is off: ${first}sysrc pf_enable=YES && service pf start`;
}

const ANCHORS = ["nat-anchor", "rdr-anchor"] as const;

/** Is there a line that asks for our anchors? Both as it is written, and as pfctl shows it. */
function hasAnchor(rules: string, kind: (typeof ANCHORS)[number]): boolean {
  return new RegExp(`^\\s*${kind}\\s+"?(?:ngbuddy/)?\\*"?(?:\\s|$)`, "m").test(rules);
}

/** How an if_bridge(4) is replaced: by which bridge, on which NIC, and where the host is on it. */
import { isDriversName } from "../../../config/drivers.ts";
import { asksDhcp, netifText } from "../../../config/hostmove.ts";
import { type WrittenBridge, writtenBridge } from "../../../config/ifbridge.ts";
import { variablePart } from "../../../config/interfaces.ts";
import { isBridgeName, isEifaceName, wishText } from "../../../config/names.ts";
import type { HostInterface } from "../../../host/ifconfig.ts";
import type { RouteInfo } from "../../../host/netstat.ts";
import { nodeNameOf } from "../../names.ts";
import { isGuestEnd } from "../../plan/members.ts";
import { hooksSeen, type Wanted } from "../../plan/wanted.ts";
import { refuse } from "../../refusal.ts";
import type { FoundHost } from "./find.ts";
import type { KeptBridge } from "./kept.ts";
import { switchOn } from "./machines.ts";

/** What takes the place of what. */
export interface Replacement {
  /** The if_bridge(4), and the eiface that the host is on afterwards, if it is. */
  readonly name: string;
  readonly bridge: string;
  /** The bridge's interface, as rc.conf has it. */
  readonly on: string;
  /** The NIC that the bridge is on; undefined when the if_bridge(4) has none. */
  readonly nic: HostInterface | undefined;
  /** Further NICs. */
  readonly nics: readonly HostInterface[];
  /** The host's ends of its guests. */
  readonly guests: readonly HostInterface[];
  /** Is there an eiface of the if_bridge's name, with what the host has there? */
  readonly isEiface: boolean;
  readonly written: WrittenBridge;
}

/** Refuses what an ng_bridge(4) cannot take the place of. */
export function replacementOf(wanted: Wanted, found: FoundHost): Replacement {
  const { ifbridge, seen } = found;
  const { name } = ifbridge;
  const written = writtenBridge(wanted, name);
  refuseStrange(found, written);
  const all = ifbridge.ports.flatMap((port) => seen.interfaces?.get(port.name) ?? []);
  const guests = all.filter(isGuestEnd);
  const nics = all.filter((one) => !isGuestEnd(one));
  const listed = written.members.flatMap((member) => nics.find((one) => one.name === member) ?? []);
  const here = nics.find((one) => wanted.bridges.some((bridge) => bridge.interface === one.name));
  const nic = here ?? listed[0] ?? nics[0];
  const addresses = [...ifbridge.inet, ...ifbridge.inet6.filter((one) => !one.startsWith("fe80:"))];
  const isEiface = nic === undefined || written.hasAddress || addresses.length > 0;
  if (isEiface && !isEifaceName(name))
    refuse(
      "config",
      `${name} is no name for an eiface; rename it first: ifconfig_IF_name in rc.conf`,
    );
  if (nic !== undefined && isEiface) refuseVlans(wanted, nic.name, name);
  return {
    name,
    bridge: bridgeFor(wanted, found, nic),
    on: nic?.name ?? wishText({ interface: name, eiface: isDriversName(name) }),
    nic,
    nics: nics.filter((one) => one !== nic),
    guests,
    isEiface,
    written,
  };
}

function refuseStrange({ ifbridge, seen }: FoundHost, { filter }: WrittenBridge): void {
  const { name, beyond } = ifbridge;
  const vlans = filter ?? beyond.find((one) => one === "vlanfilter");
  if (vlans !== undefined)
    refuse(
      "unavailable",
      `${name} filters VLANs (${vlans}), which ng_bridge(4) does not; make a bridge a VLAN instead: ngbuddy bridge v10 NIC --vlan 10`,
    );
  if (beyond.includes("carp"))
    refuse(
      "unavailable",
      `${name} has an address of carp(4), which is not supported; take it away first`,
    );
  const above = [...(seen.interfaces?.values() ?? [])].find(({ parent }) => parent === name);
  if (above !== undefined)
    refuse(
      "unavailable",
      `${above.name} is a VLAN of ${name}, which is not supported; take it away first`,
    );
  const node = seen.byName.get(nodeNameOf(name));
  const owner = node?.type === "ether" ? hooksSeen(seen, node)[0]?.peer.name : undefined;
  if (owner !== undefined)
    refuse("unavailable", `${name} is on bridge ${owner} itself; first: ngbuddy unbridge ${owner}`);
}

function refuseVlans(wanted: Wanted, nic: string, name: string): void {
  const variable = `vlans_${variablePart(nic)}`;
  if (wanted.value(variable))
    refuse(
      "unavailable",
      `${variable} makes interfaces on ${nic}, which hear nothing when the host is on ${name}`,
    );
}

/** The bridge that was typed, or that rc.conf or vm-bhyve has for it; else public, or private where it has no NIC. */
function bridgeFor(
  wanted: Wanted,
  { ifbridge, typed, seen, vm }: FoundHost,
  nic: HostInterface | undefined,
): string {
  const { name } = ifbridge;
  const own = (iface: string) => iface === name || iface === nic?.name;
  const there = wanted.bridges.find((one) => own(one.interface) && one.vlan === undefined)?.name;
  const guess =
    there ?? (vm && switchOn(vm, ifbridge)) ?? (nic === undefined ? "private" : "public");
  const bridge = typed ?? guess;
  if (there !== undefined && bridge !== there)
    refuse("data", `rc.conf has bridge ${there} there already; leave ${bridge} out`);
  const other = wanted.bridges.find((one) => one.name === bridge && !own(one.interface));
  const how = `name another one: ngbuddy adopt --host ${name} NAME`;
  if (other !== undefined) refuse("data", `bridge ${bridge} is on ${other.interface}; ${how}`);
  if (!isBridgeName(bridge)) refuse("usage", `a bridge cannot be called "${bridge}"; ${how}`);
  const node = seen.byName.get(bridge);
  if (bridge === name || seen.interfaces?.has(bridge) || (node && node.type !== "bridge"))
    refuse("data", `an interface or node "${bridge}" exists already; ${how}`);
  return bridge;
}

/** A route as a step has it. */
export type RouteOf = KeptBridge["state"]["routes"][number];

/** The routes by an interface. */
export function routesBy(routes: readonly RouteInfo[], name: string): RouteOf[] {
  return routes
    .filter((route) => route.interface === name)
    .map(({ family, destination, gateway }) => ({ family, destination, gateway }));
}

/** Is the NIC to lose addresses of its own to the eiface? */
export function nicAddresses(wanted: Wanted, { nic, isEiface }: Replacement) {
  if (nic === undefined || !isEiface) return undefined;
  const inet6 = nic.inet6.filter((one) => !one.startsWith("fe80:"));
  const isDhcp = asksDhcp(netifText(wanted, nic.name));
  return nic.inet.length + inet6.length === 0 && !isDhcp
    ? undefined
    : { inet: nic.inet, inet6, isDhcp };
}

/** The networks of bridges as steps: addresses, forwarding, NAT, DHCP; and the same away again. */
import { byDefault } from "../../config/hostmove.ts";
import { overlap } from "../../config/innetwork.ts";
import { variablePart } from "../../config/interfaces.ts";
import { wordsOf } from "../../config/list.ts";
import { NO_NETWORK } from "../../config/network.ts";
import {
  type Network,
  NetworkTextError,
  readIpv4,
  readNetwork,
} from "../../config/networksettings.ts";
import { isEnabled, SettingsError } from "../../config/settings.ts";
import type { Host } from "../../host/host.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import { fileStep } from "../plan/filestep.ts";
import type { Plan, Step } from "../plan/step.ts";
import type { Seen, Wanted, WantedBridge } from "../plan/wanted.ts";
import { refuse } from "../refusal.ts";
import { addressSteps, goneAddressSteps } from "./address.ts";
import { dnsmasqText, whyNoDhcp } from "./dhcp.ts";
import { type KnownGuest, knownGuests } from "./guests.ts";
import { type Forwarded, natInterface } from "./nat.ts";
import { dnsmasqFileOf, type NetworkSeen, observeNetwork, writtenInet } from "./observe.ts";
import { peersChange } from "./peers.ts";
import { type PlanChange, withFirst, withLast } from "./planplaces.ts";
import { goneTranslation, translate } from "./translation.ts";

/** What is asked for. */
export interface NetworkRequest {
  readonly bridges: readonly WantedBridge[];
  /** `kept`: the bridges stay as they are, and have other guests. */
  readonly become: "made" | "kept" | "gone";
  /** Does it enable what it needs in rc.conf? Then that is started, too. */
  readonly enables?: boolean;
  /** Is it the subcommand for this alone? Then what is missing is a reason to refuse it. */
  readonly refuses?: boolean;
}

/** One bridge, what is wanted of its network, and what comes of it. */
interface Part {
  readonly bridge: WantedBridge;
  readonly network: Network;
}

const NOTHING: Network = {
  addresses: [],
  nat: undefined,
  forwardings: [],
  ranges: [],
};

/** Reads the host for the networks of bridges. Throws a SettingsError for a variable that cannot be used. */
export async function changeOf(
  host: Host,
  netgraph: Netgraph,
  wanted: Wanted,
  seen: Seen,
  request: NetworkRequest,
): Promise<PlanChange> {
  const { bridges, become } = request;
  const parts = bridges.map((bridge): Part => {
    const isWanted = become !== "gone" && bridge.network !== undefined;
    return { bridge, network: isWanted ? networkOf(wanted, bridge) : NOTHING };
  });
  const guests = new Set(
    parts.flatMap(({ bridge, network }) =>
      network.ranges.length + network.forwardings.length === 0
        ? []
        : guestNames({ bridge, network }),
    ),
  );
  const found = await observeNetwork(
    host,
    wanted,
    new Map(parts.map(({ bridge, network }) => [bridge.name, network])),
    [...guests],
  );
  const peered = await peersChange(netgraph, seen, parts, become);
  if (become === "gone") return (plan) => withFirst(peered(plan), goneSteps(parts, found));
  return (plan) => {
    const maker = new Maker(wanted, seen, found, request, peered(plan));
    return become === "made" ? maker.made(parts) : maker.kept(parts);
  };
}

/** Reads the network of a bridge, and says where a variable is that cannot be used. */
function networkOf(wanted: Wanted, bridge: WantedBridge): Network {
  try {
    return readNetwork(bridge.network!);
  } catch (error) {
    if (!(error instanceof NetworkTextError)) throw error;
    const variable = `ngbuddy_${bridge.name}_${error.field}`;
    const place = wanted.placeOf(variable);
    throw new SettingsError(
      `${place === undefined ? "" : `${place}: `}${variable}: ${error.message}`,
      bridge.name,
    );
  }
}

/** The guests that a network is for, by their names. */
function guestNames({ bridge, network }: Part): string[] {
  const named = network.forwardings.flatMap(({ to }) => (readIpv4(to) === undefined ? [to] : []));
  return [...bridge.list, ...named];
}

/** Makes the networks of bridges. */
class Maker {
  private readonly problems: string[] = [];
  /** What is wrong with what rc.conf has besides: no reason to refuse what was asked for. */
  private readonly others: string[] = [];
  private readonly notes: string[] = [];
  private readonly steps: Step[] = [];

  constructor(
    private readonly wanted: Wanted,
    private readonly seen: Seen,
    private readonly found: NetworkSeen,
    private readonly request: NetworkRequest,
    private readonly plan: Plan,
  ) {}

  made(parts: readonly Part[]): Plan {
    const present = parts.filter(({ bridge }) => this.isPresent(bridge));
    for (const part of present) this.addAddresses(part);
    this.addForwarding(present);
    this.addRules(present);
    this.addDhcp(present);
    if (this.request.refuses && this.problems.length > 0)
      refuse("unavailable", this.problems.join("; "));
    return {
      ...withLast(this.plan, this.steps),
      notes: [...this.plan.notes, ...this.notes],
      unmet: [...(this.plan.unmet ?? []), ...this.problems, ...this.others],
    };
  }

  /** What a guest more or less changes. What is missing for the rest start says. */
  kept(parts: readonly Part[]): Plan {
    this.addRules(parts);
    this.addDhcp(parts);
    return withLast(this.plan, this.steps);
  }

  private problem({ bridge }: Part, what: string): void {
    this.problems.push(`bridge ${bridge.name}: ${what}`);
  }

  private isMade(name: string): boolean {
    return this.plan.steps.some((step) => step.do.op === "eiface" && step.do.name === name);
  }

  /** Is the bridge there when the plan's own steps are done? It may have been left out. */
  private isPresent({ name, interface: iface }: WantedBridge): boolean {
    const { plan, seen } = this;
    return (
      this.isMade(iface) ||
      seen.byName.get(name)?.type === "bridge" ||
      plan.steps.some((step) => step.do.op === "name" && step.do.name === name)
    );
  }

  /** The host's own interface on the bridge; undefined, and said, when it has none. */
  private hostInterface(part: Part): string | undefined {
    const { interface: iface } = part.bridge;
    if (this.isMade(iface) || this.seen.byName.get(iface)?.type === "eiface") return iface;
    this.problem(part, noAddressOf(part.bridge));
    return undefined;
  }

  private addAddresses(part: Part): void {
    const { bridge, network } = part;
    const former = this.formerAddresses(part);
    // With peers alone there is nothing of the host's own.
    const { address, nat, rdr, dhcp } = bridge.network ?? NO_NETWORK;
    if (`${address}${nat}${rdr}${dhcp}` === "" && former.length === 0) return;
    const iface = this.hostInterface(part);
    if (iface === undefined) return;
    const before = this.isMade(iface) ? undefined : this.seen.interfaces?.get(iface);
    const given = addressSteps(this.wanted, iface, network.addresses, before);
    if (given.length > 0 && this.areTaken(part, iface)) return;
    this.steps.push(...given, ...goneAddressSteps(iface, former, before));
  }

  /** Are networks of these addresses somewhere else already? The host would look for one of both in the wrong place. */
  private areTaken(part: Part, iface: string): boolean {
    // What else this plan changes may lose its address by it.
    const own = new Set([iface, ...this.request.bridges.map((one) => one.interface)]);
    const others = [...(this.seen.interfaces?.values() ?? [])].filter(({ name }) => !own.has(name));
    for (const { text, network } of part.network.addresses)
      for (const { name, inet, inet6 } of others) {
        const same = [...inet, ...inet6].find((one) => overlap(one, text));
        if (same === undefined) continue;
        this.problem(
          part,
          `${network} overlaps with ${same} of ${name}, and the host could not tell who is where; give the bridge a network of its own`,
        );
        return true;
      }
    return false;
  }

  /** Those that rc.conf has for the bridge now, and that are not wanted any more. */
  private formerAddresses({ bridge, network }: Part): readonly string[] {
    const configured = this.wanted.bridges.find(({ name }) => name === bridge.name);
    const wanted = new Set(network.addresses.map(({ text }) => text));
    return wordsOf(configured?.network?.address ?? "").filter((text) => !wanted.has(text));
  }

  private addForwarding(parts: readonly Part[]): void {
    const { found, wanted } = this;
    for (const { family, name, variable } of FORWARDING) {
      const part = parts.find(({ network: { nat, forwardings, addresses } }) =>
        family === "inet"
          ? nat !== undefined || forwardings.length > 0
          : nat !== undefined && addresses.some((one) => one.family === family),
      );
      if (part === undefined || found.forwards[family]) continue;
      if (family === "inet6") this.noteRouter(part);
      if (!this.request.enables && !isEnabled(wanted, variable)) {
        this.problem(
          part,
          `this host hands no packets on: sysrc ${variable}=YES && sysctl ${name}=1`,
        );
        continue;
      }
      this.steps.push({
        description: `hand packets on (${name}=1)`,
        do: { op: "sysctl", name, value: "1" },
        undo: [{ op: "sysctl", name, value: "0" }],
      });
    }
  }

  /** Who hands packets on believes no router's announcement (nd6_rtr.c, nd6_ra_input), unless rc.conf names the interface for it. */
  private noteRouter({ bridge, network }: Part): void {
    const { wanted } = this;
    const nic = natInterface(wanted, this.seen, this.found, network.nat);
    if (nic === undefined || wanted.value("ipv6_cpe_wanif") === nic) return;
    const written = byDefault(wanted, nic).value(`ifconfig_${variablePart(nic)}_ipv6`) ?? "";
    if (!wordsOf(written).includes("accept_rtadv")) return;
    this.notes.push(
      `bridge ${bridge.name}: this host learns its IPv6 router on ${nic}, and forgets it when it hands packets on; that it does not: sysrc ipv6_cpe_wanif=${nic} && sysctl net.inet6.ip6.rfc6204w3=1`,
    );
  }

  private addRules(parts: readonly Part[]): void {
    const { wanted, seen, found, request } = this;
    const translation = translate(
      parts.map((part) => ({ ...part, forwarded: () => this.forwarded(part) })),
      { wanted, seen, found, enables: request.enables === true },
    );
    for (const { bridge, what } of translation.problems)
      this.problems.push(`bridge ${bridge}: ${what}`);
    this.notes.push(...translation.notes);
    this.steps.push(...translation.steps);
  }

  /** The forwardings whose guests have addresses that are known. */
  private forwarded(part: Part): Forwarded[] {
    const { bridge, network } = part;
    return network.forwardings.flatMap(({ to, ...rest }) => {
      if (readIpv4(to) !== undefined) return [{ ...rest, address: to }];
      const address =
        writtenInet(this.wanted, to) ??
        this.guestsOf(part).find(({ name }) => name === to)?.address;
      if (address !== undefined) return [{ ...rest, address }];
      this.others.push(
        `bridge ${bridge.name}: ngbuddy_${bridge.name}_rdr: the address of ${to} is not known; say it there, by ifconfig_${to}, or have it given by DHCP to an address that ngbuddy_set_mac makes`,
      );
      return [];
    });
  }

  private guestsOf({ bridge, network }: Part): KnownGuest[] {
    const names = new Set(guestNames({ bridge, network }));
    const fixed = new Map(
      [...names].flatMap((name) => {
        const address = writtenInet(this.wanted, name);
        return address === undefined ? [] : [[name, address] as const];
      }),
    );
    const ethers = new Map(
      [...this.found.ethers].filter(([name]) => names.has(name) && !fixed.has(name)),
    );
    return knownGuests(ethers, network.ranges, new Set(fixed.values()));
  }

  private addDhcp(parts: readonly Part[]): void {
    const { found, wanted, request } = this;
    const { dnsmasq } = found;
    const steps: Step[] = [];
    let isRemade = false;
    for (const part of parts) {
      const { bridge, network } = part;
      const text = dnsmasqText(bridge.name, network.ranges, this.guestsOf(part));
      const why = text === null ? undefined : whyNoDhcp(wanted, dnsmasq, request.enables === true);
      if (why !== undefined) {
        this.problem(part, why);
        continue;
      }
      if (text !== null && this.isMade(bridge.interface)) isRemade = true;
      steps.push(...fileSteps(bridge.name, text, found));
    }
    const isNeeded = parts.some(({ network }) => network.ranges.length > 0);
    const starts = request.enables === true && isNeeded && !dnsmasq.isRunning;
    if (steps.length > 0 || starts || (isRemade && dnsmasq.isRunning))
      steps.push(restartStep(starts ? [{ op: "service", name: "dnsmasq", action: "stop" }] : []));
    this.steps.push(...steps);
  }
}

/** Why a bridge on a NIC has no address of the host's, and where the host has one instead. */
function noAddressOf({ name, interface: nic, vlan, host }: WantedBridge): string {
  if (host !== undefined)
    return `the host is on it by ${host}: give that its addresses by ifconfig_${variablePart(host)}`;
  if (vlan === undefined)
    return `it is on the NIC ${nic}, whose own addresses are the host's: give it those by ifconfig_${variablePart(nic)}`;
  return `it is on a VLAN of ${nic}, which the host is on by an eiface: ngbuddy bridge ${name} ${nic} --host EIFACE, with its address by ifconfig_EIFACE`;
}

const FORWARDING = [
  { family: "inet", name: "net.inet.ip.forwarding", variable: "gateway_enable" },
  { family: "inet6", name: "net.inet6.ip6.forwarding", variable: "ipv6_gateway_enable" },
] as const;

function goneSteps(parts: readonly Part[], found: NetworkSeen): Step[] {
  const { dnsmasq } = found;
  const files = parts.flatMap(({ bridge }) => fileSteps(bridge.name, null, { dnsmasq }));
  return [
    ...goneTranslation(
      parts.map(({ bridge }) => bridge.name),
      found,
    ),
    ...files,
    ...(files.length > 0 && dnsmasq.isRunning ? [restartStep([])] : []),
  ];
}

/** The step that writes or removes a bridge's file for dnsmasq; none when it is so already. To take it back takes a restart, too. */
function fileSteps(
  bridge: string,
  text: string | null,
  { dnsmasq }: Pick<NetworkSeen, "dnsmasq">,
): Step[] {
  const path = dnsmasqFileOf(bridge);
  const before = dnsmasq.files.get(bridge) ?? null;
  if (before === text) return [];
  const step = fileStep(`${text === null ? "remove" : "write"} ${path}`, path, before, text);
  const action = dnsmasq.isRunning ? "restart" : "stop";
  return [{ ...step, undo: [...step.undo, { op: "service", name: "dnsmasq", action }] }];
}

function restartStep(undo: Step["undo"]): Step {
  return {
    description: "restart dnsmasq",
    do: { op: "service", name: "dnsmasq", action: "restart" },
    undo,
  };
}

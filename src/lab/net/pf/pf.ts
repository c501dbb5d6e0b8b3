/** The packet filter pf(4) of one vnet: translation, rules and states, as far as jails' networks need them (pf.c). */
import type { Clock } from "../../base/clock.ts";
import type { PacketFilter } from "../filters.ts";
import type { Interface } from "../interface.ts";
import { placedIn } from "./address.ts";
import { fits, isOn, networksOf, type Surroundings } from "./match.ts";
import { type PfPacket, quotedIn, readPacket, translated, translatedQuote } from "./packet.ts";
import { ANYTHING, type BlockAnswer, type PfAddress, type Rule } from "./rule.ts";
import { isInTable, Rulesets } from "./rulesets.ts";
import { keyOf, type PfState, StateTable } from "./states.ts";

/** What pf(4) needs of the vnet that it is in. */
export interface PfVnet {
  readonly clock: Clock;
  interfaceNamed(name: string): Interface | undefined;
  /** Puts a filter into the way of packets, or takes it out. */
  setFilter(filter: PacketFilter, on: boolean): void;
  hasRoute(address: PfAddress): boolean;
  /** Tells the sender of a packet that it was blocked, on the interface `link`. */
  refuse(packet: Uint8Array, answer: BlockAnswer, link: Interface): void;
}

/** The ports that nat takes for its own (pf.conf(5)). */
const PROXY_PORTS = { first: 50001, last: 65535 };

type Way = "in" | "out";
type Verdict = { readonly rule: Rule | undefined; readonly isBlocked: boolean };

/** The packet filter of a vnet; it does nothing until it is enabled. */
export class Pf implements PacketFilter {
  readonly rulesets = new Rulesets();
  readonly states: StateTable;
  isEnabled = false;
  /** When it was enabled or disabled last, the lab's milliseconds. */
  since: number | undefined;
  /** `set skip on`: interfaces and groups that it leaves alone. */
  skipped: ReadonlySet<string> = new Set();
  /** What became of packets, as `pfctl -s info` counts. */
  readonly counters = { match: 0, searches: 0, inserts: 0, removals: 0 };
  private nextPort = PROXY_PORTS.first;

  constructor(private readonly vnet: PfVnet) {
    this.states = new StateTable(() => vnet.clock.now());
  }

  /** Switches it on or off; states stay as they are. */
  setEnabled(on: boolean): void {
    this.isEnabled = on;
    this.since = this.now();
    this.vnet.setFilter(this, on);
  }

  now(): number {
    return this.vnet.clock.now();
  }

  pass(bytes: Uint8Array, way: Way, iface: Interface): Uint8Array | undefined {
    if (this.isSkipped(iface)) return bytes;
    const packet = readPacket(bytes);
    if (packet === undefined) return undefined;
    const quoted = quotedIn(packet);
    if (quoted !== undefined) {
      const known = this.passQuote(packet, quoted, way);
      if (known !== undefined) return known;
    }
    this.counters.searches++;
    const state = this.states.find(packet, way);
    if (state !== undefined) return this.follow(state, packet, way);
    return this.judge(packet, way, iface);
  }

  private isSkipped(iface: Interface): boolean {
    for (const name of this.skipped) if (isOn(name, iface)) return true;
    return false;
  }

  /** A packet of a connection that is known. */
  private follow(state: PfState, packet: PfPacket, way: Way): Uint8Array {
    this.states.touch(state, packet, way === state.direction);
    if (state.rule !== undefined) count(state.rule, packet);
    if (state.wire === state.stack) return packet.bytes;
    return translated(packet, endsFor(way === "in" ? state.stack : state.wire, way));
  }

  /** A message about a packet of a connection that is known; undefined when it is not. */
  private passQuote(packet: PfPacket, quoted: PfPacket, way: Way): Uint8Array | undefined {
    // The packet that it is about went the other way.
    const other = way === "in" ? "out" : "in";
    const key = keyOf(quoted, other);
    const state = this.states.at(quoted.protocol, way, key);
    if (state === undefined) return undefined;
    if (state.wire === state.stack) return packet.bytes;
    const inside = translated(quoted, endsFor(way === "in" ? state.stack : state.wire, other));
    const { far } = way === "in" ? state.stack : state.wire;
    // Whoever sent the packet is told, under the address that it has on that side.
    const outside = way === "in" ? { destination: far } : { source: sameOr(packet, quoted, far) };
    return translatedQuote(packet, outside, inside);
  }

  private judge(packet: PfPacket, way: Way, iface: Interface): Uint8Array | undefined {
    const translation = this.translate(packet, way, iface);
    const changed = translation === undefined ? packet : readPacket(translation.bytes);
    if (changed === undefined) return undefined;
    const verdict: Verdict = translation?.rule.natPass
      ? { rule: undefined, isBlocked: false }
      : this.filter(changed, way, iface);
    const { rule, isBlocked } = verdict;
    if (rule !== undefined) {
      this.counters.match++;
      count(rule, packet);
    }
    if (isBlocked) {
      const { answer = "drop" } = rule ?? {};
      if (answer !== "drop") this.vnet.refuse(packet.bytes, answer, iface);
      return undefined;
    }
    if (translation !== undefined) count(translation.rule, packet);
    if ((rule?.keepsState ?? false) || translation !== undefined) {
      this.remember(packet, changed, way, rule ?? translation?.rule);
    }
    return changed.bytes;
  }

  private remember(before: PfPacket, after: PfPacket, way: Way, rule: Rule | undefined): void {
    if (before.isFragment || quotedIn(before) !== undefined) return;
    const inner = keyOf(before, way);
    const outer = before === after ? inner : keyOf(after, way);
    const [wire, stack] = way === "in" ? [inner, outer] : [outer, inner];
    const state: PfState = {
      direction: way,
      family: before.family,
      protocol: before.protocol,
      wire,
      stack: before === after ? wire : stack,
      rule,
      created: this.now(),
      expires: Infinity,
      source: 0,
      destination: 0,
      packets: 0,
      bytes: 0,
    };
    if (!this.states.add(state)) return;
    this.counters.inserts++;
    if (rule !== undefined) rule.counters.states++;
    this.states.touch(state, before, true);
  }

  /** The last rule that fits, or the first that is quick. Without any the packet passes. */
  private filter(packet: PfPacket, way: Way, iface: Interface): Verdict {
    let last: Rule | undefined;
    const walk = (path: string): boolean => {
      for (const rule of this.rulesets.find(path)?.rules.filter ?? []) {
        rule.counters.evaluations++;
        if (!fits(rule, packet, way, iface, this.around(path))) continue;
        if (rule.anchor !== undefined) {
          if (this.rulesets.called(path, rule.anchor).some((called) => walk(called.path)))
            return true;
          if (rule.quick && last !== undefined) return true;
          continue;
        }
        if (rule.action !== "match") last = rule;
        if (rule.quick && rule.action !== "match") return true;
      }
      return false;
    };
    walk("");
    return { rule: last, isBlocked: last?.action === "block" };
  }

  private around(path: string): Surroundings {
    return {
      interfaceNamed: (name) => this.vnet.interfaceNamed(name),
      hasRoute: (address) => this.vnet.hasRoute(address),
      isInTable: (name, address) => {
        const table = this.rulesets.table(path, name);
        return table !== undefined && isInTable(table, address);
      },
    };
  }

  /** What the first rule that fits makes of a packet; undefined when it stays. */
  private translate(
    packet: PfPacket,
    way: Way,
    iface: Interface,
  ): { readonly rule: Rule; readonly bytes: Uint8Array } | undefined {
    // What is excepted from the one kind may be translated by the other (pf_lb.c, pf_get_translation).
    const kinds = way === "in" ? (["rdr", "binat"] as const) : (["binat", "nat"] as const);
    const rule = kinds
      .map((kind) => this.translationFor(kind, packet, way, iface, ""))
      .find((found) => found !== undefined && !found.no);
    if (rule?.pool === undefined) return undefined;
    if (rule.action === "binat") return { rule, bytes: exchanged(rule, packet, way) };
    const target = this.chooseAddress(rule, packet);
    if (target === undefined) return undefined;
    const bytes =
      way === "in"
        ? translated(packet, { destination: target, destinationPort: rdrPort(rule, packet) })
        : this.translatedSource(rule, packet, target);
    return { rule, bytes };
  }

  private translationFor(
    kind: "nat" | "rdr" | "binat",
    packet: PfPacket,
    way: Way,
    iface: Interface,
    path: string,
  ): Rule | undefined {
    for (const rule of this.rulesets.find(path)?.rules[kind] ?? []) {
      rule.counters.evaluations++;
      const isBack = kind === "binat" && way === "in" && rule.anchor === undefined;
      if (!fits(isBack ? backOf(rule) : rule, packet, way, iface, this.around(path))) continue;
      if (rule.anchor === undefined) return rule;
      for (const called of this.rulesets.called(path, rule.anchor)) {
        const found = this.translationFor(kind, packet, way, iface, called.path);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  /** An address of the rule's pool, of the packet's family: of several one after the other. */
  private chooseAddress({ pool, counters }: Rule, packet: PfPacket): PfAddress | undefined {
    const addresses = (pool?.hosts ?? []).flatMap((host) => {
      if (host.kind === "network") return [host.address];
      if (host.kind === "dynamic") {
        return networksOf(host, this.vnet.interfaceNamed(host.iface)).map((one) => one.address);
      }
      if (host.kind !== "table") return [];
      return (this.rulesets.table("", host.name)?.entries ?? []).map(({ address }) => address);
    });
    const ours = addresses.filter((address) => address.length === packet.source.length);
    return ours[counters.states % Math.max(1, ours.length)];
  }

  /** With a port of nat's own, unless the rule or the protocol has none. */
  private translatedSource(rule: Rule, packet: PfPacket, source: PfAddress): Uint8Array {
    const hasPort = packet.sourcePort !== 0;
    if (!hasPort || rule.pool?.staticPort) return translated(packet, { source });
    const { first, last } = rule.pool?.ports ?? PROXY_PORTS;
    for (let tries = first; tries <= last; tries++) {
      const sourcePort = this.nextPort < first || this.nextPort > last ? first : this.nextPort;
      this.nextPort = sourcePort + 1;
      const bytes = translated(packet, { source, sourcePort });
      const changed = readPacket(bytes)!;
      if (this.states.at(packet.protocol, "in", keyOf(changed, "out")) === undefined) return bytes;
    }
    return translated(packet, { source });
  }
}

/** A rule of binat as it fits what comes back: from whom it goes to, for the address that it gives. */
function backOf(rule: Rule): Rule {
  const host = rule.pool?.hosts[0] ?? ANYTHING.host;
  return { ...rule, source: rule.destination, destination: { ...ANYTHING, host } };
}

/** The packet under the other one of binat's two addresses. */
function exchanged({ source, pool }: Rule, packet: PfPacket, way: Way): Uint8Array {
  const network = way === "in" ? source.host : pool?.hosts[0];
  if (network?.kind !== "network") return packet.bytes;
  return translated(
    packet,
    way === "in"
      ? { destination: placedIn(network, packet.destination) }
      : { source: placedIn(network, packet.source) },
  );
}

/** The port that rdr sends a packet to: the rule's, or as far behind its first as the packet's is. */
function rdrPort({ pool, destination }: Rule, packet: PfPacket): number | undefined {
  if (pool?.ports === undefined) return undefined;
  const { first, last } = pool.ports;
  const asked = destination.port;
  if (first === last || asked?.operator !== ":") return first;
  return first + (packet.destinationPort - asked.first);
}

/** The ends that a packet gets which goes this way. */
function endsFor(
  { near, nearPort, far, farPort }: PfState["wire"],
  way: Way,
): Parameters<typeof translated>[1] {
  const [source, destination] = way === "in" ? [near, far] : [far, near];
  const [sourcePort, destinationPort] = way === "in" ? [nearPort, farPort] : [farPort, nearPort];
  return { source, sourcePort, destination, destinationPort };
}

/** A message that the translated host itself sends comes from the address that others know; a router's from the router. */
function sameOr(packet: PfPacket, quoted: PfPacket, other: PfAddress): PfAddress {
  const isHost = packet.source.every((byte, at) => byte === quoted.destination[at]);
  return isHost ? other : packet.source;
}

function count(rule: Rule, packet: PfPacket): void {
  rule.counters.packets++;
  rule.counters.bytes += packet.bytes.length;
}

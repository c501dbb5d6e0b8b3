/** The firewall ipfw(4) of one vnet: numbered rules, the first that fits decides, and NAT (ip_fw2.c, ip_fw_pfil.c, ip_fw_nat.c). */
import type { Clock } from "../../base/clock.ts";
import type { PacketFilter } from "../filters.ts";
import type { Interface } from "../interface.ts";
import { type PfPacket, readPacket } from "../pf/packet.ts";
import type { PfAddress, PfFamily } from "../pf/rule.ts";
import { aliasIn, aliasOut, makeNat, type Nat, type NatConfig } from "./alias.ts";
import { fitsRule } from "./match.ts";
import { ANY_END, DEFAULT_RULE, type FwBody, type FwRule, RESERVED_SET } from "./rule.ts";

/** What ipfw(4) needs of the vnet that it is in. */
export interface IpfwVnet {
  readonly clock: Clock;
  /** Is it an address of the host's? `by`: where the packet is. */
  isOwn(address: PfAddress, by: Interface): boolean;
  /** The first IPv4 address of an interface. */
  addressOf(iface: string): PfAddress | undefined;
  /** Puts the filter into the way of packets of a family, or takes it out. */
  setFilter(filter: PacketFilter, family: PfFamily, on: boolean): void;
  /** Tells the sender of a packet that it was refused. */
  refuse(packet: Uint8Array, how: "reject" | "reset", link: Interface): void;
}

type Way = "in" | "out";

/** Which rules are meant: from one number to another, of one set, or all but those of the reserved set. */
export interface RuleRange {
  readonly first?: number;
  readonly last?: number;
  readonly set?: number;
}

/** The firewall of a vnet; it is enabled as soon as it is there. */
export class Ipfw implements PacketFilter {
  /** In their order; the last one is always there. */
  private rules: FwRule[];
  /** net.inet.ip.fw.one_pass: does what NAT has seen pass at once? */
  onePass = true;
  readonly nats = new Map<number, Nat>();
  /** Sets whose rules nobody asks. */
  private disabledSets: readonly number[] = [];
  private readonly enabled = { 4: false, 6: false };

  constructor(
    private readonly vnet: IpfwVnet,
    readonly acceptsByDefault: boolean,
  ) {
    const last: FwBody = {
      action: { kind: acceptsByDefault ? "allow" : "deny" },
      ...{ family: undefined, protocol: undefined, source: ANY_END, destination: ANY_END },
      ...{ options: [], comment: undefined },
    };
    this.rules = [placed(last, DEFAULT_RULE, RESERVED_SET)];
    this.setEnabled(4, true);
    this.setEnabled(6, true);
  }

  isEnabled(family: PfFamily): boolean {
    return this.enabled[family];
  }

  setEnabled(family: PfFamily, on: boolean): void {
    this.enabled[family] = on;
    this.vnet.setFilter(this, family, on);
  }

  list(): readonly FwRule[] {
    return this.rules;
  }

  isSetDisabled(set: number): boolean {
    return this.disabledSets.includes(set);
  }

  setSets(sets: readonly number[], on: boolean): void {
    const others = this.disabledSets.filter((set) => !sets.includes(set));
    this.disabledSets = on ? others : [...others, ...sets.filter((set) => set !== RESERVED_SET)];
  }

  /** Adds a rule behind all of its number; without one it goes behind the last. Returns it as it is there. */
  add(body: FwBody, number: number, set: number): FwRule {
    const rule = placed(body, number === 0 ? this.nextNumber() : number, set);
    const at = this.rules.findIndex(
      (one, index) => one.number > rule.number || index === this.rules.length - 1,
    );
    this.rules = [...this.rules.slice(0, at), rule, ...this.rules.slice(at)];
    return rule;
  }

  private nextNumber(): number {
    const last = this.rules.at(-2)?.number ?? 0;
    return last + AUTO_STEP < DEFAULT_RULE ? last + AUTO_STEP : last;
  }

  /** Removes rules. Returns how many there were. */
  remove(range: RuleRange): number {
    const before = this.rules.length;
    this.rules = this.rules.filter((rule, at) => at === before - 1 || !isMeant(rule, range));
    return before - this.rules.length;
  }

  zero(range: RuleRange): number {
    const meant = this.rules.filter((rule) => isMeant(rule, range));
    for (const { counters } of meant) Object.assign(counters, { packets: 0, bytes: 0 });
    return meant.length;
  }

  /** Makes a NAT instance, or another one of it: its connections stay. */
  configure(config: NatConfig): void {
    const nat = this.nats.get(config.number);
    if (nat === undefined) this.nats.set(config.number, makeNat(config));
    else nat.config = config;
  }

  pass(bytes: Uint8Array, way: Way, iface: Interface): Uint8Array | undefined {
    let packet = readPacket(bytes);
    let at = 0;
    while (packet !== undefined) {
      const rule: FwRule | undefined = this.rules[at++];
      if (rule === undefined) return packet.bytes;
      if (this.isSetDisabled(rule.set)) continue;
      if (!fitsRule(rule, packet, way, iface, (address) => this.vnet.isOwn(address, iface)))
        continue;
      rule.counters.packets++;
      rule.counters.bytes += packet.bytes.length;
      const { action } = rule;
      if (action.kind === "allow") return packet.bytes;
      if (action.kind === "skipto") {
        at = this.rules.findIndex(({ number }) => number >= action.number);
      } else if (action.kind === "nat") {
        const changed: Uint8Array | undefined = this.translate(action.number, packet, way);
        if (changed === undefined || this.onePass) return changed;
        packet = readPacket(changed);
      } else if (action.kind !== "count") {
        if (action.kind !== "deny") this.vnet.refuse(packet.bytes, action.kind, iface);
        return undefined;
      }
    }
    return undefined;
  }

  /** Without an instance of this number the packet is dropped, and so it is without an address. */
  private translate(number: number, packet: PfPacket, way: Way): Uint8Array | undefined {
    const nat = this.nats.get(number);
    const { iface, address } = nat?.config ?? {};
    const alias = iface === undefined ? address : this.vnet.addressOf(iface);
    if (nat === undefined || alias === undefined || packet.family !== 4) return undefined;
    const now = this.vnet.clock.now();
    return way === "in" ? aliasIn(nat, packet, alias, now) : aliasOut(nat, packet, alias, now);
  }
}

/** net.inet.ip.fw.autoinc_step */
const AUTO_STEP = 100;

function placed(body: FwBody, number: number, set: number): FwRule {
  return { ...body, number, set, counters: { packets: 0, bytes: 0 } };
}

function isMeant({ number, set }: FwRule, range: RuleRange): boolean {
  if (range.set === undefined && range.first === undefined) return set !== RESERVED_SET;
  if (range.set !== undefined && range.set !== set) return false;
  const { first = 0, last = range.first ?? DEFAULT_RULE } = range;
  return number >= first && number <= last && number !== DEFAULT_RULE;
}

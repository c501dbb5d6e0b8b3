/** NAT and forwarded ports as an instance and rules of ipfw(8): which there are, and which there should be. */
import type { Network } from "../../config/networksettings.ts";
import { type IpfwRule, isSameNat, redirectsIn } from "../../host/ipfw.ts";
import type { Forwarded } from "./nat.ts";
import type { IpfwSeen } from "./observe.ts";

/** A NAT instance of ours, and its rules, all of one number. */
export interface Instance {
  readonly iface: string;
  readonly nat: number;
  readonly rule: number;
  readonly config: string;
  readonly rules: readonly string[];
}

/** What is wanted for a bridge. */
export interface NatWish {
  readonly bridge: string;
  /** The interface to translate on; undefined for none. */
  readonly iface: string | undefined;
  readonly network: Network;
  readonly forwarded: readonly Forwarded[];
}

/** An instance as it is, and as it should be; no rules for none. */
export interface InstanceChange {
  readonly before: Instance;
  readonly after: Instance;
}

/** ipfw(8): the set that no flush empties, so that our rules outlive `service ipfw restart`. */
const SET = 31;
/** The rule that is always there. */
const DEFAULT_RULE = 65535;
/** The first number for an instance. Rules know them by numbers below 65535. */
const FIRST_NAT = 31000;
/** How far before the first rule of somebody else's ours go, so that there is room between for rules about what is translated. */
const GAP = 20;
const COMMENT = /^(.*?) \/\/ ngbuddy(?: (\S+))?$/;

/** Is it a rule that we have made? */
function isOurs({ set, text, number }: IpfwRule): boolean {
  return set === SET && number < DEFAULT_RULE && COMMENT.test(text);
}

/** The rules that are not ours, and that are asked; the one that is always there, too. */
export function othersRules({ rules }: IpfwSeen): IpfwRule[] {
  return rules.filter((rule) => !isOurs(rule) && !rule.isDisabled);
}

/** Returns our instances, by what their rules say. */
export function instancesOf({ rules, nats }: IpfwSeen): Instance[] {
  const numbers = [...new Set(rules.filter(isOurs).map(({ number }) => number))];
  return numbers.flatMap((number): Instance[] => {
    const texts = rules
      .filter((rule) => isOurs(rule) && rule.number === number)
      .map(({ text }) => text);
    const [, nat, iface] =
      texts.map((text) => /^nat (\d+) .* via (\S+) \/\//.exec(text)).find((one) => one !== null) ??
      [];
    if (nat === undefined || iface === undefined) return [];
    const config = nats.get(Number(nat)) ?? "";
    return [{ iface, nat: Number(nat), rule: number, config, rules: texts }];
  });
}

/** Returns what has to be another one for bridges to be translated as they should be; undefined when no number is left for a rule. */
export function instanceChanges(
  seen: IpfwSeen,
  wishes: readonly NatWish[],
): InstanceChange[] | undefined {
  const before = instancesOf(seen);
  const asked = new Set(wishes.map(({ bridge }) => bridge));
  const ifaces = new Set([
    ...before.map(({ iface }) => iface),
    ...wishes.flatMap(({ iface }) => (iface === undefined ? [] : [iface])),
  ]);
  const changes: InstanceChange[] = [];
  const taken = new Set(seen.rules.map(({ number }) => number));
  const nats = new Set([...seen.nats.keys(), ...seen.rules.flatMap(({ text }) => natIn(text))]);
  for (const iface of ifaces) {
    const [was, ...more] = before.filter((one) => one.iface === iface);
    // Of one that is there twice, for whatever reason, one stays.
    changes.push(...more.map((one) => ({ before: one, after: { ...one, ...NONE } })));
    const parts = [
      ...(was === undefined ? [] : keptParts(was, asked)),
      ...wishes.filter((wish) => wish.iface === iface).map(partOf),
    ].filter(({ lines }) => lines.length > 0);
    if (parts.length === 0) {
      if (was !== undefined) changes.push({ before: was, after: { ...was, ...NONE } });
      continue;
    }
    const nat = was?.nat ?? firstFree(FIRST_NAT, nats);
    const rule = placeFor(seen, was?.rule, taken);
    if (rule === undefined) return undefined;
    nats.add(nat);
    taken.add(rule);
    const bare = { iface, nat, rule, ...NONE };
    const after = instance(bare, parts);
    if (was === undefined) changes.push({ before: bare, after });
    else if (was.rule !== rule)
      // Somebody has put rules before ours, which would decide first.
      changes.push({ before: was, after: { ...was, ...NONE } }, { before: bare, after });
    else if (!isSameInstance(was, after)) changes.push({ before: was, after });
  }
  return changes;
}

/** Is it the rule that is always there, or what is shown as one of its number? */
export function isLast({ number }: IpfwRule): boolean {
  return number === DEFAULT_RULE;
}

const NONE = { config: "", rules: [] } as const;

/** What a bridge has of an instance: rules without the instance's number and interface, and redirects. */
interface InstancePart {
  readonly bridge: string;
  /** `ip4 from 10.60.0.0/24 to any`. */
  readonly lines: readonly string[];
  /** `redirect_port tcp 10.60.0.5:80 8080`. */
  readonly redirects: readonly string[];
}

function partOf({ bridge, network, forwarded }: NatWish): InstancePart {
  const nets = network.nat === undefined ? [] : network.addresses;
  return {
    bridge,
    lines: [
      ...nets.flatMap(({ family, network: net }) =>
        // libalias(3) knows nothing of IPv6.
        family === "inet" ? [`ip4 from ${net.replace(/\/32$/, "")} to any`] : [],
      ),
      // Answers have to come from where was asked, whether the guests are translated otherwise or not.
      ...forwarded.map(
        ({ protocol, address, toPort }) => `${protocol} from ${address} ${toPort} to any`,
      ),
    ],
    redirects: forwarded.map(
      ({ protocol, address, toPort, port }) =>
        `redirect_port ${protocol} ${address}:${toPort} ${port}`,
    ),
  };
}

/** The parts of other bridges that an instance has. */
function keptParts({ rules, config }: Instance, without: ReadonlySet<string>): InstancePart[] {
  const redirects = redirectsIn(config);
  const bridges = new Set(rules.flatMap((text) => COMMENT.exec(text)?.[2] ?? []));
  return [...bridges]
    .filter((bridge) => !without.has(bridge))
    .map((bridge) => {
      const lines = rules
        .filter((text) => COMMENT.exec(text)?.[2] === bridge)
        .map((text) => text.replace(/^nat \d+ /, "").replace(/ out via \S+ \/\/.*$/, ""));
      const isOf = (redirect: string) => {
        const [, protocol, address, port] = /^redirect_port (\S+) (\S+):(\d+) /.exec(redirect)!;
        return lines.includes(`${protocol} from ${address} ${port} to any`);
      };
      return { bridge, lines, redirects: redirects.filter(isOf) };
    });
}

/**
 * One instance for all bridges that are translated on an interface: what comes in can be handed to one only. What the host
 * itself sends is not handed to it, since libalias(3) makes nothing of segments that the NIC is to cut up (TSO).
 */
function instance(bare: Instance, parts: readonly InstancePart[]): Instance {
  const { iface, nat } = bare;
  const sorted = parts.toSorted((a, b) => (a.bridge < b.bridge ? -1 : 1));
  const redirects = sorted.flatMap((part) => part.redirects);
  return {
    ...bare,
    config: [`if ${iface} same_ports`, ...redirects].join(" "),
    rules: [
      `nat ${nat} ip4 from any to me in via ${iface} // ngbuddy`,
      ...sorted.flatMap(({ bridge, lines }) =>
        lines.map((line) => `nat ${nat} ${line} out via ${iface} // ngbuddy ${bridge}`),
      ),
    ],
  };
}

function isSameInstance(a: Instance, b: Instance): boolean {
  return isSameNat(a.config, b.config) && a.rules.join("\n") === b.rules.join("\n");
}

function natIn(text: string): number[] {
  const [, nat] = /^nat (\d+) /.exec(text) ?? [];
  return nat === undefined ? [] : [Number(nat)];
}

function firstFree(first: number, taken: ReadonlySet<number>): number {
  let number = first;
  while (taken.has(number)) number++;
  return number;
}

/** A number for our rules, which are asked before those of others; that of before where it is one. */
function placeFor(
  seen: IpfwSeen,
  was: number | undefined,
  taken: ReadonlySet<number>,
): number | undefined {
  const first = Math.min(
    ...othersRules(seen)
      .map(({ number }) => number)
      .filter((number) => number < DEFAULT_RULE),
    100,
  );
  if (was !== undefined && was < first) return was;
  const wanted = Math.max(1, first - GAP);
  const numbers = Array.from({ length: Math.max(0, first - 1) }, (_, at) => at + 1);
  const isFree = (number: number) => !taken.has(number);
  return (
    numbers.findLast((number) => number <= wanted && isFree(number)) ??
    numbers.find((number) => number > wanted && isFree(number))
  );
}

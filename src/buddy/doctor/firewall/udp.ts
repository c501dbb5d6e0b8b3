/** Does a firewall of the host drop UDP from or to another host? */
import { addressOf } from "../../../config/innetwork.ts";
import type { HostInterface } from "../../../host/ifconfig.ts";
import { type Firewall, type Firewalls, pfFirst, verdictOf } from "./read.ts";
import type { Packet } from "./verdict.ts";

/** What drops it, and what to type. */
export interface Blocked {
  /** Going on after what it is behind: `pf, which drops …`. */
  readonly found: string;
  readonly missing: string;
  readonly type: readonly string[];
}

/** Who speaks with us: by IPv4 and UDP, from and to the same port. */
interface Partner {
  readonly peer: string;
  readonly port: number;
}

/** Returns the first firewall that drops it; undefined when none does, as far as that can be told. */
export function firewallBefore(
  { found }: Firewalls,
  road: HostInterface,
  partner: Partner,
): Blocked | undefined {
  const about = { interface: road.name, groups: road.groups, protocols: ["udp", "17"] };
  const own = road.inet.map(addressOf)[0];
  const ours = own === undefined ? {} : { source: own };
  const packets: readonly Packet[] = [
    { ...about, way: "in", source: partner.peer, ...(own !== undefined && { destination: own }) },
    { ...about, way: "out", ...ours, destination: partner.peer },
  ];
  for (const firewall of found)
    for (const packet of packets) {
      const { action, rule } = verdictOf(firewall, packet);
      // Which port a rule is about is not asked.
      if (action === "block" && !/\bport\b/.test(rule ?? ""))
        return blockedBy(firewall, packet.way, rule, partner);
    }
  return undefined;
}

function blockedBy(
  { kind, rules }: Firewall,
  way: Packet["way"],
  rule: string | undefined,
  { peer, port }: Partner,
): Blocked {
  const by = rule === undefined ? "" : ` by "${rule}"`;
  const [from, to] = way === "in" ? [peer, "any"] : ["any", peer];
  const found = `${kind} of the host, which drops what ${way === "in" ? "comes from" : "goes to"} there${by}`;
  if (kind === "pf") {
    const missing = `pass ${way} quick proto udp from ${from} to ${to} port ${port}`;
    return {
      found,
      missing: `Missing at the top of /etc/pf.conf: ${missing}`,
      type: [pfFirst(missing, "", rules)],
    };
  }
  const missing = `allow udp from ${from} to ${to} ${port} ${way}`;
  const number = Number(/^\d+/.exec(rule ?? "")?.[0] ?? 0);
  return {
    found,
    missing: `Missing among its rules, before that one: ${missing}`,
    type: [`ipfw -q add ${Math.max(1, Math.min(100, number - 1))} ${missing}`],
  };
}

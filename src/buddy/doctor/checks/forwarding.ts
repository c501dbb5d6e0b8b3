/** Does the host pass on what guests send by it? */
import { addressOf } from "../../../config/innetwork.ts";
import type { DoctorCheck, Found } from "../check.ts";
import { type Firewall, pfFirst, verdictOf } from "../firewall/read.ts";
import type { Packet, Verdict } from "../firewall/verdict.ts";
import { type Member, membersOf } from "../members.ts";
import { byRcConf, bySysctlNow, inTurn } from "../remedies.ts";
import type { Sight } from "../sight.ts";

/** What a firewall that lets nothing through is asked about: when all are dropped, everything is. */
const PROTOCOLS = [
  ["icmp", "1"],
  ["udp", "17"],
  ["tcp", "6"],
];

export const forwarding: DoctorCheck = {
  name: "forwarding",
  topic: "firewall",
  summary: "a host that is its guests' gateway passes on what they send",
  async examine(sight) {
    const found: Found[] = [];
    const gateways = await sight.gateways();
    for (const bridge of (await sight.topology()).bridges) {
      const members = await membersOf(sight, bridge);
      const hosts = members.filter(({ jail, link }) => {
        const { guest } = link;
        return jail === undefined && !(guest.kind === "uplink" && guest.hook !== "upper");
      });
      for (const own of hosts) {
        const addresses = own.interface.inet.map(addressOf);
        const clients = members.filter(({ jail, interface: { name } }) =>
          gateways.some(
            (one) =>
              jail !== undefined &&
              one.jid === jail.jid &&
              one.interface === name &&
              addresses.includes(one.address),
          ),
        );
        if (clients.length > 0) found.push(...(await hindrances(sight, own, clients)));
      }
    }
    return found;
  },
};

/** What keeps guests from getting through the host, whose interface `own` is their gateway. */
async function hindrances(
  sight: Sight,
  own: Member,
  clients: readonly Member[],
): Promise<readonly Found[]> {
  const who = clients.map(({ name }) => name).join(", ");
  const found: Found[] = [];
  if ((await sight.sysctl("net.inet.ip.forwarding")) === "0")
    found.push({
      severity: "error",
      about: "the host",
      found: `is the gateway of ${who} and forwards nothing (net.inet.ip.forwarding=0)`,
      why: "guests reach the host and nobody beyond it",
      ...inTurn(
        bySysctlNow("net.inet.ip.forwarding", "1", "0"),
        byRcConf({ gateway_enable: "YES" }),
      ),
    });
  const { found: firewalls, unread } = await sight.firewalls();
  for (const reason of unread)
    found.push({
      severity: "warning",
      about: "the host's firewall",
      found: "could not be looked at",
      why: reason,
      type: [],
    });
  for (const firewall of firewalls) {
    const rule = dropsAll(firewall, own, clients);
    if (rule !== undefined) found.push(blocked(firewall, own, who, rule));
  }
  return found;
}

/** The rule by which a firewall drops whatever a guest sends by the host; undefined when it lets something through, or may. */
function dropsAll(
  firewall: Firewall,
  own: Member,
  clients: readonly Member[],
): Verdict | undefined {
  const [source] = clients[0]!.interface.inet.map(addressOf);
  const verdicts = PROTOCOLS.map((protocols): Verdict => {
    const packet: Packet = {
      way: "in",
      interface: own.interface.name,
      groups: own.interface.groups,
      protocols,
      ...(source !== undefined && { source }),
    };
    return verdictOf(firewall, packet);
  });
  return verdicts.every(({ action }) => action === "block") ? verdicts[0] : undefined;
}

function blocked(firewall: Firewall, own: Member, who: string, { rule }: Verdict): Found {
  const { name } = own.interface;
  const isPf = firewall.kind === "pf";
  const pass = isPf ? `pass quick on ${name}` : `allow ip from any to any via ${name}`;
  const number = Math.max(1, Number(/^\d+/.exec(rule ?? "")?.[0] ?? 2) - 1);
  return {
    severity: "error",
    about: `${firewall.kind} of the host`,
    found: `drops all that ${who} sends by ${name}${rule === undefined ? "" : `: "${rule}"`}`,
    why: `the host is their gateway; missing is the rule: ${pass}. What is typed lasts until the rules are loaded again: write it into ${isPf ? "/etc/pf.conf" : "the firewall's script"}, too`,
    type: [
      isPf ? pfFirst(pass, "", firewall.rules) : `ipfw -q add ${Math.min(100, number)} ${pass}`,
    ],
  };
}

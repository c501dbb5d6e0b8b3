/** Does pf(4) do its NAT, and does it leave frames alone that bridges pass on? */
import type { DoctorCheck, Found } from "../check.ts";
import { type Firewall, verdictOf } from "../firewall/read.ts";
import { bySysctlNow } from "../remedies.ts";
import type { Sight } from "../sight.ts";

/** What a firewall that drops everything is asked about. */
const PROTOCOLS = [
  ["icmp", "1"],
  ["udp", "17"],
  ["tcp", "6"],
];

export const skipped: DoctorCheck = {
  name: "skipped",
  topic: "firewall",
  summary: "pf does its NAT, and no firewall drops what an if_bridge passes on",
  async examine(sight) {
    const { found: firewalls } = await sight.firewalls();
    const found: Found[] = [];
    for (const firewall of firewalls) {
      if (firewall.kind === "pf") found.push(...(await natSkipped(sight, firewall)));
      found.push(...(await onMembers(sight, firewall)));
    }
    return found;
  },
};

/** What is skipped is not translated either (pf.conf(5), set skip). */
async function natSkipped(sight: Sight, { skipped: names }: Firewall): Promise<readonly Found[]> {
  const { stdout } = await sight.host.run(["pfctl", "-s", "nat"]);
  const nat = new Set([...stdout.matchAll(/^nat .*?\bon (\S+)/gm)].map(([, name]) => name!));
  return names
    .filter((name) => nat.has(name))
    .map((name) => {
      const others = names.filter((one) => one !== name);
      const rest = others.length === 0 ? "" : `set skip on { ${others.join(" ")} }`;
      return {
        severity: "error",
        about: "pf of the host",
        found: `has NAT on ${name} and leaves ${name} alone (set skip)`,
        why: `what is skipped is not translated: guests behind the NAT reach nobody. Take ${name} out of "set skip" in /etc/pf.conf, too`,
        type: [`echo "${rest}" | pfctl -O -f -`],
      };
    });
}

/** With net.link.bridge.pfil_member the firewall sees what goes from member to member. */
async function onMembers(sight: Sight, firewall: Firewall): Promise<readonly Found[]> {
  const { ifBridges = [] } = await sight.topology();
  if (ifBridges.length === 0 || (await sight.sysctl("net.link.bridge.pfil_member")) !== "1")
    return [];
  const all = await sight.interfaces();
  return ifBridges.flatMap(({ name, members }): Found[] => {
    const blocked = members.flatMap((member) => {
      const groups = all.find((one) => one.name === member)?.groups ?? [];
      const verdicts = PROTOCOLS.map((protocols) =>
        verdictOf(firewall, { way: "in", interface: member, groups, protocols }),
      );
      return verdicts.every(({ action }) => action === "block")
        ? [{ member, rule: verdicts[0]!.rule }]
        : [];
    });
    const [first] = blocked;
    if (first === undefined) return [];
    const by = first.rule === undefined ? "" : `, by "${first.rule}"`;
    return [
      {
        severity: "error",
        about: name,
        found: `passes its members' frames by ${firewall.kind} (net.link.bridge.pfil_member=1), which drops those of ${blocked.map(({ member }) => member).join(", ")}${by}`,
        why: "guests on this if_bridge reach nobody; for good, in /etc/sysctl.conf: net.link.bridge.pfil_member=0, or rules that pass on the members",
        ...bySysctlNow("net.link.bridge.pfil_member", "0", "1"),
      },
    ];
  });
}

/** Has every address that is shared by carp(4) one master? */

import { addressOf } from "../../../config/innetwork.ts";
import type { Bridge } from "../../topology.ts";
import { type CarpGroup, type CarpMember, mastersOf, memberName } from "../carp.ts";
import type { DoctorCheck, Found } from "../check.ts";
import { type Firewall, pfFirst, runInside, verdictOf } from "../firewall/read.ts";
import type { Packet, Verdict } from "../firewall/verdict.ts";
import { commandLine, nodePath } from "../remedies.ts";
import type { Sight } from "../sight.ts";

/** Advertisements go to this group of IPv4's (ip_carp.h). */
const GROUP = "224.0.0.18";

export const carp: DoctorCheck = {
  name: "carp",
  topic: "carp",
  summary: "an address that is shared by carp has one master",
  async examine(sight) {
    const found: Found[] = [];
    for (const group of await sight.carp()) {
      const masters = mastersOf(group);
      if (masters.length > 1) found.push(await twoMasters(sight, group, masters));
      else found.push(...(await otherMaster(sight, group, masters)));
      for (const member of group.members)
        if (member.state === "INIT") found.push(await notStarted(sight, group, member));
    }
    return found;
  },
};

function nameOf({ vhid, addresses, bridge }: CarpGroup): string {
  const shared = addresses.length === 0 ? "" : ` (${addresses.join(", ")})`;
  return `vhid ${vhid}${shared}${bridge === undefined ? "" : ` on bridge ${bridge.name}`}`;
}

/** Once they have heard each other the bridge is to forget what it took for a loop. */
function begunAnew(bridge: Bridge): readonly string[] {
  return ["sleep 5", ...commandLine("ngctl", "msg", nodePath(bridge), "reset")];
}

/** Both are masters when they do not hear each other's advertisements. */
async function twoMasters(
  sight: Sight,
  group: CarpGroup,
  masters: readonly CarpMember[],
): Promise<Found> {
  const causes: string[] = [];
  const type: string[] = [];
  for (const member of masters) {
    const { said, typed } = await causeIn(sight, member);
    causes.push(...said);
    type.push(...typed);
  }
  const { bridge } = group;
  const seen =
    bridge === undefined
      ? ""
      : `; the bridge sees their common MAC address move from link to link, takes that for a loop and mutes one`;
  return {
    severity: "error",
    about: nameOf(group),
    found: `has ${masters.length} masters: ${masters.map(memberName).join(" and ")}`,
    why: `they do not hear each other's advertisements (protocol 112)${seen}. ${
      causes.length > 0
        ? causes.join(". ")
        : "Nothing in their firewalls drops those: see that all have the same password (pass) and that multicast passes between them"
    }`,
    type: type.length > 0 && bridge !== undefined ? [...type, ...begunAnew(bridge)] : type,
  };
}

/** Returns what keeps a member from hearing or saying that it is the master, and what to type. */
export async function causeIn(
  sight: Sight,
  member: CarpMember,
): Promise<{ readonly said: readonly string[]; readonly typed: readonly string[] }> {
  const said: string[] = [];
  const typed: string[] = [];
  const jid = member.jail?.jid;
  const who = memberName(member);
  const within = jid === undefined ? [] : ["jexec", String(jid)];
  const { found, unread } = await sight.firewalls(jid);
  for (const reason of unread)
    said.push(`The firewall of ${who} could not be looked at: ${reason}`);
  for (const firewall of found) {
    const packets = packetsOf(member);
    const verdicts = packets.map((packet) => verdictOf(firewall, packet));
    const blocked = verdicts.findIndex(({ action }) => action === "block");
    const unknown = verdicts.find(({ action }) => action === "unknown");
    if (blocked >= 0) {
      said.push(blockedBy(firewall, who, packets[blocked]!, verdicts[blocked]!));
      typed.push(passRule(firewall, within, verdicts[blocked]!));
    } else if (unknown !== undefined)
      said.push(
        `Whether ${firewall.kind} of ${who} passes them cannot be told from outside: ${unknown.rule}`,
      );
  }
  return { said, typed };
}

/** Advertisements as they come and go. */
function packetsOf({
  interface: { name, groups, inet, carp = [] },
}: CarpMember): readonly Packet[] {
  const shared = new Set(carp.flatMap(({ addresses }) => addresses));
  const own = inet.find((address) => !shared.has(address));
  const about = { interface: name, groups, protocols: ["carp", "112"], destination: GROUP };
  return [
    { ...about, way: "in" },
    { ...about, way: "out", ...(own !== undefined && { source: addressOf(own) }) },
  ];
}

function blockedBy(firewall: Firewall, who: string, { way }: Packet, { rule }: Verdict): string {
  const how = way === "in" ? "that come in" : "that go out";
  const by = rule === undefined ? "" : ` by "${rule}"`;
  const missing =
    firewall.kind === "pf"
      ? `missing at the top of its pf.conf: pass quick proto carp`
      : `missing among its rules, before that one: allow carp from any to any`;
  return `${firewall.kind} of ${who} drops those ${how}${by}; ${missing}`;
}

/** The command that puts the missing rule before all others. */
function passRule({ kind, rules }: Firewall, within: readonly string[], { rule }: Verdict): string {
  const inside = within.length === 0 ? "" : `${within.join(" ")} `;
  if (kind === "pf") return pfFirst("pass quick proto carp", inside, rules);
  const number = Number(/^\d+/.exec(rule ?? "")?.[0] ?? 0);
  return `${inside}ipfw -q add ${Math.max(1, Math.min(100, number - 1))} allow carp from any to any`;
}

/** One is the master here, and the bridge has heard the address from somebody else. */
async function otherMaster(
  sight: Sight,
  group: CarpGroup,
  [master]: readonly CarpMember[],
): Promise<readonly Found[]> {
  const { bridge, vhid } = group;
  if (master?.link === undefined || bridge === undefined) return [];
  const ether = `00:00:5e:00:01:${vhid.toString(16).padStart(2, "0")}`;
  const heard = bridge.hosts?.find(({ addr }) => addr === ether);
  if (heard === undefined || heard.hook === master.link.hook) return [];
  const other = bridge.links.find(({ hook }) => hook === heard.hook);
  if (other?.guest.kind !== "uplink" || other.guest.hook !== "lower") return [];
  const { said, typed } = await causeIn(sight, master);
  return [
    {
      severity: "error",
      about: nameOf(group),
      found: `has a master here, ${memberName(master)}, and another one outside, by ${other.guest.interface.name}`,
      why: `they do not hear each other's advertisements (protocol 112). ${
        said.length > 0
          ? said.join(". ")
          : `Nothing in the firewall of ${memberName(master)} drops those: look at the other one's, and at the passwords (pass)`
      }`,
      type: typed.length > 0 ? [...typed, ...begunAnew(bridge)] : [],
    },
  ];
}

async function notStarted(sight: Sight, group: CarpGroup, member: CarpMember): Promise<Found> {
  const { up, name } = member.interface;
  const within = member.jail === undefined ? [] : ["-j", String(member.jail.jid)];
  const forbidden = await notAllowed(sight, member);
  return {
    severity: "warning",
    about: nameOf(group),
    found: `is not started in ${memberName(member)} (INIT)`,
    why: `this one will never take the address over: ${
      forbidden !== undefined
        ? "net.inet.carp.allow is 0 there"
        : up
          ? `the interface ${name} has no link`
          : `the interface ${name} is down`
    }`,
    type: forbidden ?? (up ? [] : commandLine("ifconfig", ...within, name, "up")),
  };
}

/** What to type where carp is forbidden; undefined where it is not. */
async function notAllowed(
  { host }: Sight,
  { jail }: CarpMember,
): Promise<readonly string[] | undefined> {
  const { stdout } = await runInside(host, jail?.jid, ["sysctl", "-n", "net.inet.carp.allow"]);
  if (stdout.trim() !== "0") return undefined;
  const within = jail === undefined ? [] : ["jexec", String(jail.jid)];
  return commandLine(...within, "sysctl", "net.inet.carp.allow=1");
}

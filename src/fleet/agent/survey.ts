/** A host's survey: what its doctor finds, and what has to be known of it to look at several hosts at once. */

import { type CarpMember, memberName } from "../../buddy/doctor/carp.ts";
import { runDoctor } from "../../buddy/doctor/check.ts";
import { causeIn } from "../../buddy/doctor/checks/carp.ts";
import { checks } from "../../buddy/doctor/checks/index.ts";
import { membersOf } from "../../buddy/doctor/members.ts";
import { peersOf } from "../../buddy/doctor/peersof.ts";
import { type Sight, sightOf } from "../../buddy/doctor/sight.ts";
import { peerBehind } from "../../buddy/peername.ts";
import type { Bridge, Link } from "../../buddy/topology.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import { JailConfError } from "../../config/jailconf/lex.ts";
import type { VlanTags } from "../../config/vlans.ts";
import { FileError, type Host } from "../../host/host.ts";
import type { Member, Survey, Surveyed, SurveyedBridge } from "../survey.ts";
import { toldFindings } from "./answers.ts";

/** Returns the survey. The host is read once for all of it. */
export async function surveyOf(host: Host): Promise<Surveyed> {
  return await withNetgraph(host, async (netgraph) => {
    const sight = sightOf(host, netgraph);
    const findings = toldFindings(await runDoctor(checks, sight));
    return { version: 1, findings, survey: await survey(sight) };
  });
}

async function survey(sight: Sight): Promise<Survey> {
  const interfaces = await sight.interfaces();
  const written = await writtenJails(sight);
  const { bridges } = await sight.topology();
  const surveyed: SurveyedBridge[] = [];
  for (const bridge of bridges) surveyed.push(await bridgeOf(sight, bridge));
  return {
    interfaces: interfaces.map(({ name, inet }) => ({ name, inet: [...inet] })),
    jails: (await sight.jails()).map(({ name }) => ({ name, isWritten: written.has(name) })),
    bridges: surveyed,
  };
}

async function writtenJails(sight: Sight): Promise<ReadonlySet<string>> {
  try {
    return new Set((await sight.jailConf()).blocks.map(({ name }) => name));
  } catch (error) {
    if (!(error instanceof JailConfError || error instanceof FileError)) throw error;
    // That it cannot be read is told by those who need it.
    return new Set();
  }
}

async function bridgeOf(sight: Sight, bridge: Bridge): Promise<SurveyedBridge> {
  const wanted = (await sight.wanted()).bridges.find(({ name }) => name === bridge.name);
  const peers = wanted && peersOf(wanted);
  const outside = new Set(bridge.links.filter(isOutside).map(({ hook }) => hook));
  const { hosts = [] } = bridge;
  const { vlan, mtu } = wanted ?? {};
  return {
    name: bridge.name,
    isWritten: wanted !== undefined,
    ...(vlan !== undefined && { vlan: tagsText(vlan) }),
    ...(mtu !== undefined && { mtu }),
    ...(peers && {
      peers: {
        hosts: [...peers.hosts],
        port: peers.port,
        ...(peers.local !== undefined && { local: peers.local }),
      },
    }),
    isOpen: outside.size > 0,
    heard: hosts.filter(({ hook }) => outside.has(hook)).map(({ addr }) => addr),
    members: [...(await interfacesOn(sight, bridge)), ...machinesOn(bridge)],
    carp: await carpOn(sight, bridge),
  };
}

function tagsText(tags: VlanTags): string {
  return tags.join(".");
}

/** Does a link lead out of the host? */
function isOutside({ guest, end }: Link): boolean {
  if (guest.kind === "uplink") return guest.hook === "lower";
  return end !== undefined && peerBehind(end) !== undefined;
}

async function interfacesOn(sight: Sight, bridge: Bridge): Promise<Member[]> {
  return (await membersOf(sight, bridge)).flatMap(({ jail, link, name, interface: one }) => {
    // What a NIC has is the host's, behind its upper hook.
    if (isOutside(link)) return [];
    return [
      {
        who: jail?.name ?? (link.guest.kind === "uplink" ? one.name : name),
        kind: jail === undefined ? "host" : "jail",
        ...(jail && { jid: jail.jid }),
        interface: one.name,
        ...(one.ether !== undefined && { ether: one.ether }),
        inet: withoutShared(one.inet, one.carp),
        inet6: withoutShared(one.inet6, one.carp).filter((text) => !text.startsWith("fe80:")),
        mtu: one.mtu,
      },
    ];
  });
}

/** Those that are shared by carp(4) are everybody's who shares them. */
function withoutShared(
  all: readonly string[],
  carp: readonly { readonly addresses: readonly string[] }[] = [],
): string[] {
  const shared = new Set(carp.flatMap(({ addresses }) => addresses));
  return all.filter((one) => !shared.has(one));
}

/** Of a bhyve machine the bridge knows what it has heard. */
function machinesOn({ links, hosts = [] }: Bridge): Member[] {
  return links.flatMap(({ guest, hook }) =>
    guest.kind !== "vm"
      ? []
      : hosts
          .filter((one) => one.hook === hook)
          .map(({ addr }) => ({ who: guest.name, kind: "vm", ether: addr, inet: [], inet6: [] })),
  );
}

async function carpOn(sight: Sight, bridge: Bridge): Promise<SurveyedBridge["carp"]> {
  const groups = (await sight.carp()).filter((one) => one.bridge?.id === bridge.id);
  const found: SurveyedBridge["carp"] = [];
  for (const { vhid, addresses, members } of groups)
    for (const member of members) found.push(await carpOf(sight, vhid, addresses, member));
  return found;
}

async function carpOf(
  sight: Sight,
  vhid: number,
  addresses: readonly string[],
  member: CarpMember,
): Promise<SurveyedBridge["carp"][number]> {
  const { state } = member;
  const cause = state === "MASTER" ? await causeIn(sight, member) : { said: [], typed: [] };
  const about = { vhid, addresses: [...addresses], state, who: memberName(member) };
  return { ...about, why: [...cause.said], type: [...cause.typed] };
}

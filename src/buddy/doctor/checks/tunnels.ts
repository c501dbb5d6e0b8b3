/** Do the tunnels of a bridge lead to its peers on other hosts? */
import type { Peers } from "../../../config/networksettings.ts";
import type { HostInterface } from "../../../host/ifconfig.ts";
import { nodeOf, type Tunnel } from "../../network/peernodes.ts";
import { wantedTunnels } from "../../network/peers.ts";
import { seenTunnel } from "../../network/peersseen.ts";
import { PEER_PARTS, peerBehind } from "../../peername.ts";
import type { WantedBridge } from "../../plan/wanted.ts";
import type { Bridge, Link } from "../../topology.ts";
import { roadTo, tunnelMtu } from "../../tunnelmtu.ts";
import type { DoctorCheck, Found } from "../check.ts";
import { firewallBefore } from "../firewall/udp.ts";
import { membersOf } from "../members.ts";
import { peersOf } from "../peersof.ts";
import { byIfconfig, byRcConf, byStart, inTurn } from "../remedies.ts";
import type { Sight } from "../sight.ts";

/** Whoever has been heard by a tunnel within so many seconds is there, whether it answers to ping or not. */
const RECENTLY = 60;

export const tunnels: DoctorCheck = {
  name: "tunnels",
  topic: "bridges",
  summary: "the tunnels of a bridge lead to its peers, and frames fit into them",
  async examine(sight) {
    const { bridges } = await sight.wanted();
    const topology = await sight.topology();
    const interfaces = await interfacesOf(sight);
    const found: Found[] = [];
    for (const wanted of bridges) {
      const bridge = topology.bridges.find(({ name }) => name === wanted.name);
      // One that is not there is told as a bridge that is not there.
      const peers = peersOf(wanted);
      if (bridge === undefined || peers === undefined) continue;
      for (const tunnel of wantedTunnels({ interfaces }, wanted, peers).tunnels) {
        const one = (await whatIsMissing(sight, tunnel)) ?? (await unheard(sight, bridge, tunnel));
        if (one !== undefined) found.push(one);
      }
      found.push(...(await tooLong(sight, wanted, peers, bridge)));
    }
    return found;
  },
};

async function interfacesOf(sight: Sight): Promise<ReadonlyMap<string, HostInterface>> {
  return new Map((await sight.interfaces()).map((one) => [one.name, one]));
}

/** A tunnel that is not whole: `ngbuddy start` makes it anew. */
async function whatIsMissing(sight: Sight, tunnel: Tunnel): Promise<Found | undefined> {
  const { bridge, address, port, local } = tunnel;
  const seen = await seenTunnel(sight.netgraph, bridge, address);
  const said = (found: string, severity: Found["severity"] = "error"): Found => ({
    severity,
    about: `bridge ${bridge}`,
    found,
    why: `guests of the bridge do not reach those on ${address}`,
    ...byStart(),
  });
  if (seen === undefined) return said(`has no tunnel to its peer ${address}`);
  const gone = PEER_PARTS.map((part) => nodeOf(tunnel, part)).filter(
    (name) => !seen.nodes.some((node) => node.name === name),
  );
  if (gone.length > 0) return said(`has half a tunnel to ${address}: ${gone.join(", ")} not there`);
  if (seen.whole === undefined) return said(await whyNotWhole(sight, tunnel));
  const { port: own, local: from } = seen.whole.tunnel;
  if (own !== port)
    return said(`has its tunnel to ${address} at port ${own}, and rc.conf says ${port}`);
  if (local !== undefined && local !== from)
    return said(`has its tunnel to ${address} from ${from}, and rc.conf says ${local}`);
  return undefined;
}

/** All nodes are there: is a hook missing, or is the socket not connected? */
async function whyNotWhole({ netgraph }: Sight, tunnel: Tunnel): Promise<string> {
  const { bridge, address } = tunnel;
  const [mark, cut] = [nodeOf(tunnel, "mark"), nodeOf(tunnel, "cut")];
  for (const [name, hook, to] of [
    [mark, "bridge", bridge],
    [mark, "guest", cut],
    [cut, "guest", nodeOf(tunnel, "peer")],
  ] as const) {
    const { links } = await netgraph.show(`${name}:`);
    if (!links.some((one) => one.name === hook && one.peer.name === to))
      return `has a tunnel to ${address} that is cut: ${name} has no hook to ${to}`;
  }
  return `has a tunnel to ${address} whose socket is not connected there`;
}

/** A peer of which nothing is heard, as far as that can be known: tunnels have no sign of life of their own. */
async function unheard(sight: Sight, bridge: Bridge, tunnel: Tunnel): Promise<Found | undefined> {
  const { address, port, local } = tunnel;
  const road = roadTo(await interfacesOf(sight), address, local);
  const about = `bridge ${bridge.name}`;
  const why = `guests of the bridge do not reach those on ${address}`;
  if (road !== undefined && !road.up)
    return {
      severity: "error",
      about,
      found: `has its tunnel to ${address} by ${road.name}, which is down`,
      why,
      ...byIfconfig(road.name, ["up"], ["down"]),
    };
  const blocked = road && firewallBefore(await sight.firewalls(), road, { peer: address, port });
  if (blocked !== undefined)
    return {
      severity: "error",
      about,
      found: `has its tunnel to ${address} behind ${blocked.found}`,
      why: `${why}. ${blocked.missing}`,
      type: blocked.type,
    };
  const link = bridge.links.find(({ end }) => end !== undefined && peerBehind(end) === address);
  if (link === undefined || isHeard(bridge, link)) return undefined;
  const from = local === undefined ? [] : ["-S", local];
  const ping = ["ping", "-q", "-c", "1", "-t", "1", ...from, address];
  if ((await sight.host.run(ping)).status === 0) return undefined;
  const ever = (link.stats?.recvPackets ?? 0) > 0;
  return {
    severity: ever ? "warning" : "error",
    about,
    found: `${ever ? `has not heard of its peer ${address} of late` : `has never heard of its peer ${address}`}, which does not answer to ping either`,
    why: `${why}: it is down, there is no way to it, or a firewall between is to let UDP port ${port} pass; no command on this host helps`,
    type: [],
  };
}

function isHeard({ hosts = [] }: Bridge, { hook }: Link): boolean {
  return hosts.some((one) => one.hook === hook && one.staleness < RECENTLY);
}

/** Frames of guests that do not fit. Where a NIC is on the bridge, its guests have the NIC's MTU. */
async function tooLong(
  sight: Sight,
  { name, mtu: wanted }: WantedBridge,
  { hosts, local }: Peers,
  bridge: Bridge,
): Promise<readonly Found[]> {
  const interfaces = await interfacesOf(sight);
  if (bridge.links.some(({ guest }) => guest.kind === "uplink")) return [];
  const room = tunnelMtu(interfaces, hosts.join(" "), local);
  const longer = (await membersOf(sight, bridge)).filter((one) => one.interface.mtu > room);
  if (longer.length === 0) return [];
  const road = roadTo(interfaces, hosts.join(" "), local);
  const names = longer.map((one) => one.name);
  return [
    {
      severity: "warning",
      about: `bridge ${name}`,
      found: `has guests with frames of more than ${room} bytes, which is what tunnels take${road === undefined ? "" : ` by ${road.name}`}: ${names.join(", ")}`,
      why: "their long frames go in fragments, which is slow, and they are lost where a router between drops fragments; the same on all hosts",
      ...inTurn(
        ...(wanted === room ? [] : [byRcConf({ [`ngbuddy_${name}_mtu`]: String(room) })]),
        ...longer.map(({ jail, interface: { name: own, mtu } }) =>
          byIfconfig(
            own,
            ["mtu", String(room)],
            ["mtu", String(mtu)],
            jail === undefined ? undefined : String(jail.jid),
          ),
        ),
      ),
    },
  ];
}

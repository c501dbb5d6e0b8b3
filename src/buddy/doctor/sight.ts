/** What several checks look at. Each thing is read once, and only when a check asks for it. */
import { interfaces, jails } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import type { HostInterface } from "../../host/ifconfig.ts";
import { JAIL_CONF, type JailConf, readJailConf } from "../../host/jailconf.ts";
import { type JailReadings, readJails } from "../../host/jailreading.ts";
import type { JailInfo } from "../../host/jls.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import { preview } from "../carryout.ts";
import { readWanted } from "../configuration.ts";
import { type NicSettings, nicSettings } from "../observe/nicsettings.ts";
import { unlessGone } from "../observe/nodes.ts";
import { observe } from "../observe/observe.ts";
import type { Plan } from "../plan/step.ts";
import type { Wanted } from "../plan/wanted.ts";
import { startRequest } from "../startrequest.ts";
import type { Bridge, Link, NodeName, Topology } from "../topology.ts";
import { type CarpGroup, readCarp } from "./carp.ts";
import { type Firewalls, readFirewalls } from "./firewall/read.ts";
import { type Gateway, readGateways } from "./gateways.ts";

/** A NIC whose outside is on a bridge. */
export interface BridgedNic {
  /** Its node of ng_ether(4). */
  readonly node: NodeName;
  readonly interface: HostInterface;
  readonly bridge: Bridge;
  readonly link: Link;
  /** Absent when the node has gone. */
  readonly settings?: NicSettings;
}

/** A host as the doctor sees it. What is asked for throws what the host throws, each time. */
export interface Sight {
  readonly host: Host;
  readonly netgraph: Netgraph;
  /** Everything there is, with counters, tables, guests and the graph. */
  topology(): Promise<Topology>;
  /** The host's interfaces. */
  interfaces(): Promise<readonly HostInterface[]>;
  jails(): Promise<readonly JailInfo[]>;
  /** The interfaces in each jail that has a network stack of its own: what a jail says of itself. */
  insides(): Promise<JailReadings<readonly HostInterface[]>>;
  /** What rc.conf wants, with values that cannot be used left out. */
  wanted(): Promise<Wanted>;
  /** What `ngbuddy start` would do. */
  startPlan(): Promise<Plan>;
  /** jail.conf(5) with all that it includes. */
  jailConf(): Promise<JailConf>;
  bridgedNics(): Promise<readonly BridgedNic[]>;
  /** Those that share an address by carp(4). */
  carp(): Promise<readonly CarpGroup[]>;
  /** The firewalls that are switched on, of the host or of a jail (by JID). */
  firewalls(jid?: number): Promise<Firewalls>;
  /** The default gateways of the host and of its jails. */
  gateways(): Promise<readonly Gateway[]>;
  /** A value of sysctl(8); undefined when there is none of this name. */
  sysctl(name: string): Promise<string | undefined>;
}

/** Returns the sight of a host, of which nothing is read yet. */
export function sightOf(host: Host, netgraph: Netgraph): Sight {
  const values = new Map<string, Promise<string | undefined>>();
  const firewalls = new Map<number | undefined, Promise<Firewalls>>();
  const sight: Sight = {
    host,
    netgraph,
    topology: once(() =>
      observe(host, netgraph, { counters: true, tables: true, guests: true, graph: true }),
    ),
    interfaces: once(() => interfaces(host)),
    jails: once(() => jails(host)),
    insides: once(() => readJails(host, (jid) => interfaces(host, jid))),
    wanted: once(() => readWanted(host, () => {})),
    startPlan: once(() => preview(host, startRequest())),
    jailConf: once(() => readJailConf(host.files, JAIL_CONF)),
    bridgedNics: once(() => bridgedNics(sight)),
    firewalls(jid) {
      const known = firewalls.get(jid) ?? readFirewalls(host, jid);
      firewalls.set(jid, known);
      return known;
    },
    gateways: once(() => readGateways(host)),
    carp: once(() => readCarp(sight)),
    sysctl(name) {
      const known = values.get(name) ?? sysctl(host, name);
      values.set(name, known);
      return known;
    },
  };
  return sight;
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let promise: Promise<T> | undefined;
  return () => {
    promise ??= read();
    return promise;
  };
}

async function sysctl(host: Host, name: string): Promise<string | undefined> {
  const { status, stdout } = await host.run(["sysctl", "-n", name]);
  return status === 0 ? stdout.trim() : undefined;
}

/** The NICs that are on bridges by their lower hooks, directly or through nodes of somebody else's. */
async function bridgedNics(sight: Sight): Promise<BridgedNic[]> {
  const all = await sight.interfaces();
  const found: BridgedNic[] = [];
  for (const bridge of (await sight.topology()).bridges) {
    for (const link of bridge.links) {
      const { guest } = link;
      if (guest.kind !== "uplink" || guest.hook !== "lower") continue;
      const nic = all.find(({ name }) => name === guest.interface.name);
      const node = nodeOf(link);
      if (nic === undefined) continue;
      const settings = await unlessGone(nicSettings(sight.netgraph, node));
      found.push({ node, interface: nic, bridge, link, ...(settings && { settings }) });
    }
  }
  return found;
}

/** Returns the node at the end of a link, behind what hands frames on. */
export function nodeOf({ end, peerId, peerName, peerType }: Link): NodeName {
  return end ?? { id: peerId, name: peerName, type: peerType };
}

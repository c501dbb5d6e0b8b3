/** What is told of a host: each metric with its labels, and where its values come from. Names and units as Prometheus wants them. */
import { nameOf } from "../buddy/guestname.ts";
import { printable } from "../buddy/printable.ts";
import { largestReply } from "../buddy/replysize.ts";
import { linkName } from "../buddy/status.ts";
import type { Bridge, Link, LinkStats } from "../buddy/topology.ts";
import { nameOrId } from "../netgraph/path.ts";
import { type MetricsReading, QUEUES } from "./reading.ts";
import type { Snapshot } from "./snapshot.ts";

/** The labels of a value. */
export interface Labels {
  readonly [name: string]: string;
}

/** A value, with its labels. */
export type Sample = readonly [labels: Labels, value: number];

/** What is said of a metric, besides its values. */
export interface Said {
  readonly name: string;
  /** What it says, in a sentence. */
  readonly help: string;
  readonly type: "counter" | "gauge";
  readonly labels: readonly string[];
}

/** A metric, and how it follows from a snapshot. */
export interface Family extends Said {
  samples(snapshot: Snapshot): readonly Sample[];
}

/** A metric with its values. */
export interface Metric extends Said {
  readonly samples: readonly Sample[];
}

const LINK = ["bridge", "link", "guest"] as const;

/** A metric of the host as a whole; there is none where the value is not known. */
function ofHost(
  name: string,
  help: string,
  value: (reading: MetricsReading) => number | undefined,
): Family {
  return {
    ...{ name, help, type: "gauge", labels: [] },
    samples: ({ reading }) => {
      const found = reading && value(reading);
      return found === undefined ? [] : [[{}, found]];
    },
  };
}

function ofBridges(
  name: string,
  help: string,
  value: (bridge: Bridge, reading: MetricsReading) => number | undefined,
): Family {
  return {
    ...{ name, help, type: "gauge", labels: ["bridge"] },
    samples: ({ reading }) =>
      (reading?.topology.bridges ?? []).flatMap((bridge) => {
        const found = value(bridge, reading!);
        return found === undefined ? [] : [[{ bridge: bridgeLabel(bridge) }, found] as const];
      }),
  };
}

/** Of a metric of links: no label but the link's own. */
const NO_MORE: Labels = {};

/** A metric of each link; `samples` tells what of a link, and the labels it has besides. */
function ofLinks(
  family: Pick<Family, "name" | "help" | "type"> & { readonly labels?: readonly string[] },
  samples: (link: Link, bridge: Bridge) => readonly Sample[],
): Family {
  const { labels = [] } = family;
  return {
    ...family,
    labels: [...LINK, ...labels],
    samples: ({ reading }) =>
      (reading?.topology.bridges ?? []).flatMap((bridge) =>
        bridge.links.flatMap((link) => {
          const own = linkLabels(bridge, link);
          return samples(link, bridge).map(
            ([more, value]) => [more === NO_MORE ? own : { ...own, ...more }, value] as const,
          );
        }),
      ),
  };
}

function counter(name: string, counted: keyof LinkStats, help: string): Family {
  return ofLinks({ name, help, type: "counter" }, ({ stats }) =>
    stats === undefined ? [] : [[NO_MORE, stats[counted]]],
  );
}

/** Why a bridge did not pass a frame on, by its counters. */
const REASONS: readonly (readonly [reason: string, counted: keyof LinkStats])[] = [
  ["loop", "loopDrops"],
  ["memory", "memoryFailures"],
  ["runt", "recvRunts"],
  ["invalid", "recvInvalid"],
];

/** Returns all that a snapshot tells. */
export function metricsOf(snapshot: Snapshot): readonly Metric[] {
  return families.map((family) => ({ ...family, samples: family.samples(snapshot) }));
}

/** All that is told, in this order. */
export const families: readonly Family[] = [
  {
    name: "ngbuddy_up",
    help: "Whether the host could be read for this scrape.",
    type: "gauge",
    labels: [],
    samples: ({ reading }) => [[{}, reading === undefined ? 0 : 1]],
  },
  {
    name: "ngbuddy_build_info",
    help: "The version of ngbuddy, as a label.",
    type: "gauge",
    labels: ["version"],
    samples: ({ version }) => [[{ version }, 1]],
  },
  {
    name: "ngbuddy_read_duration_seconds",
    help: "How long reading the host took for this scrape.",
    type: "gauge",
    labels: [],
    samples: ({ seconds }) => [[{}, seconds]],
  },
  counter(
    "ngbuddy_link_receive_bytes_total",
    "recvOctets",
    "Octets that the bridge got from the guest behind a link.",
  ),
  counter(
    "ngbuddy_link_transmit_bytes_total",
    "xmitOctets",
    "Octets that the bridge sent to the guest behind a link.",
  ),
  counter(
    "ngbuddy_link_receive_packets_total",
    "recvPackets",
    "Frames that the bridge got from the guest.",
  ),
  counter(
    "ngbuddy_link_transmit_packets_total",
    "xmitPackets",
    "Frames that the bridge sent to the guest.",
  ),
  counter(
    "ngbuddy_link_receive_multicast_packets_total",
    "recvMulticasts",
    "Of the frames from the guest, those to multicast addresses.",
  ),
  counter(
    "ngbuddy_link_transmit_multicast_packets_total",
    "xmitMulticasts",
    "Of the frames to the guest, those to multicast addresses.",
  ),
  counter(
    "ngbuddy_link_receive_broadcast_packets_total",
    "recvBroadcasts",
    "Of the frames from the guest, broadcasts.",
  ),
  counter(
    "ngbuddy_link_transmit_broadcast_packets_total",
    "xmitBroadcasts",
    "Of the frames to the guest, broadcasts.",
  ),
  counter(
    "ngbuddy_link_receive_unknown_packets_total",
    "recvUnknown",
    "Of the frames from the guest, those to addresses that the bridge did not know.",
  ),
  ofLinks(
    {
      name: "ngbuddy_link_dropped_packets_total",
      help: "Frames from the guest that the bridge did not pass on, by the reason: in a loop, for want of memory, too short, invalid.",
      type: "counter",
      labels: ["reason"],
    },
    ({ stats }) =>
      stats === undefined
        ? []
        : REASONS.map(([reason, counted]) => [{ reason }, stats[counted]] as const),
  ),
  counter(
    "ngbuddy_link_loops_total",
    "loopDetects",
    "How often the bridge found a loop behind a link, and muted it.",
  ),
  ofLinks(
    {
      name: "ngbuddy_link_up",
      help: "0 when the interface behind a link is known to be down or to have no carrier, else 1.",
      type: "gauge",
    },
    (link) => [[NO_MORE, isDown(link) ? 0 : 1]],
  ),
  ofLinks(
    {
      name: "ngbuddy_link_info",
      help: "Always 1; what is behind a link: jail, vm, host, uplink, bridge or other, and the name of its node.",
      type: "gauge",
      labels: ["kind", "node"],
    },
    ({ guest: { kind }, end, peerName }) => [[{ kind, node: printable(end?.name ?? peerName) }, 1]],
  ),
  ofLinks(
    {
      name: "ngbuddy_link_hosts",
      help: "MAC addresses that the bridge has heard behind a link.",
      type: "gauge",
    },
    ({ hook }, { hosts }) => (hosts === undefined ? [] : [[NO_MORE, heardBehind(hook, hosts)]]),
  ),
  ofLinks(
    {
      name: "ngbuddy_link_limit_bytes_per_second",
      help: "The rate that rc.conf gives the port of a guest; receive is what comes from the guest.",
      type: "gauge",
      labels: ["direction"],
    },
    ({ port }) =>
      port?.rate === undefined
        ? []
        : [
            [{ direction: "receive" }, port.rate.out / 8],
            [{ direction: "transmit" }, port.rate.in / 8],
          ],
  ),
  ofBridges("ngbuddy_bridge_links", "Links that a bridge has.", ({ links }) => links.length),
  ofBridges(
    "ngbuddy_bridge_hosts",
    "MAC addresses in the table of a bridge.",
    ({ hosts }) => hosts?.length,
  ),
  ofBridges(
    "ngbuddy_bridge_loop_timeout_seconds",
    "How long a bridge mutes a link after a loop.",
    ({ id }, { configs }) => configs.get(id)?.loopTimeout,
  ),
  ofBridges(
    "ngbuddy_bridge_max_staleness_seconds",
    "How long a bridge keeps an address that is not heard any more.",
    ({ id }, { configs }) => configs.get(id)?.maxStaleness,
  ),
  ofBridges(
    "ngbuddy_bridge_min_stable_age_seconds",
    "How long an address must have stayed behind a link, so that a bridge takes its move for no loop.",
    ({ id }, { configs }) => configs.get(id)?.minStableAge,
  ),
  {
    name: "ngbuddy_nodes",
    help: "Nodes of netgraph, by their type.",
    type: "gauge",
    labels: ["type"],
    samples: ({ reading }) =>
      [...(reading?.nodes ?? [])].map(([type, count]) => [{ type: printable(type) }, count]),
  },
  ofHost("ngbuddy_jails", "Jails that run.", ({ jails }) => jails.length),
  ofHost(
    "ngbuddy_unreadable_jails",
    "Jails that run and could not be looked into.",
    ({ topology: { unreadable = [] } }) => unreadable.length,
  ),
  ofHost(
    "ngbuddy_orphans",
    "Interfaces of ng_eiface(4), and NICs with a node, that are on no bridge.",
    ({ topology: { orphans } }) => orphans.length,
  ),
  ofQueues(
    { name: "ngbuddy_queue_items", help: "Items in use in the queues of netgraph.", type: "gauge" },
    ({ zone }) => `${zone}.current`,
  ),
  ofQueues(
    {
      name: "ngbuddy_queue_items_limit",
      help: "Items that the queues of netgraph may have.",
      type: "gauge",
    },
    ({ limit }) => limit,
  ),
  ofQueues(
    {
      name: "ngbuddy_queue_failures_total",
      help: "How often netgraph dropped something, as there was no item left for it.",
      type: "counter",
    },
    ({ zone }) => `${zone}.fails`,
  ),
  ofHost(
    "ngbuddy_receive_buffer_bytes",
    "The receive buffer of a netgraph socket, net.graph.recvspace.",
    ({ values }) => values.get("net.graph.recvspace"),
  ),
  ofHost(
    "ngbuddy_receive_buffer_needed_bytes",
    "The largest reply of this kernel: the list of all nodes, or of the hooks of its largest bridge.",
    ({ nodes, topology }) =>
      largestReply(
        [...nodes.values()].reduce((sum, count) => sum + count, 0),
        topology.bridges,
      ),
  ),
  ofHost(
    "ngbuddy_socket_buffer_limit_bytes",
    "The largest buffer that a socket may ask for, kern.ipc.maxsockbuf.",
    ({ values }) => values.get("kern.ipc.maxsockbuf"),
  ),
  ofHost(
    "ngbuddy_unconfirmed_changes",
    "Changes that are undone unless they are confirmed.",
    ({ topology: { waiting = [] } }) => waiting.length,
  ),
  ofHost(
    "ngbuddy_unconfirmed_change_remaining_seconds",
    "In how many seconds the first of them is undone; absent when there is none.",
    ({ topology: { waiting = [] } }) =>
      waiting.length === 0 ? undefined : Math.min(...waiting.map(({ secondsLeft }) => secondsLeft)),
  ),
  {
    name: "ngbuddy_events_total",
    help: "Events between two scrapes, as ngbuddy monitor tells them, since the exporter started.",
    type: "counter",
    labels: ["event"],
    samples: ({ events }) => [...events].map(([event, count]) => [{ event }, count]),
  },
  {
    name: "ngbuddy_last_change_timestamp_seconds",
    help: "When a bridge, a link or a jail was last seen to come or go; absent when none was since the exporter started.",
    type: "gauge",
    labels: [],
    samples: ({ lastChange }) => (lastChange === undefined ? [] : [[{}, lastChange]]),
  },
  {
    name: "ngbuddy_doctor_findings",
    help: "What ngbuddy doctor has found, by check and severity.",
    type: "gauge",
    labels: ["check", "severity"],
    samples: ({ doctor }) =>
      (doctor?.counts ?? []).map(({ check, severity, count }) => [{ check, severity }, count]),
  },
  {
    name: "ngbuddy_doctor_last_run_timestamp_seconds",
    help: "When the doctor was last done.",
    type: "gauge",
    labels: [],
    samples: ({ doctor }) => (doctor === undefined ? [] : [[{}, doctor.time]]),
  },
  {
    name: "ngbuddy_doctor_last_run_duration_seconds",
    help: "How long the doctor took then.",
    type: "gauge",
    labels: [],
    samples: ({ doctor }) => (doctor === undefined ? [] : [[{}, doctor.seconds]]),
  },
];

function ofQueues(
  family: Pick<Family, "name" | "help" | "type">,
  valueName: (queue: (typeof QUEUES)[number]) => string,
): Family {
  return {
    ...family,
    labels: ["queue"],
    samples: ({ reading }) =>
      QUEUES.flatMap((one) => {
        const value = reading?.values.get(valueName(one));
        return value === undefined ? [] : [[{ queue: one.queue }, value] as const];
      }),
  };
}

/** How many addresses were heard behind each hook, by a bridge's table. */
const heard = new WeakMap<NonNullable<Bridge["hosts"]>, ReadonlyMap<string, number>>();

function heardBehind(hook: string, hosts: NonNullable<Bridge["hosts"]>): number {
  let counts = heard.get(hosts);
  if (counts === undefined) {
    const fresh = new Map<string, number>();
    for (const host of hosts) fresh.set(host.hook, (fresh.get(host.hook) ?? 0) + 1);
    heard.set(hosts, fresh);
    counts = fresh;
  }
  return counts.get(hook) ?? 0;
}

function bridgeLabel(bridge: Bridge): string {
  return printable(nameOrId(bridge));
}

/** The labels of links, which are the same for all metrics of a link. */
const known = new WeakMap<Link, Labels>();

/** The guest's name alone, however its port is set: a label that changes is another time series. */
function linkLabels(bridge: Bridge, link: Link): Labels {
  const labels = known.get(link) ?? {
    bridge: bridgeLabel(bridge),
    link: printable(link.hook),
    guest: printable(nameOf(link.guest, linkName(link))),
  };
  known.set(link, labels);
  return labels;
}

/** Of a jail's interface, which is not looked at from the host, nothing is known. */
function isDown({ guest }: Link): boolean {
  if (guest.kind !== "jail" && guest.kind !== "host" && guest.kind !== "uplink") return false;
  const { up, status } = guest.interface;
  return up === false || status === "no carrier";
}

/** What the side panel shows of a link or a bridge: facts that stay, and figures that do not. */
import { linkName } from "../buddy/status.ts";
import type { LinkStats } from "../buddy/topology.ts";
import { idName, nameOrId } from "../netgraph/path.ts";
import { type Found, type Model, PAST_SECONDS, type Sample } from "./model.ts";

type Pair = readonly [name: string, value: string];

/** Asked for when something is chosen, and again when the picture changes. */
export interface Details {
  readonly title: string;
  readonly facts: readonly Pair[];
  /** A bridge's hooks, or the two ends of a link. */
  readonly hooks: readonly Pair[];
  /** A jail's parameters as jls(8) writes them; none for anything else. */
  readonly jail: readonly string[];
  /** The lines of rc.conf's files that have to do with it, each with its place. */
  readonly rcLines: readonly string[];
}

/** Asked for with every reading while the panel is open. */
export interface Live {
  readonly counters: readonly (readonly [name: string, rx: number, tx: number])[];
  /** Counters that should stay 0. */
  readonly troubles: readonly (readonly [name: string, value: number])[];
  /** Oldest first. */
  readonly past: readonly Sample[];
  /** Of how many samples a chart is when it is full, and how many seconds that is. */
  readonly samples: number;
  readonly seconds: number;
  readonly addresses: readonly {
    readonly addr: string;
    readonly hook: string;
    /** Seconds since it was last heard, and since it was first heard there. */
    readonly staleness: number;
    readonly age: number;
  }[];
}

export function detailsOf(
  found: Found,
  more: { readonly jail: readonly string[]; readonly rcLines: readonly string[] },
): Details {
  const { bridge, link } = found;
  const name = `${bridge.name || "<unnamed>"} ${idName(bridge.id)}:`;
  if (link === undefined) {
    const hooks = bridge.links.toReversed().map((one): Pair => [one.hook, linkName(one)]);
    return { title: `bridge ${nameOrId(bridge)}`, facts: [["node", name]], hooks, ...more };
  }
  const peer = link.peerName || "<unnamed>";
  return {
    title: linkName(link),
    facts: factsOf(found),
    hooks: [
      [link.hook, `of ${name}`],
      [link.peerHook, `of ${peer} ${idName(link.peerId)}: (${link.peerType})`],
    ],
    ...more,
  };
}

function factsOf({ bridge, link }: Found): Pair[] {
  const guest = link!.guest;
  const facts: Pair[] = [
    ["bridge", nameOrId(bridge)],
    ["kind", kinds[guest.kind]],
  ];
  if (guest.kind === "jail") facts.push(["jail", `${guest.jail} (JID ${guest.jid})`]);
  if (guest.kind === "vm" && guest.name !== "") facts.push(["machine", guest.name]);
  if (guest.kind === "other" && guest.why !== undefined) facts.push(["interface", guest.why]);
  if (!("interface" in guest)) return facts;
  const { name, inet, inet6, ether, mtu, up, status } = guest.interface;
  return [
    ...facts,
    ["interface", name],
    ["addresses", [...inet, ...inet6].join(", ") || "none"],
    ...(ether === undefined ? [] : [["ether", ether] as const]),
    ...(mtu === undefined ? [] : [["MTU", String(mtu)] as const]),
    ...(up === undefined ? [] : [["state", linkState(up, status)] as const]),
  ];
}

/** `up`, `down`, `up, no carrier`: the medium of an interface that is down tells nothing. */
function linkState(up: boolean, status: string | undefined): string {
  if (!up) return "down";
  return status === undefined || status === "active" ? "up" : `up, ${status}`;
}

const kinds = {
  host: "the host itself",
  jail: "jail",
  vm: "bhyve machine",
  uplink: "uplink (NIC)",
  bridge: "another bridge",
  other: "any other node",
} as const;

const both: readonly (readonly [name: string, rx: keyof LinkStats, tx: keyof LinkStats])[] = [
  ["octets", "recvOctets", "xmitOctets"],
  ["packets", "recvPackets", "xmitPackets"],
  ["multicasts", "recvMulticasts", "xmitMulticasts"],
  ["broadcasts", "recvBroadcasts", "xmitBroadcasts"],
];
const troubles: readonly (readonly [name: string, counter: keyof LinkStats])[] = [
  ["for unknown addresses", "recvUnknown"],
  ["runts", "recvRunts"],
  ["invalid", "recvInvalid"],
  ["loops detected", "loopDetects"],
  ["dropped in a loop", "loopDrops"],
  ["lost for want of memory", "memoryFailures"],
];

export function liveOf(model: Model, found: Found): Live {
  const { bridge, link } = found;
  const links = link === undefined ? bridge.links : [link];
  const sum = (counter: keyof LinkStats) =>
    links.reduce((total, { stats }) => total + (stats?.[counter] ?? 0), 0);
  return {
    counters: both.map(([name, rx, tx]) => [name, sum(rx), sum(tx)]),
    troubles: troubles.map(([name, counter]) => [name, sum(counter)]),
    past: model.pastOf(found),
    samples: model.samples,
    seconds: PAST_SECONDS,
    addresses: (bridge.hosts ?? [])
      .filter(({ hook }) => link === undefined || hook === link.hook)
      .map(({ addr, hook, staleness, age }) => ({ addr, hook, staleness, age })),
  };
}

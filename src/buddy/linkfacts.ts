/** What is known of a link or a bridge besides its rates, as pairs for people. */
import { idName, nameOrId } from "../netgraph/path.ts";
import { linkName } from "./status.ts";
import type { Bridge, Link, LinkStats } from "./topology.ts";

/** A name and its value. */
export type Pair = readonly [name: string, value: string];

/** Returns who is behind a link: kind, jail, addresses, MTU, state. */
export function factsOf(bridge: Bridge, { guest }: Link): readonly Pair[] {
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

/** Returns a bridge's hooks with who is on them; of a link its two ends. */
export function hooksOf(bridge: Bridge, link: Link | undefined): readonly Pair[] {
  if (link === undefined) return bridge.links.toReversed().map((one) => [one.hook, linkName(one)]);
  const peer = link.peerName || "<unnamed>";
  return [
    [link.hook, `of ${nodeName(bridge)}`],
    [link.peerHook, `of ${peer} ${idName(link.peerId)}: (${link.peerType})`],
  ];
}

/** Returns how a node is shown with both its names: `public [2]:`. */
export function nodeName({ name, id }: Bridge): string {
  return `${name || "<unnamed>"} ${idName(id)}:`;
}

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

/** Returns what links have counted, all of them together; `troubles` are counters that should stay 0. */
export function countersOf(links: readonly Link[]): {
  readonly counters: readonly (readonly [name: string, rx: number, tx: number])[];
  readonly troubles: readonly (readonly [name: string, value: number])[];
} {
  const sum = (counter: keyof LinkStats) =>
    links.reduce((total, { stats }) => total + (stats?.[counter] ?? 0), 0);
  return {
    counters: both.map(([name, rx, tx]) => [name, sum(rx), sum(tx)]),
    troubles: troubles.map(([name, counter]) => [name, sum(counter)]),
  };
}

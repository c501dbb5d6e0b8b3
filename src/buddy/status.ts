/** What `ngbuddy status` prints. */
import { nameOrId } from "../netgraph/path.ts";
import { byteSize } from "./bytesize.ts";
import { counted } from "./counted.ts";
import { peerBehind, readPeerName } from "./peername.ts";
import { printable } from "./printable.ts";
import type { Bridge, Link, LinkStats, Topology } from "./topology.ts";
import { waitingLine } from "./waiting.ts";

/** How fast a link is just now, both ways, for people: `1.2 Mbit/s`. */
export interface LinkSpeed {
  readonly rx: string;
  readonly tx: string;
}

/** What status says besides what it always says. */
export interface StatusOptions {
  /** A line of further counters for each link that has any, and the number of addresses heard behind it. */
  readonly verbose?: boolean;
  /** How fast a link is, where that is known. */
  readonly speed?: ((bridge: Bridge, link: Link) => LinkSpeed | undefined) | undefined;
}

/** The ports' ngbuddy(8)'s form: a line a bridge, a line a link with what came in and what went out, newest link first. */
export function statusText(topology: Topology, options: StatusOptions = {}): string {
  const waits = (topology.waiting ?? []).map((one) => `${printable(waitingLine(one))}\n`);
  return [...topology.bridges.map((bridge) => bridgeText(bridge, options)), ...waits].join("");
}

function bridgeText(bridge: Bridge, { verbose = false, speed }: StatusOptions): string {
  const { links, hosts } = bridge;
  const heard =
    verbose && hosts !== undefined
      ? `: ${counted(links.length, "link")}, ${counted(hosts.length, "address")} heard`
      : "";
  const lines = [`${printable(nameOrId(bridge))}${heard}`];
  for (const link of links) {
    const { stats } = link;
    const { rx, tx } = speed?.(bridge, link) ?? {};
    const shown = (octets = 0, now?: string) =>
      `${byteSize(octets)}${now === undefined ? "" : ` (${now})`}`;
    lines.push(
      `  ${printable(linkName(link))}: RX ${shown(stats?.recvOctets, rx)}, TX ${shown(stats?.xmitOctets, tx)}`,
    );
    if (verbose) lines.push(`    ${[printable(link.hook), ...details(bridge, link)].join(", ")}`);
  }
  return lines.map((line) => `${line}\n`).join("");
}

/** Counters by what they are called for people; those that stand at 0 are left out, but for the packets. */
const COUNTERS: readonly (readonly [counter: keyof LinkStats, words: string])[] = [
  ["recvMulticasts", "multicasts in"],
  ["recvBroadcasts", "broadcasts in"],
  ["xmitMulticasts", "multicasts out"],
  ["xmitBroadcasts", "broadcasts out"],
  ["recvUnknown", "for unknown addresses"],
  ["recvRunts", "runts"],
  ["recvInvalid", "invalid"],
  ["loopDrops", "dropped in a loop"],
  ["loopDetects", "loops seen"],
  ["memoryFailures", "lost for want of memory"],
];

function details({ hosts }: Bridge, { hook, stats }: Link): string[] {
  const addresses = hosts?.filter((host) => host.hook === hook).length ?? 0;
  return [
    `${counted(stats?.recvPackets ?? 0, "packet")} in`,
    `${counted(stats?.xmitPackets ?? 0, "packet")} out`,
    ...COUNTERS.flatMap(([counter, words]) =>
      stats?.[counter] ? [`${stats[counter]} ${words}`] : [],
    ),
    ...(addresses === 0 ? [] : [counted(addresses, "address")]),
  ];
}

/** `jail01`, `peer 10.0.0.2`, `vtnet1 (upper)`, `web1 (guard, by tee1)`, `vtnet1 (lower, VLAN 10)`: who is at the other end. */
export function linkName(link: Link): string {
  const { end, guest } = link;
  const { type, hook, ...node } = end ?? {
    id: link.peerId,
    name: link.peerName,
    type: link.peerType,
    hook: link.peerHook,
  };
  const handsOut = guest.kind === "other" ? vlansText(guest.vlans) : "";
  const about = [type === "ether" ? hook : "", handsOut, ...onTheWay(link)].filter((one) => one);
  const peer = peerBehind({ name: node.name, type });
  const own = peer === undefined ? nameOrId(node) : `peer ${peer}`;
  return about.length === 0 ? own : `${own} (${about.join(", ")})`;
}

/**
 * `rate 100M · guard`, `by tee1 and trunk, VLAN 10`, `VLAN 10.20`: how a guest's port is set, what else is between it and its
 * bridge, and the VLAN of ng_vlan(4)s that this program has made and named.
 */
export function onTheWay({ port, between = [], end }: Link): string[] {
  const peer = end && peerBehind(end);
  const names = between.flatMap(({ vlan, part, ...node }) => {
    if (part !== undefined || isOurs(node)) return [];
    if (peer !== undefined && readPeerName(node.name)?.address === peer) return [];
    const own = nameOrId(node);
    return [vlan === undefined ? own : `${own}, VLAN ${vlan}`];
  });
  // The one that is nearest to the NIC has the outer tag.
  const tags = between
    .filter((node) => node.part === undefined && isOurs(node))
    .flatMap(({ vlan }) => vlan ?? []);
  return [
    ...(port === undefined ? [] : [port.words.join(" · ")]),
    ...(names.length === 0 ? [] : [`by ${names.join(" and ")}`]),
    ...(tags.length === 0 ? [] : [`VLAN ${tags.reverse().join(".")}`]),
  ];
}

/** `VLANs 10 and 20`: what an ng_vlan(4) hands out; empty for anything else. */
export function vlansText(vlans: readonly number[] = []): string {
  const last = vlans.at(-1);
  if (last === undefined || vlans.length === 1) return last === undefined ? "" : `VLAN ${last}`;
  return `VLANs ${vlans.slice(0, -1).join(", ")} and ${last}`;
}

function isOurs({ name, type }: { readonly name: string; readonly type: string }): boolean {
  return type === "vlan" && /_vlan(?:[1-9]\d*)?$/.test(name);
}

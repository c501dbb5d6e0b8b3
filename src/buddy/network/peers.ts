/** Bridges that are stretched over several hosts: tunnels to the others as steps, and the same away again. */
import { isIn } from "../../config/innetwork.ts";
import { MAX_NODE_NAME } from "../../config/names.ts";
import type { Network, Peers } from "../../config/networksettings.ts";
import type { HostInterface } from "../../host/ifconfig.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import { PEER_PARTS, peerNodeName, readPeerName } from "../peername.ts";
import type { Expectation, Plan, Step } from "../plan/step.ts";
import { EIFACE_MTU, hooksSeen, type Seen, type WantedBridge } from "../plan/wanted.ts";
import { refuse } from "../refusal.ts";
import { roadTo, tunnelMtu } from "../tunnelmtu.ts";
import { nodeOf, type Tunnel, tunnelActions, tunnelSteps } from "./peernodes.ts";
import { type SeenTunnel, seenTunnel } from "./peersseen.ts";
import { type PlanChange, withFirst, withLast } from "./planplaces.ts";

/** A bridge, and what is wanted of its network. */
interface Part {
  readonly bridge: WantedBridge;
  readonly network: Network;
}

/** Reads the tunnels of bridges as they are. Returns what adds to a plan what it takes for them to be as they are wanted. */
export async function peersChange(
  netgraph: Netgraph,
  seen: Seen,
  parts: readonly Part[],
  become: "made" | "kept" | "gone",
): Promise<PlanChange> {
  if (become === "kept") return (plan) => plan;
  const there = new Map<string, SeenTunnel[]>();
  for (const { bridge, network } of parts) {
    const addresses = new Set([
      ...(network.peers?.hosts ?? []),
      ...addressesSeen(seen, bridge.name),
    ]);
    const found: SeenTunnel[] = [];
    for (const address of addresses) {
      const tunnel = await seenTunnel(netgraph, bridge.name, address);
      if (tunnel !== undefined) found.push(tunnel);
    }
    if (found.length > 0) there.set(bridge.name, found);
  }
  return (plan) => {
    if (become === "gone") return withGone(plan, [...there.values()].flat());
    return parts.reduce(
      (changed, part) => withTunnels(changed, plan, seen, part, there.get(part.bridge.name) ?? []),
      plan,
    );
  };
}

/** The hosts that nodes of the bridge's tunnels are called by. */
function addressesSeen(seen: Seen, bridge: string): string[] {
  const names = [
    ...seen.nodes,
    ...hooksSeen(seen, seen.byName.get(bridge)).map(({ peer }) => peer),
  ].map(({ name }) => readPeerName(name));
  return names.flatMap((one) => (one?.bridge === bridge ? [one.address] : []));
}

function withGone(plan: Plan, tunnels: readonly SeenTunnel[]): Plan {
  if (tunnels.length === 0) return plan;
  const changed = withFirst(
    plan,
    tunnels.flatMap((tunnel) => removal(tunnel)),
  );
  const absent = tunnels.map(({ bridge, address }) => ({
    absent: peerNodeName(bridge, "peer", address),
  }));
  return { ...changed, expect: [...changed.expect, ...absent] };
}

/** Shuts a tunnel's nodes down. To undo it makes them anew where they were connected. */
function removal(tunnel: SeenTunnel): Step[] {
  const { bridge, address, nodes, whole } = tunnel;
  const shutDown = (name: string, type: string) =>
    ({ op: "shutdown", path: `${name}:`, type, name }) as const;
  const back =
    whole === undefined
      ? []
      : [
          ...PEER_PARTS.map((part) =>
            shutDown(nodeOf(whole.tunnel, part), part === "peer" ? "ksocket" : "tag"),
          ),
          ...tunnelActions(whole.tunnel, whole.hook),
        ];
  return nodes.map(({ name, type }, at) => ({
    description: `shut down ${type} ${name}, of the tunnel of ${bridge} to ${address}`,
    do: shutDown(name, type),
    undo: at === 0 ? back : [],
  }));
}

/** `changed`: the plan with what was added for other bridges; `plan`: as it was at first. */
function withTunnels(
  changed: Plan,
  plan: Plan,
  seen: Seen,
  { bridge, network }: Part,
  there: readonly SeenTunnel[],
): Plan {
  const { name } = bridge;
  const goes = plan.steps.some(
    ({ do: one }) => one.op === "shutdown" && one.type === "bridge" && one.name === name,
  );
  const isMade = plan.steps.some(({ do: one }) => one.op === "name" && one.name === name);
  const isPresent = isMade || (!goes && seen.byName.get(name)?.type === "bridge");
  const { problems, notes, tunnels } = isPresent
    ? wantedTunnels(seen, withMtu(bridge, plan), network.peers)
    : { problems: [], notes: [], tunnels: [] };
  const records = plan.steps.some(
    ({ do: one }) =>
      one.op === "rcconf" &&
      one.changes.some(({ variable }) => variable === `ngbuddy_${name}_peers`),
  );
  // What was typed just now is not kept for later.
  if (records && problems.length > 0) refuse("unavailable", problems.join("; "));
  const stays = (one: SeenTunnel) =>
    !goes && !isMade && tunnels.some((tunnel) => isSame(tunnel, one));
  const removed = there.filter((one) => !stays(one));
  const missing = tunnels.filter(
    (tunnel) => !there.some((one) => stays(one) && isSame(tunnel, one)),
  );
  const hooks = freeHooks(changed, seen, bridge);
  const made = missing.flatMap((tunnel) => tunnelSteps(tunnel, hooks.take()));
  const gone = removed.flatMap(removal);
  const withMade = withLast(
    goes ? withFirst(changed, gone) : changed,
    goes ? made : [...gone, ...made],
  );
  const expect: Expectation[] = missing.map((tunnel) => ({
    ...{ node: nodeOf(tunnel, "mark"), type: "tag", hook: "bridge", peer: name },
  }));
  return {
    ...withMade,
    notes: [...withMade.notes, ...(missing.length > 0 ? notes : [])],
    unmet: [...(withMade.unmet ?? []), ...problems],
    expect: [...withMade.expect, ...expect],
  };
}

/** The MTU that the plan writes down is the bridge's. */
function withMtu(bridge: WantedBridge, { steps }: Plan): WantedBridge {
  const changes = steps.flatMap(({ do: one }) => (one.op === "rcconf" ? one.changes : []));
  const change = changes.find(({ variable }) => variable === `ngbuddy_${bridge.name}_mtu`);
  return change === undefined || !("set" in change)
    ? bridge
    : { ...bridge, mtu: Number(change.set) };
}

function isSame(tunnel: Tunnel, { whole }: SeenTunnel): boolean {
  if (whole === undefined || whole.tunnel.address !== tunnel.address) return false;
  const { port, local } = whole.tunnel;
  return port === tunnel.port && (tunnel.local === undefined || tunnel.local === local);
}

/** Returns the tunnels that a bridge is to have, and what speaks against some, a line each. */
export function wantedTunnels(
  { interfaces = new Map() }: Pick<Seen, "interfaces">,
  bridge: WantedBridge,
  peers: Peers | undefined,
): { readonly problems: string[]; readonly notes: string[]; readonly tunnels: Tunnel[] } {
  const problems: string[] = [];
  const tunnels: Tunnel[] = [];
  const all = [...interfaces.values()];
  const own = new Set(all.flatMap(({ inet }) => inet.map((one) => one.split("/")[0])));
  const { name } = bridge;
  const ofBridge = [bridge.interface, bridge.host, ...(bridge.members ?? [])];
  for (const address of peers?.hosts ?? []) {
    if (own.has(address)) continue;
    const around = all.find((one) => ofBridge.includes(one.name) && isOnLink(one, address));
    if (around !== undefined) {
      problems.push(
        `bridge ${name}: its peer ${address} is in the network of ${around.name}, which is on the bridge itself, so that frames would go round for ever; name addresses by which the hosts reach each other without the bridge`,
      );
      continue;
    }
    const tunnel = { bridge: name, address, port: peers!.port, local: peers!.local };
    const excess = nodeOf(tunnel, "peer").length - MAX_NODE_NAME;
    if (excess > 0) {
      problems.push(
        `bridge ${name}: the names of its tunnels would be too long; a bridge that has peers has a name of at most ${name.length - excess} characters`,
      );
      break;
    }
    tunnels.push(tunnel);
  }
  const hosts = (peers?.hosts ?? []).join(" ");
  const by = roadTo(interfaces, hosts, peers?.local);
  const room = tunnelMtu(interfaces, hosts, peers?.local);
  const mtu = bridge.mtu ?? EIFACE_MTU;
  const notes =
    mtu <= room
      ? []
      : [
          `bridge ${name}: what is longer than ${room} bytes goes to its peers in fragments, for ${by?.name ?? "an interface"} takes ${by?.mtu ?? EIFACE_MTU}; on all hosts better: ngbuddy_${name}_mtu="${room}"`,
        ];
  return { problems, notes, tunnels };
}

function isOnLink({ inet }: HostInterface, address: string): boolean {
  return inet.some((one) => isIn(address, one));
}

/**
 * Hooks of the bridge that are free when the plan is done. On a bridge with uplink hooks, tunnels are on those: others are
 * not given what is for addresses that the bridge has not heard of (ng_bridge(4)).
 */
function freeHooks(plan: Plan, seen: Seen, bridge: WantedBridge): { take(): string } {
  const taken = [
    ...[...seen.hooks.values()].flatMap((links) =>
      links.flatMap(({ name, peerHook }) => [name, peerHook]),
    ),
    ...plan.steps.flatMap(({ do: one }) =>
      one.op === "mkpeer" || one.op === "connect"
        ? [one.hook, one.peerHook]
        : one.op === "eiface" && one.hook !== undefined
          ? [one.hook]
          : [],
    ),
  ];
  const highest = (kind: string) =>
    taken.reduce((most, hook) => {
      const [, number] = new RegExp(`^${kind}(\\d+)$`).exec(hook) ?? [];
      return Math.max(most, Number(number ?? -1));
    }, -1);
  const kind = hasUplinks(plan, seen, bridge) ? "uplink" : "link";
  // uplink0 is refused (ng_bridge(4)).
  let number = Math.max(kind === "uplink" ? 0 : -1, highest(kind));
  return { take: () => `${kind}${++number}` };
}

/** Is the bridge's NIC on uplink hooks, now or when the plan is done? */
function hasUplinks(
  plan: Plan,
  seen: Seen,
  { name, interface: iface, uplink }: WantedBridge,
): boolean {
  const there = hooksSeen(seen, seen.byName.get(name));
  if (there.length > 0) return there.some((hook) => hook.name.startsWith("uplink"));
  const isMade = plan.steps.some(({ do: one }) => one.op === "eiface" && one.name === iface);
  return uplink && !isMade && seen.byName.get(iface)?.type !== "eiface";
}

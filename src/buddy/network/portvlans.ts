/** The VLANs of a guest's port: ng_vlan(4) between its eiface and its bridge, and the bridges of VLANs beside that. */
import type { PortSettings } from "../../config/ports.ts";
import { isSameVlan, type VlanTags } from "../../config/vlans.ts";
import type { HookInfo, Netgraph, NodeInfo } from "../../netgraph/client.ts";
import { vlan as vlanType } from "../../netgraph/types/vlan.ts";
import { nodeNameOf } from "../names.ts";
import { pathOf, unlessGone } from "../observe/nodes.ts";
import { type Part, partName } from "../plan/portparts.ts";
import type { Action, Step } from "../plan/step.ts";
import type { WantedBridge } from "../plan/wanted.ts";
import type { Join, PortNode, PortPlace } from "./portnode.ts";
import { hookOf } from "./splitters.ts";

/** The parts of a port that are ng_vlan(4), from the guest on. */
export const VLAN_PARTS: readonly Part[] = ["vlan", "trunk", "tags"];

const DOWNSTREAM = "downstream";

/** What is known of a node that is there. */
interface SeenNode {
  readonly part: Part;
  readonly configure: readonly Action[];
}

/**
 * Returns the nodes that a port needs for its VLANs, from the guest on. One puts the tag on what a guest sends that is on a
 * VLAN. A trunk, or a VLAN that has a bridge of its own, takes two: from the first each VLAN goes to the second by a hook of its
 * own, or to its bridge. What has another tag or none goes by `nomatch`, to a hook of the second that has no VLAN and so takes
 * nothing (ng_vlan.c, ng_vlan_rcvdata): but for that, both are on the way from the guest to its bridge like any other node.
 */
export function vlanNodes({ vlan, trunk }: PortSettings, place: PortPlace): PortNode[] {
  const joined = place.joined ?? new Map<number, string>();
  const own = vlan === undefined ? [] : [tagging(place, vlan)];
  const tags = trunk ?? (vlan !== undefined && joined.has(vlan) ? [vlan] : []);
  return tags.length === 0 ? own : [...own, ...trunkNodes(place, tags, joined)];
}

function tagging(place: PortPlace, vlan: number): PortNode {
  const name = partName(place.name, "vlan");
  return {
    ...{ part: "vlan", name, type: vlanType.name, guestHook: hookOf(vlan), bridgeHook: DOWNSTREAM },
    what: `put ${place.name} on VLAN ${vlan}`,
    configure: [tagged(name, vlan)],
  };
}

function trunkNodes(
  place: PortPlace,
  tags: readonly number[],
  joined: ReadonlyMap<number, string>,
): PortNode[] {
  const [trunk, onward] = [partName(place.name, "trunk"), partName(place.name, "tags")];
  const here = tags.filter((tag) => !joined.has(tag));
  const joins = tags.flatMap((tag) => {
    const bridge = joined.get(tag);
    return bridge === undefined ? [] : [{ node: trunk, tag, bridge }];
  });
  return [
    {
      ...{ part: "trunk", name: trunk, type: vlanType.name },
      ...{ guestHook: DOWNSTREAM, bridgeHook: "nomatch", joins },
      what: `hand ${place.name} its VLANs`,
      configure: here.flatMap((tag) => [
        connected(trunk, tag, onward, hookOf(tag)),
        tagged(trunk, tag),
      ]),
    },
    {
      ...{ part: "tags", name: onward, type: vlanType.name },
      ...{ guestHook: "guest", bridgeHook: DOWNSTREAM },
      what: `take the VLANs of ${place.name} from ${place.bridge}`,
      configure: here.map((tag) => tagged(onward, tag)),
    },
  ];
}

function tagged(node: string, tag: number): Action {
  return { op: "tag", path: `${node}:`, hook: hookOf(tag), vid: tag };
}

function connected(node: string, tag: number, peer: string, peerHook: string) {
  const hook = hookOf(tag);
  return { op: "connect", path: `${node}:`, peerPath: `${peer}:`, hook, peerHook } as const;
}

/** Connects a port's VLANs to their bridges. `link`: the number of a link that is free. */
export function joinSteps(joins: readonly Join[], link: number): Step[] {
  return joins.flatMap(({ node, tag, bridge }, at): Step[] => [
    {
      description: `connect ${node} to bridge ${bridge}, for VLAN ${tag}`,
      do: connected(node, tag, bridge, `link${link + at}`),
      undo: [{ op: "rmhook", path: `${node}:`, hook: hookOf(tag) }],
    },
    { description: `hand VLAN ${tag} to it`, do: tagged(node, tag), undo: [] },
  ]);
}

/** Returns the bridges that have VLANs of a guest's port themselves, by the tag: those on the NIC of its own bridge. */
export function bridgesOfVlans(
  bridges: readonly WantedBridge[],
  home: string,
  { vlan, trunk }: PortSettings,
): Map<number, string> {
  const own = bridges.find(({ name, eiface }) => name === home && !eiface);
  const tags = trunk ?? (vlan === undefined ? [] : [vlan]);
  return new Map(
    tags.flatMap((tag) => {
      const all: VlanTags = [...(own?.vlan ?? []), tag];
      const other = bridges.find(
        (one) =>
          own !== undefined &&
          !one.eiface &&
          nodeNameOf(one.interface) === nodeNameOf(own.interface) &&
          isSameVlan(one.vlan, all),
      );
      return other === undefined ? [] : [[tag, other.name] as const];
    }),
  );
}

/** Reads what brings the settings of a port's ng_vlan(4) back. */
export async function vlanSettings(
  netgraph: Netgraph,
  node: NodeInfo,
  links: readonly HookInfo[] = [],
): Promise<Action[]> {
  const table = await unlessGone(netgraph.send(pathOf(node), vlanType, "gettable"));
  const isTrunk = node.name.endsWith("_trunk");
  return (table?.filter ?? []).flatMap(({ hook, vid }) => {
    const link = isTrunk ? links.find(({ name }) => name === hook) : undefined;
    return [
      ...(link === undefined ? [] : [connected(node.name, vid, link.peer.name, link.peerHook)]),
      tagged(node.name, vid),
    ];
  });
}

/** Is a port's ng_vlan(4) as it is to be, with its VLANs and where they go? */
export function hasVlans(node: PortNode, there: SeenNode): boolean {
  const wanted = new Set([
    ...node.configure.flatMap(wordOf),
    ...(node.joins ?? []).flatMap(({ tag, bridge }) =>
      [connected(node.name, tag, bridge, ""), tagged(node.name, tag)].flatMap(wordOf),
    ),
  ]);
  const now = new Set(there.configure.flatMap(wordOf));
  return wanted.size === now.size && [...wanted].every((word) => now.has(word));
}

function wordOf(action: Action): string[] {
  if (action.op === "tag") return [`${action.hook} ${action.vid}`];
  return action.op === "connect" ? [`${action.hook} ${action.peerPath}`] : [];
}

/** Returns the VLANs that a port has by its nodes. */
export function vlansSeen(nodes: readonly SeenNode[]): Pick<PortSettings, "vlan" | "trunk"> {
  const tagsOf = (part: Part) =>
    nodes
      .filter((node) => node.part === part)
      .flatMap(({ configure }) => configure)
      .flatMap((action) => (action.op === "tag" ? [action.vid] : []));
  const [vlan] = tagsOf("vlan");
  if (vlan !== undefined) return { vlan };
  const isTrunk = nodes.some(({ part }) => part === "trunk");
  return isTrunk ? { trunk: tagsOf("trunk") } : {};
}

/** Returns the bridges that VLANs of a port go to besides its own. */
export function otherBridges(nodes: readonly SeenNode[]): string[] {
  return nodes.flatMap(({ part, configure }) =>
    configure.flatMap((action) =>
      part === "trunk" && action.op === "connect" && !action.peerHook.startsWith("vlan")
        ? [action.peerPath.slice(0, -1)]
        : [],
    ),
  );
}

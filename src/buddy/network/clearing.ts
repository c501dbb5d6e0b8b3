/** What becomes of the ng_vlan(4) nodes of a NIC when bridges go: those that nobody needs go too. */
import type { HookInfo, NodeInfo } from "../../netgraph/client.ts";
import { nameOrId } from "../../netgraph/path.ts";
import { pathOf } from "../observe/nodes.ts";
import { walk } from "../observe/walk.ts";
import type { Action, Step } from "../plan/step.ts";
import { highestLink, hooksSeen, nextLink, type Seen } from "../plan/wanted.ts";
import { isSplitterName } from "./splitters.ts";

/** An ng_vlan(4) of ours, and how many others are between it and its NIC. */
interface Splitter {
  readonly node: NodeInfo;
  /** The NIC's node. */
  readonly nic: NodeInfo;
  readonly depth: number;
}

/** Takes away the nodes that nobody needs when these bridges are gone, and connects what stays as it is without them. */
export function clearSplitters(seen: Seen, bridges: readonly NodeInfo[]): Step[] {
  const gone = new Set(bridges.map(({ id }) => id));
  const steps: Step[] = [];
  for (const splitter of splittersOf(seen, bridges)) {
    const left = hooksSeen(seen, splitter.node).filter(({ peer }) => !gone.has(peer.id));
    const rest = left.find(({ name }) => name === "nomatch");
    const below = left.find(({ name }) => name === "downstream");
    const isNeeded = left.some((one) => one !== rest && one !== below);
    if (isNeeded) {
      if (rest === undefined && splitter.depth === 0) steps.push(...giveRest(seen, splitter, gone));
      continue;
    }
    gone.add(splitter.node.id);
    steps.push(...removeSplitter(seen, splitter, below, rest));
  }
  return steps;
}

/** What a bridge needs besides its hooks when it comes back: the VLANs of the nodes at their other ends. */
export function tagsAgain(seen: Seen, bridge: NodeInfo): Action[] {
  return hooksSeen(seen, bridge).flatMap(({ peer, peerHook }) => tagOf(seen, peer, peerHook));
}

/** Those that lead from NICs to these bridges, the farthest from its NIC first. */
function splittersOf(seen: Seen, bridges: readonly NodeInfo[]): Splitter[] {
  const found = new Map<number, Splitter>();
  for (const link of bridges.flatMap((bridge) => hooksSeen(seen, bridge))) {
    const { hook, between } = walk(link, seen.hooks);
    if (hook.peer.type !== "ether" || hook.peerHook !== "lower") continue;
    for (const [at, { node }] of between.entries()) {
      const depth = between.length - 1 - at;
      if (node.type === "vlan" && isSplitterName(node.name, hook.peer.name))
        found.set(node.id, { node, nic: hook.peer, depth });
    }
  }
  return [...found.values()].sort((a, b) => b.depth - a.depth);
}

function removeSplitter(
  seen: Seen,
  { node, nic, depth }: Splitter,
  below: HookInfo | undefined,
  rest: HookInfo | undefined,
): Step[] {
  const bridge = rest?.peer.type === "bridge" ? rest : undefined;
  const swap =
    below === undefined || bridge === undefined ? [] : joinDirectly(seen, node, below, bridge);
  const isLast = depth === 0 && bridge === undefined;
  return [
    ...swap,
    {
      description: `shut down ng_vlan ${node.name}`,
      do: { op: "shutdown", path: pathOf(node), type: "vlan", name: node.name },
      undo:
        bridge !== undefined
          ? remakeAt(node, "nomatch", bridge)
          : [
              ...(below === undefined
                ? []
                : [
                    ...(isLast ? heard(nic, 1) : []),
                    ...remakeAt(node, "downstream", below),
                    ...tagOf(seen, below.peer, below.peerHook),
                  ]),
              ...(rest === undefined
                ? []
                : [connection(rest.peer, rest.peerHook, node, "nomatch")]),
            ],
    },
    ...(isLast
      ? [
          {
            description: `make ${nic.name} no longer promiscuous`,
            do: heard(nic, 0).at(-1)!,
            undo: heard(nic, 1),
          },
        ]
      : []),
  ];
}

/** Connects a bridge to what its ng_vlan(4) is at. It is cut off for two messages only. */
function joinDirectly(
  seen: Seen,
  node: NodeInfo,
  { peer: below, peerHook: at }: HookInfo,
  { peer: bridge, peerHook }: HookInfo,
): Step[] {
  const hook = anotherHook(seen, bridge, peerHook);
  // A NIC that lost its last hook for a moment is as new, and so is a hook of an ng_vlan(4).
  const isBare = below.type === "ether" && hooksSeen(seen, below).length === 1;
  const again = isBare ? heard(below, 1) : tagOf(seen, below, at);
  const path = `${nameOrId(below)}:`;
  return [
    {
      description: `disconnect ${nameOrId(below)}'s ${at} hook from ${node.name}`,
      do: { op: "rmhook", path, hook: at },
      undo: [connection(below, at, node, "downstream"), ...again],
    },
    {
      description: `connect ${nameOrId(below)}'s ${at} hook to ${nameOrId(bridge)} (${hook})`,
      do: connection(below, at, bridge, hook),
      undo: [{ op: "rmhook", path, hook: at }],
    },
    ...again.map((action) => ({
      description: `set ${nameOrId(below)} again as it was`,
      do: action,
      undo: [],
    })),
  ];
}

/** What has no tag is the host's own again when its bridge is gone. */
function giveRest(seen: Seen, { node, nic }: Splitter, gone: ReadonlySet<number>): Step[] {
  const upper = hooksSeen(seen, nic).find(({ name }) => name === "upper");
  if (upper !== undefined && !gone.has(upper.peer.id)) return [];
  return [
    {
      description: `connect ${nic.name}'s upper hook to ${node.name} (nomatch)`,
      do: connection(nic, "upper", node, "nomatch"),
      undo: [{ op: "rmhook", path: pathOf(nic), hook: "upper" }],
    },
  ];
}

function heard(nic: NodeInfo, promiscuous: 0 | 1): Action[] {
  const path = pathOf(nic);
  return [
    { op: "message", path, type: "ether", command: "setautosrc", value: 0 },
    { op: "message", path, type: "ether", command: "setpromisc", value: promiscuous },
  ];
}

/** The node again, by one of its hooks. */
function remakeAt(node: NodeInfo, hook: string, { peer, peerHook }: HookInfo): Action[] {
  const path = `${nameOrId(peer)}:`;
  return [
    { op: "mkpeer", path, type: "vlan", hook: peerHook, peerHook: hook },
    { op: "name", path: `${path}${peerHook}`, name: node.name },
  ];
}

/** Names lead to nodes that were made again, too. */
function connection(one: NodeInfo, hook: string, other: NodeInfo, peerHook: string): Action {
  return {
    op: "connect",
    path: `${nameOrId(one)}:`,
    peerPath: `${nameOrId(other)}:`,
    hook,
    peerHook,
  };
}

function tagOf(seen: Seen, { id, name, type }: NodeInfo, hook: string): Action[] {
  const vid = type === "vlan" ? seen.tags?.get(id)?.get(hook) : undefined;
  return vid === undefined ? [] : [{ op: "tag", path: `${nameOrId({ id, name })}:`, hook, vid }];
}

/** One more hook of a bridge, of the kind of one that it has. */
function anotherHook(seen: Seen, bridge: NodeInfo, like: string): string {
  const hooks = hooksSeen(seen, bridge);
  if (!like.startsWith("uplink"))
    return `link${Math.max(nextLink(seen), 1 + highestLink([...hooks, { name: like }]))}`;
  let number = 1;
  while (hooks.some(({ name }) => name === `uplink${number}`)) number++;
  return `uplink${number}`;
}

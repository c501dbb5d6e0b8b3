/** `stop`: the bridges of rc.conf and everything that is attached to them. */
import type { NodeInfo } from "../../netgraph/client.ts";
import { nameOrId } from "../../netgraph/path.ts";
import { pathOf } from "../observe/nodes.ts";
import { type Walked, walk } from "../observe/walk.ts";
import { clearBetween, rebuild } from "./between.ts";
import { lossNotes } from "./losses.ts";
import { removeEiface } from "./removal.ts";
import type { Action, Plan, Step } from "./step.ts";
import { vlanPlanner } from "./vlanplanner.ts";
import {
  hooksSeen,
  linkSeen,
  nodeOf,
  portHangs,
  type Seen,
  type Wanted,
  waySeen,
} from "./wanted.ts";

/** `all`: every eiface and bridge of the host, not only ours. */
export function planStop(wanted: Wanted, seen: Seen, all: boolean): Plan {
  return planRemoval(
    wanted,
    seen,
    all ? "stop --all" : "stop",
    all ? everything(seen) : ours(wanted, seen),
  );
}

interface Going {
  readonly bridges: readonly NodeInfo[];
  readonly eifaces: readonly NodeInfo[];
}

/** The plan of a request that takes these away. */
export function planRemoval(wanted: Wanted, seen: Seen, request: string, going: Going): Plan {
  const { bridges, eifaces } = going;
  const chained = behindOthers(seen, eifaces);
  const between = eifaces.flatMap((eiface) => {
    const walked = waySeen(seen, eiface);
    return walked === undefined ? [] : [clearBetween(seen, eiface.name, walked, false)];
  });
  return {
    request,
    // Bridges first: one that loses its last link goes by itself, and could not be counted.
    steps: [
      ...bridges.flatMap((bridge) =>
        withMore(
          removeBridge(wanted, seen, bridge),
          chained
            .filter(({ walked }) => walked.hook.peer.id === bridge.id)
            .flatMap(({ eiface, walked }) => rebuild(eiface, walked)),
        ),
      ),
      ...(vlanPlanner()?.clearSplitters(seen, bridges) ?? []),
      ...eifaces.map((eiface) => {
        const hosts = wanted.bridges.some((bridge) => bridge.interface === eiface.name);
        return removeEiface(wanted, seen, eiface, { attached: false, hosts });
      }),
      ...between.flatMap(({ steps }) => steps),
    ],
    says: [],
    done: [`Shut down ${bridges.length + eifaces.length} nodes.`],
    notes: [
      ...lossNotes(seen, eifaces, (name) =>
        wanted.bridges.some((bridge) => bridge.name === name) ? "down" : "gone",
      ),
      ...between.flatMap(({ notes }) => notes),
    ],
    expect: [...bridges, ...eifaces]
      .filter(({ name }) => name !== "")
      .map(({ name }) => ({ absent: name })),
    whenKilled: "finish",
  };
}

/** Adds to what undoes the first of these steps. */
function withMore([first, ...rest]: readonly Step[], undo: readonly Action[]): Step[] {
  return first === undefined ? [] : [{ ...first, undo: [...first.undo, ...undo] }, ...rest];
}

/** An eiface that is behind nodes that hand frames on, and the way from it. */
export interface Chained {
  readonly eiface: NodeInfo;
  readonly walked: Walked;
}

/** Those of the eifaces that are behind nodes that hand frames on. */
export function behindOthers(seen: Seen, eifaces: readonly NodeInfo[]): Chained[] {
  return eifaces.flatMap((eiface) => {
    const walked = portHangs(seen, eiface) ? undefined : linkSeen(seen, eiface);
    return walked !== undefined && walked.between.length > 0 ? [{ eiface, walked }] : [];
  });
}

function everything(seen: Seen): Going {
  return {
    bridges: seen.nodes.filter(({ type }) => type === "bridge"),
    eifaces: seen.nodes.filter(({ type }) => type === "eiface"),
  };
}

/** The bridges of rc.conf, and the eifaces on them or for them. */
export function ours(
  wanted: Pick<Wanted, "bridges">,
  seen: Seen,
): { bridges: NodeInfo[]; eifaces: NodeInfo[] } {
  const bridges = wanted.bridges.flatMap(({ name }) => nodeOf(seen, name, "bridge") ?? []);
  const eifaces = new Map<number, NodeInfo>();
  for (const bridge of bridges) {
    for (const link of hooksSeen(seen, bridge)) {
      const { peer } = walk(link, seen.hooks).hook;
      if (peer.type === "eiface") eifaces.set(peer.id, peer);
    }
  }
  for (const bridge of wanted.bridges) {
    for (const name of [bridge.interface, ...bridge.list]) {
      const node = nodeOf(seen, name, "eiface");
      // One that hangs on a bridge of somebody else's is not ours, whatever it is called.
      if (node !== undefined && (node.hooks === 0 || portHangs(seen, node)))
        eifaces.set(node.id, node);
    }
  }
  return { bridges, eifaces: [...eifaces.values()] };
}

/** Shuts a bridge down. What was attached to it stays, unconnected; its NIC listens to its own addresses only again. */
export function removeBridge(wanted: Wanted, seen: Seen, bridge: NodeInfo): Step[] {
  const nics = hooksSeen(seen, bridge).filter(
    ({ peer, peerHook }) => peer.type === "ether" && peerHook === "lower",
  );
  return [
    {
      description: `shut down bridge ${bridge.name}`,
      do: { op: "shutdown", path: pathOf(bridge), type: "bridge", name: bridge.name },
      undo: [
        ...restoreBridge(wanted, seen, bridge),
        ...(vlanPlanner()?.tagsAgain(seen, bridge) ?? []),
      ],
    },
    ...nics.map(
      ({ peer }): Step => ({
        description: `make ${peer.name} no longer promiscuous`,
        do: promiscuous(peer.name, 0),
        undo: [promiscuous(peer.name, 1)],
      }),
    ),
  ];
}

function promiscuous(nic: string, value: 0 | 1): Action {
  return { op: "message", path: `${nic}:`, type: "ether", command: "setpromisc", value };
}

/** The bridge again, with the hooks it had, from the oldest one on. */
function restoreBridge(wanted: Wanted, seen: Seen, bridge: NodeInfo): Action[] {
  if (bridge.name === "") return [];
  const links = [...hooksSeen(seen, bridge)].reverse();
  const nics = links.filter(({ peer, peerHook }) => peer.type === "ether" && peerHook === "lower");
  return [
    ...nics.flatMap(({ peer }): Action[] => [
      { op: "message", path: `${peer.name}:`, type: "ether", command: "setautosrc", value: 0 },
      // The kernel switched it off when the NIC's last hook went (ng_ether.c, ng_ether_disconnect).
      promiscuous(peer.name, 1),
    ]),
    {
      op: "bridge",
      name: bridge.name,
      links: links.map(({ name, peer, peerHook }) => ({
        hook: name,
        // A bhyve machine's socket has no name; its ID is nobody else's as long as the host is up.
        peer: nameOrId(peer),
        peerHook,
      })),
      // The kernel does not tell; rc.conf does.
      persistent: wanted.bridges.some(({ name, persistent }) => name === bridge.name && persistent),
    },
  ];
}

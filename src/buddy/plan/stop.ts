/** `stop` and `restart`: the bridges of rc.conf and everything that is attached to them. */
import type { NodeInfo } from "../../netgraph/client.ts";
import { nameOrId } from "../../netgraph/path.ts";
import { pathOf } from "../observe/nodes.ts";
import { type Walked, walk } from "../observe/walk.ts";
import { clearBetween, rebuild } from "./between.ts";
import { lossNotes } from "./losses.ts";
import { missingInterface } from "./missing.ts";
import { removeEiface } from "./removal.ts";
import { type Returning, returning, returnSteps } from "./returning.ts";
import { planStart } from "./start.ts";
import type { Action, Plan, Step } from "./step.ts";
import { hooksSeen, linkSeen, nodeOf, type Seen, type Wanted } from "./wanted.ts";

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

function planRemoval(wanted: Wanted, seen: Seen, request: string, going: Going): Plan {
  const { bridges, eifaces } = going;
  const chained = behindOthers(seen, eifaces);
  const between = chained.map(({ walked }) => clearBetween(seen, walked, false));
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
      ...(seen.vlans?.clearSplitters(seen, bridges) ?? []),
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

/** Stops and starts. Jails that run have their interfaces again afterwards, with what they had there. */
export function planRestart(wanted: Wanted, seen: Seen): Plan {
  const all = ours(wanted, seen);
  // They stay in front of their bridges, with those nodes and all that is set in them.
  const kept = behindOthers(seen, all.eifaces);
  const eifaces = all.eifaces.filter((node) => !kept.some(({ eiface }) => eiface === node));
  const stop = planRemoval(wanted, seen, "restart", { ...all, eifaces });
  const after = without(seen, stop);
  const leftOut = new Set(
    wanted.bridges.flatMap((bridge) =>
      missingInterface(wanted, after, bridge) === undefined ? [] : [bridge.name],
    ),
  );
  const back = returning(wanted, seen, eifaces).filter(({ bridge }) => !leftOut.has(bridge));
  const joined = kept.filter(({ walked }) => !leftOut.has(walked.hook.peer.name));
  const names = new Set(kept.map(({ eiface }) => eiface.name));
  const start = planStart(...withReturning(unlisted(wanted, names), after, back));
  const lost = eifaces.filter((node) => !back.some((one) => one.node === node));
  const [first, ...rest] = [...start.steps, ...joined.map(joinAgain), ...back.flatMap(returnSteps)];
  const between = [...stop.done, ...start.says];
  return {
    request: "restart",
    steps: [
      ...stop.steps,
      ...(first === undefined
        ? []
        : [{ ...first, says: [...between, ...(first.says ?? [])] }, ...rest]),
    ],
    says: [],
    done: first === undefined ? [...between, ...start.done] : start.done,
    notes: [...lossNotes(seen, lost, () => "up"), ...start.notes],
    unmet: start.unmet ?? [],
    expect: start.expect,
    whenKilled: "undo",
  };
}

/** What a start is planned from that makes these eifaces as well, for their jails: with the addresses they had, and nothing of rc.conf's. */
function withReturning(wanted: Wanted, seen: Seen, back: readonly Returning[]): [Wanted, Seen] {
  const names = new Set(back.map(({ node }) => node.name));
  const listed = new Set(wanted.bridges.flatMap((bridge) => [bridge.interface, ...bridge.list]));
  const bridges = wanted.bridges.map((bridge) => ({
    ...bridge,
    list: [
      ...bridge.list,
      ...back.flatMap(({ node, bridge: on }) =>
        on === bridge.name && !listed.has(node.name) ? [node.name] : [],
      ),
    ],
  }));
  const ethers = back.flatMap(({ node, place }) =>
    place.interface.ether === undefined ? [] : [[node.name, place.interface.ether] as const],
  );
  const ifconfig: Wanted["ifconfig"] = (name) =>
    names.has(name) ? { commands: [], needsScripts: false } : wanted.ifconfig(name);
  return [
    { ...wanted, bridges, ifconfig },
    { ...seen, ethers: new Map([...seen.ethers, ...ethers]) },
  ];
}

interface Chained {
  readonly eiface: NodeInfo;
  readonly walked: Walked;
}

/** Those of the eifaces that are behind nodes that hand frames on. */
function behindOthers(seen: Seen, eifaces: readonly NodeInfo[]): Chained[] {
  return eifaces.flatMap((eiface) => {
    const walked = linkSeen(seen, eiface);
    return walked !== undefined && walked.between.length > 0 ? [{ eiface, walked }] : [];
  });
}

/** Connects what has kept its place in front of a bridge to it again. */
function joinAgain({ walked }: Chained): Step {
  const { node, exit } = walked.between.at(-1)!;
  const { peer, peerHook } = walked.hook;
  return {
    description: `connect ${node.type} ${nameOrId(node)} to ${peer.name} (${peerHook})`,
    do: { op: "connect", path: pathOf(node), peerPath: `${peer.name}:`, hook: exit, peerHook },
    undo: [{ op: "rmhook", path: pathOf(node), hook: exit }],
  };
}

/** rc.conf's wishes without these interfaces in the lists. */
function unlisted(wanted: Wanted, names: ReadonlySet<string>): Wanted {
  if (names.size === 0) return wanted;
  const bridges = wanted.bridges.map((bridge) => ({
    ...bridge,
    list: bridge.list.filter((name) => !names.has(name)),
  }));
  return { ...wanted, bridges };
}

function everything(seen: Seen): Going {
  return {
    bridges: seen.nodes.filter(({ type }) => type === "bridge"),
    eifaces: seen.nodes.filter(({ type }) => type === "eiface"),
  };
}

function ours(wanted: Wanted, seen: Seen): { bridges: NodeInfo[]; eifaces: NodeInfo[] } {
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
      if (node !== undefined && node.hooks === 0) eifaces.set(node.id, node);
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
        ...(seen.vlans?.tagsAgain(seen, bridge) ?? []),
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

/** What will be seen when a plan that only shuts nodes down was carried out. */
function without(seen: Seen, plan: Plan): Seen {
  const gone = new Set(
    plan.steps.flatMap((step) => (step.do.op === "shutdown" ? [step.do.path] : [])),
  );
  const isGone = (node: NodeInfo) => gone.has(pathOf(node));
  const hooks = new Map(
    [...seen.hooks].map(([id, links]) => [id, links.filter(({ peer }) => !isGone(peer))] as const),
  );
  const nodes = seen.nodes
    .filter((node) => !isGone(node))
    .map((node) => ({ ...node, hooks: hooks.get(node.id)?.length ?? node.hooks }));
  const eifaces = new Set(
    seen.nodes.filter((node) => node.type === "eiface" && isGone(node)).map(({ name }) => name),
  );
  return {
    ...seen,
    nodes,
    byName: new Map(nodes.map((node) => [node.name, node])),
    hooks,
    // A NIC that lost its last hook has its settings back as they were (ng_ether.c resets the node).
    nics: new Map(),
    ...(seen.interfaces && {
      interfaces: new Map([...seen.interfaces].filter(([name]) => !eifaces.has(name))),
    }),
  };
}

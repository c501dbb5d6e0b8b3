/** `restart`: stop and start in one plan. */
import { nameOrId } from "../../netgraph/path.ts";
import { pathOf } from "../observe/nodes.ts";
import { lossNotes } from "./losses.ts";
import { missingInterface } from "./missing.ts";
import { type Returning, returning, returnSteps } from "./returning.ts";
import { planStart } from "./start.ts";
import type { Plan, Step } from "./step.ts";
import { behindOthers, type Chained, ours, planRemoval } from "./stop.ts";
import type { Seen, Wanted } from "./wanted.ts";
import { without } from "./without.ts";

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

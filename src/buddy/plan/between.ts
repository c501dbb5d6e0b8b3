/** The nodes between an eiface and its bridge (ng_tee(4), ng_pipe(4) …), and what becomes of them without it. */
import type { NodeInfo } from "../../netgraph/client.ts";
import { hasTaps } from "../../netgraph/passthrough.ts";
import { nameOrId } from "../../netgraph/path.ts";
import { pathOf } from "../observe/nodes.ts";
import type { Passed, Walked } from "../observe/walk.ts";
import { removeEiface } from "./removal.ts";
import type { Action, Step } from "./step.ts";
import { hooksSeen, portHangs, type Seen, type Wanted, waySeen } from "./wanted.ts";

/** What becomes of the nodes between an eiface and its bridge when the eiface goes. */
export interface Removed {
  readonly steps: readonly Step[];
  /** What stays, and why. */
  readonly notes: readonly string[];
}

/** Takes an eiface from a bridge that stays, and clears away the nodes between that belong to it alone. */
export function removeGuest(wanted: Wanted, seen: Seen, eiface: NodeInfo): Removed {
  const walked = waySeen(seen, eiface);
  const first = removeEiface(wanted, seen, eiface, { attached: true });
  if (walked === undefined || walked.between.length === 0) return { steps: [first], notes: [] };
  const isRestorable = !portHangs(seen, eiface);
  const { steps, notes } = clearBetween(seen, eiface.name, walked, isRestorable);
  // What leads nowhere is no loss.
  if (!isRestorable) return { steps: [first, ...steps], notes };
  const back = joinEiface(eiface, walked);
  return { steps: [{ ...first, undo: [...first.undo, ...back] }, ...steps], notes };
}

/** Clears away what is between an eiface that goes and its bridge. `eiface`: its name; `restorable`: undoing a step brings its node back at the bridge. */
export function clearBetween(
  seen: Seen,
  eiface: string,
  walked: Walked,
  restorable: boolean,
): Removed {
  const steps: Step[] = [];
  const notes: string[] = [];
  for (const [at, { node, entry, exit }] of walked.between.entries()) {
    const name = nameOrId(node);
    const others = hooksSeen(seen, node).filter(
      (hook) => hook.name !== entry && hook.name !== exit,
    );
    const copies = node.name.replace(/_mirror$/, "_copies");
    // Connected by nothing else, or by a mirror's own copies, or by the VLANs of a trunk (network/portnodes.ts, portvlans.ts).
    const isTrunk = node.name === `${eiface}_trunk` || node.name === `${eiface}_tags`;
    const isAlone = isTrunk || others.every(({ peer }) => peer.name === copies);
    if (isAlone && !isTrunk && others.length > 0) {
      steps.push({
        description: `shut down ${copies}`,
        do: { op: "shutdown", path: `${copies}:`, type: "bpf", name: copies },
        undo: [],
      });
    }
    if (isAlone) {
      steps.push({
        description: `shut down ${node.type} ${name}, which was between`,
        do: { op: "shutdown", path: pathOf(node), type: node.type, name: node.name },
        undo: restorable ? remake(walked, at) : [],
      });
      continue;
    }
    const to = others.map(({ name: hook, peer }) => `${hook} to ${nameOrId(peer)}`);
    notes.push(
      `${node.type} ${name}, which was between, stays: it is connected by ${to.join(", ")}`,
    );
    // Who is behind another hook needs the rest of the way; who only listens does not.
    if (!hasTaps(node.type)) break;
    steps.push({
      description: `disconnect ${node.type} ${name} from what is behind it`,
      do: { op: "rmhook", path: pathOf(node), hook: exit },
      undo: restorable ? [joinOn(walked, at)] : [],
    });
  }
  return { steps, notes };
}

/** All of what is between again, from the bridge on, and the eiface connected to it. What was set in a node is not known. */
export function rebuild(eiface: NodeInfo, walked: Walked): Action[] {
  const from = walked.between.map((_, at) => remake(walked, at)).reverse();
  return [...from.flat(), ...joinEiface(eiface, walked)];
}

function joinEiface(eiface: NodeInfo, walked: Walked): Action[] {
  const { entry } = walked.between[0]!;
  return [
    {
      op: "connect",
      path: `${eiface.name}:`,
      peerPath: pathTo(walked, 0),
      hook: walked.hook.name,
      peerHook: entry,
    },
  ];
}

/** A node again, on the next one towards the bridge. */
function remake(walked: Walked, at: number): Action[] {
  const { node, exit } = walked.between[at]!;
  const next = onward(walked, at);
  return [
    { op: "mkpeer", path: next.path, type: node.type, hook: next.hook, peerHook: exit },
    ...(node.name === ""
      ? []
      : [{ op: "name", path: extended(next.path, next.hook), name: node.name } as const]),
  ];
}

function joinOn(walked: Walked, at: number): Action {
  const { node, exit } = walked.between[at]!;
  const next = onward(walked, at);
  return {
    op: "connect",
    path: pathOf(node),
    peerPath: next.path,
    hook: exit,
    peerHook: next.hook,
  };
}

/** The next node towards the bridge, and its hook. */
function onward(walked: Walked, at: number): { readonly path: string; readonly hook: string } {
  const next: Passed | undefined = walked.between[at + 1];
  if (next === undefined) return { path: `${walked.hook.peer.name}:`, hook: walked.hook.peerHook };
  return { path: pathTo(walked, at + 1), hook: next.entry };
}

/** The path to a node between, once it is there again: by its name, or by the hooks from the bridge on. */
function pathTo(walked: Walked, at: number): string {
  const { node } = walked.between[at]!;
  if (node.name !== "") return `${node.name}:`;
  const { path, hook } = onward(walked, at);
  return extended(path, hook);
}

function extended(path: string, hook: string): string {
  return path.endsWith(":") ? `${path}${hook}` : `${path}.${hook}`;
}

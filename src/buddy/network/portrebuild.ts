/** A port that is there becomes another one. */
import { tellOf } from "../plan/eiface.ts";
import { partName } from "../plan/portparts.ts";
import type { Action, Step } from "../plan/step.ts";
import { highestLink } from "../plan/wanted.ts";
import { guardedBy } from "./guardprogram.ts";
import { mirrors, remirror } from "./portmirrors.ts";
import type { PortNode } from "./portnode.ts";
import { guardSeen, type SeenPort } from "./portseen.ts";
import { build, configure, type Far, takeOut } from "./portsteps.ts";
import { hasVlans, VLAN_PARTS } from "./portvlans.ts";
import type { Around } from "./portwanted.ts";

/** What has to be done with a port that is there. `rejoined`: where it was connected to a bridge again. */
export function change(
  around: Around,
  port: SeenPort,
  nodes: readonly PortNode[],
  rejoined: Far | undefined,
): Step[] {
  const { eiface } = port;
  // With nodes of somebody else's behind it, it stays connected to those.
  const isLast = port.walked.between.length === port.nodes.length;
  const far = isLast && rejoined ? rejoined : port.far;
  const isVlan = ({ part }: PortNode) => VLAN_PARTS.includes(part);
  const same =
    nodes.length === port.nodes.length &&
    nodes.every((node, at) => {
      const there = port.nodes[at]!;
      if (node.part !== there.part) return false;
      // A bridge that was made anew has lost what was connected to it.
      return !isVlan(node) || (hasVlans(node, there) && !(rejoined && node.joins?.length));
    });
  if (!same) {
    const [out, ...rest] = takeOut({ ...port, far });
    const ins = nodes.length === 0 ? [connect(eiface.name, far)] : build(eiface.name, nodes, far);
    const { peer } = port.walked.hook;
    const tell = peer.type === "bridge" && isLast ? [tellAgain(port, nodes)] : [];
    const steps = held(around, { ...port, far }, [out!, ...rest, ...ins]);
    return [...mirrors(around, eiface.name, nodes), ...steps, ...tell];
  }
  const settings = nodes.flatMap((node, at) => {
    const there = port.nodes[at]!;
    if (isVlan(node) || (!rejoined && isSet(node, there.configure))) return [];
    if (node.part === "mirror") return rejoined ? [] : remirror(around, port, node);
    const [first, ...others] = configure(node);
    return first === undefined ? [] : [{ ...first, undo: there.configure }, ...others];
  });
  return rejoined && isLast && nodes.length > 0 ? [...settings, tellAgain(port, nodes)] : settings;
}

function connect(name: string, far: Far): Step {
  return {
    description: `connect ${name} to ${far.path}${far.hook}`,
    do: { op: "connect", path: `${name}:`, peerPath: far.path, hook: "ether", peerHook: far.hook },
    undo: [{ op: "rmhook", path: `${name}:`, hook: "ether" }],
  };
}

/** The bridge forgot the guest's address with its link; a guard's is the one that it may have. */
function tellAgain({ eiface, walked, nodes: before }: SeenPort, nodes: readonly PortNode[]): Step {
  const ether = nodes.some(({ part }) => part === "guard") ? guardSeen(before)?.ether : undefined;
  const tell = tellOf(eiface.name, walked.hook.peer.name);
  return ether === undefined ? tell : { ...tell, do: { op: "movehost", node: eiface.name, ether } };
}

/** A bridge that loses its last link goes (ng_bridge(4)): meanwhile an ng_hole(4) holds it. */
function held(
  { wanted }: Around,
  { eiface, walked, nodes, far }: SeenPort,
  steps: readonly Step[],
): readonly Step[] {
  const { peer } = walked.hook;
  const isDirect = walked.between.length === nodes.length;
  const persistent = wanted.bridges.some((one) => one.name === peer.name && one.persistent);
  if (peer.type !== "bridge" || peer.hooks > 1 || !isDirect || persistent) return steps;
  const path = `${peer.name}:`;
  const hook = `link${1 + highestLink([{ name: far.hook }])}`;
  const name = partName(eiface.name, "hold");
  const make: Action = { op: "mkpeer", path, type: "hole", hook, peerHook: "hold" };
  const call: Action = { op: "name", path: `${path}${hook}`, name };
  const gone: Action = { op: "shutdown", path: `${path}${hook}`, type: "hole", name };
  return [
    { description: `hold bridge ${peer.name} by an ng_hole(4)`, do: make, undo: [gone] },
    { description: `name it ${name}`, do: call, undo: [] },
    ...steps,
    { description: `let bridge ${peer.name} go`, do: gone, undo: [make, call] },
  ];
}

/** Is a node set as it is to be? */
function isSet(node: PortNode, configured: readonly Action[]): boolean {
  return node.configure.every((action) => {
    if (action.op === "guard") {
      const program = configured.flatMap((one) =>
        one.op === "message" && isProgramOf(one.value, "guest") ? [one.value.bpf_prog] : [],
      )[0];
      const guarded = program && guardedBy(program as never);
      return guarded !== undefined && sorted(guarded.addresses) === sorted(action.addresses);
    }
    if (action.op === "mkpeer" || action.op === "name") return true;
    return configured.some((one) => textOf(one) === textOf(action));
  });
}

function isProgramOf(
  value: unknown,
  hook: string,
): value is { readonly thisHook: string; readonly bpf_prog: readonly unknown[] } {
  return (value as { readonly thisHook?: unknown } | undefined)?.thisHook === hook;
}

function sorted(addresses: readonly string[]): string {
  return [...addresses].sort().join(" ");
}

/** An action as text: the same for the same, in whatever order its fields are. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

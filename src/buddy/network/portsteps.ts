/** Steps that put a port's nodes between a guest's eiface and its bridge, change them, and take them out. */
import { pathOf } from "../observe/nodes.ts";
import type { Action, Step } from "../plan/step.ts";
import type { PortNode } from "./portnode.ts";
import type { SeenNode, SeenPort } from "./portseen.ts";

/** What is to be connected to: a node and its hook. */
export interface Far {
  readonly path: string;
  readonly hook: string;
}

/** Disconnects a guest's eiface. `back`: what is sent once it is connected again. */
export function disconnect(name: string, from: Far, back: readonly Action[] = []): Step {
  return {
    description: `disconnect ${name} from ${from.path}${from.hook}`,
    do: { op: "rmhook", path: `${name}:`, hook: "ether" },
    undo: [joined(`${name}:`, "ether", from), ...back],
  };
}

function joined(path: string, hook: string, far: Far): Action {
  return { op: "connect", path, peerPath: far.path, hook, peerHook: far.hook };
}

/** Makes the nodes from the guest's eiface on, which is connected to nothing, and connects the last one. */
export function build(name: string, nodes: readonly PortNode[], far: Far): Step[] {
  let path = `${name}:`;
  let hook = "ether";
  const steps: Step[] = [];
  for (const node of nodes) {
    const { type, guestHook } = node;
    steps.push(
      {
        description: `make ${type} ${node.name} at ${path}${hook}`,
        do: { op: "mkpeer", path, type, hook, peerHook: guestHook },
        undo: [{ op: "shutdown", path: `${path}${hook}`, type, name: node.name }],
      },
      {
        description: `name it ${node.name}`,
        do: { op: "name", path: `${path}${hook}`, name: node.name },
        undo: [],
      },
    );
    path = `${node.name}:`;
    hook = node.bridgeHook;
  }
  steps.push({
    description: `connect ${path.slice(0, -1)} to ${far.path.slice(0, -1)} (${far.hook})`,
    do: joined(path, hook, far),
    undo: [{ op: "rmhook", path, hook }],
  });
  return [...steps, ...nodes.flatMap(configure)];
}

/** Sets a node up. What is sent goes with it, but for what hangs on it besides. */
export function configure(node: PortNode): Step[] {
  return node.configure.map((action, at) => ({
    description:
      node.configure.length === 1
        ? node.what
        : `${node.what} (${at + 1} of ${node.configure.length})`,
    do: action,
    undo: takenBack(action),
  }));
}

function takenBack(action: Action): Action[] {
  if (action.op === "mkpeer")
    return [{ op: "shutdown", path: `${action.path}${action.hook}`, type: action.type }];
  if (action.op === "connect") return [{ op: "rmhook", path: action.path, hook: action.hook }];
  return [];
}

/** Takes a port's nodes out, from the guest on. The eiface is disconnected by it. */
export function takeOut({ eiface, nodes, far }: SeenPort): Step[] {
  const first = nodes[0];
  if (first === undefined) return [disconnect(eiface.name, far)];
  const settings = nodes.flatMap((node) => node.configure);
  return [
    disconnect(eiface.name, { path: `${first.node.name}:`, hook: first.entry }, settings),
    ...nodes.flatMap((passed, at) => removal(nodes, passed, at, far)),
  ];
}

function removal(
  nodes: readonly SeenNode[],
  { node, part, exit }: SeenNode,
  at: number,
  far: Far,
): Step[] {
  const next = nodes[at + 1];
  const onward = next === undefined ? far : { path: `${next.node.name}:`, hook: next.entry };
  const gone: Step = {
    description: `shut down ${node.type} ${node.name}`,
    do: { op: "shutdown", path: pathOf(node), type: node.type, name: node.name },
    undo: [
      {
        op: "mkpeer",
        path: onward.path,
        type: node.type,
        hook: onward.hook,
        peerHook: exit,
      },
      { op: "name", path: `${onward.path}${onward.hook}`, name: node.name },
    ],
  };
  const copies = node.name.replace(/_mirror$/, "_copies");
  if (part !== "mirror") return [gone];
  return [
    {
      description: `shut down bpf ${copies}`,
      do: { op: "shutdown", path: `${copies}:`, type: "bpf", name: copies },
      // It comes back with the settings of what it belongs to.
      undo: [],
    },
    gone,
  ];
}

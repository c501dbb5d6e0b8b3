/** A guest's port whose bridge has gone: its nodes hang on the guest's eiface, and lead nowhere. */
import { pathOf } from "../observe/nodes.ts";
import { partName } from "../plan/portparts.ts";
import type { Action, Step } from "../plan/step.ts";
import type { SeenPort } from "./portseen.ts";

/** Takes the nodes of a port that hangs away, the last one first, so that the eiface can be connected. */
export function clearHanging({ eiface, nodes }: SeenPort): Step[] {
  const settings = nodes.flatMap(({ configure }) => configure);
  const steps = nodes.map(({ node, entry, part }, at): Step[] => {
    const before = nodes[at - 1];
    const near = before
      ? { path: `${before.node.name}:`, hook: before.exit }
      : { path: `${eiface.name}:`, hook: "ether" };
    const { type, name } = node;
    const again: Action[] = [
      { op: "mkpeer", ...near, type, peerHook: entry },
      { op: "name", path: `${near.path}${near.hook}`, name },
    ];
    const gone: Step = {
      description: `shut down ${type} ${name}, which leads nowhere`,
      do: { op: "shutdown", path: pathOf(node), type, name },
      undo: again,
    };
    if (part !== "mirror") return [gone];
    const copies = partName(eiface.name, "copies");
    return [
      {
        description: `shut down bpf ${copies}`,
        do: { op: "shutdown", path: `${copies}:`, type: "bpf", name: copies },
        undo: [],
      },
      gone,
    ];
  });
  const [first, ...rest] = steps.reverse().flat();
  // What was set comes last, when all of them are there again.
  return first === undefined ? [] : [{ ...first, undo: [...first.undo, ...settings] }, ...rest];
}

/** What will be seen of a host when a plan was carried out. */
import type { NodeInfo } from "../../netgraph/client.ts";
import { pathOf } from "../observe/nodes.ts";
import type { Plan } from "./step.ts";
import type { Seen } from "./wanted.ts";

/** Returns what will be seen when a plan that only shuts nodes down was carried out. */
export function without(seen: Seen, plan: Pick<Plan, "steps">): Seen {
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

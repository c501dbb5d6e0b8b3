/** `jng shutdown NAME`: all interfaces of a name go. The bridges stay for the next one. */
import { hooksOf } from "../buddy/observe/nodes.ts";
import { withBetween } from "../buddy/observe/walk.ts";
import { removeGuest } from "../buddy/plan/between.ts";
import type { Plan } from "../buddy/plan/step.ts";
import type { Seen, Wanted } from "../buddy/plan/wanted.ts";
import { makeRequest, type Request } from "../buddy/request.ts";
import { ownEifaces } from "./show.ts";

/** Returns the request. One of a name that has no interface is carried out at once. */
export function requestShutdown(name: string): Request {
  return makeRequest<Seen["hooks"]>({
    withoutConfiguration: true,
    needs: () => ({ nodes: "all" }),
    find: async (_, netgraph, __, { nodes }) =>
      await withBetween(netgraph, await hooksOf(netgraph, ownEifaces(nodes, name))),
    plan: (wanted, seen, hooks) => planShutdown(wanted, { ...seen, hooks }, name),
  });
}

function planShutdown(wanted: Wanted, seen: Seen, name: string): Plan {
  const eifaces = ownEifaces(seen.nodes, name);
  const gone = eifaces.map((eiface) => removeGuest(wanted, seen, eiface));
  return {
    request: `jng shutdown ${name}`,
    says: [],
    steps: gone.flatMap(({ steps }) => steps),
    done: [],
    notes: gone.flatMap(({ notes }) => notes),
    expect: eifaces.map((eiface) => ({ absent: eiface.name })),
    whenKilled: "finish",
  };
}
